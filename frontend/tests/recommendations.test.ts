import { describe, expect, it } from "vitest";

import type { RangeFigure, Recommendation, Saving } from "@/lib/api/types";
import { basis, byMoney, evidenceText, verdict } from "@/lib/recommendations";

const figure = (value: number | null, unit: string): RangeFigure => ({
  value,
  unit,
  low: value === null ? null : value * 0.8,
  high: value === null ? null : value * 1.5,
});

const advice = (id: string, cost: number | null, kwh: number): Recommendation => ({
  recommendation_id: id,
  building_id: "b",
  building_name: "B",
  device_id: null,
  device_name: null,
  kind: "base_load",
  title: id,
  sentence: "",
  energy: figure(kwh, "kWh"),
  cost: figure(cost, "EUR"),
  carbon: figure(null, "kg CO2e"),
  evidence: [],
  verify: null,
  period_start: null,
  period_end: null,
  created_at: null,
  model: null,
  version: null,
  done_since: null,
});

const MEASURED: Saving = {
  recommendation_id: "r",
  building_id: "b",
  building_name: "B",
  device_id: null,
  device_name: null,
  kind: "base_load",
  title: "Less at night",
  since: "2026-03-01",
  who: null,
  said_at: "2026-03-02T00:00:00Z",
  saved: { ...figure(120, "kWh"), low: 80, high: 160 },
  expected: figure(1120, "kWh"),
  actual: figure(1000, "kWh"),
  baseline_error: figure(0.125, "1"),
  days_before: 330,
  days_after: 27,
  days_since: 30,
  together_with: null,
  last_day: "2026-03-29",
  method: "change_point",
  note: "OpenDSM wants more days",
  measured_at: "2026-03-30T00:00:00Z",
};

describe("recommendations", () => {
  it("come by money; what has no price stands behind, by energy", () => {
    const rows = [
      advice("a", null, 900),
      advice("b", 10, 1),
      advice("c", 99, 5),
      advice("d", null, 1000),
    ];
    expect(rows.sort(byMoney).map((row) => row.recommendation_id)).toEqual(["c", "b", "d", "a"]);
  });

  it.each([
    [80, 160, /^Saved/],
    [-1, 160, /cannot be told from chance/],
    [0, 160, /cannot be told from chance/],
    [-90, -3, /^More is used/],
    [null, null, null],
  ])("between %s and %s kWh prove no more than they do", (low, high, words) => {
    const said = verdict({ ...MEASURED, saved: { ...MEASURED.saved, low, high } });
    if (words) expect(said).toMatch(words);
    else expect(said).toBeNull();
  });

  it("say on what a measured saving rests, and nothing before", () => {
    expect(basis(MEASURED)).toBe(
      "27 of 30 days measured, against a baseline of 330 days by our own regression; " +
        "its daily error is 13%; OpenDSM wants more days",
    );
    expect(basis({ ...MEASURED, days_after: null })).toBeNull();
  });

  it.each([
    [12.44, "kW", "12.4 kW"],
    [17, "o'clock", "17:00"],
    [7, "o'clock", "07:00"],
    [0.3149, "EUR/kWh", "€0.31/kWh"],
    [-3.26, "°C outside", "−3.3 °C outside"],
    [6.42, "W/m²", "6.4 W/m²"],
    [41.26, "%", "41.3%"],
    [181, "days", "181 days"],
    [24.61, "kWh a day", "24.6 kWh a day"],
    [null, "kW", "–"],
  ])("write %s %s as %s", (value, unit, text) => {
    expect(evidenceText(value, unit)).toBe(text);
  });
});
