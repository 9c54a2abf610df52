import { describe, expect, it } from "vitest";

import { excessRuns } from "@/components/chart/excess";
import { placeLabels, severityShape } from "@/components/chart/lane";
import type { IncidentSpan, LoadSeries } from "@/components/chart/LoadSeries";
import { kindOf, lasted, spanOf, statusOf, when } from "@/lib/incidents";
import { DAY, HOUR } from "@/lib/time/zone";

const span = (id: string, start: number, hours: number, open = true): IncidentSpan => ({
  id,
  start: start * HOUR,
  end: (start + hours) * HOUR,
  label: `High load +${id} kWh`,
  short: `+${id} kWh`,
  severity: "high",
  open,
  excess: true,
});

const plot = { width: 480, height: 200, from: 0, to: 48 * HOUR, max: 100 };

describe("the lane of incidents", () => {
  it("never lets two incidents' words overlap", () => {
    const spans = Array.from({ length: 12 }, (_, place) => span(`${place}`, place * 4, 2));
    const placed = placeLabels(spans, plot);
    expect(placed).toHaveLength(12);
    const boxes = placed
      .filter(({ text }) => text)
      .map(({ x, text }) => [x, x + 12 + text.length * 6.5] as const)
      .sort((a, b) => a[0] - b[0]);
    expect(boxes.length).toBeGreaterThan(0);
    boxes.forEach(([, right], place) => {
      const next = boxes[place + 1];
      if (next) expect(right).toBeLessThanOrEqual(next[0]);
    });
  });

  it("names an open incident before a closed one", () => {
    const [closed, open] = placeLabels([span("1", 10, 9, false), span("2", 13, 2)], plot);
    expect(open?.text).not.toBe("");
    expect(closed?.text).toBe("");
  });

  it("counts incidents that begin together, and leaves none out in silence", () => {
    const placed = placeLabels([span("1", 10, 9), span("2", 10, 4), span("3", 11, 4, false)], plot);
    expect(placed.map(({ text }) => text)).toEqual(["High load +1 kWh, 2 more", "", ""]);
    expect(placed.map(({ hidden }) => hidden)).toEqual([false, true, true]);
  });

  it("keeps its words inside the plot, and leaves out what is not in view", () => {
    const placed = placeLabels([span("9", 47, 1), span("8", 60, 5), span("7", -10, 12)], plot);
    expect(placed.map((item) => item.span.id)).toEqual(["9", "7"]);
    for (const { x, text } of placed) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + 12 + text.length * 6.5).toBeLessThanOrEqual(plot.width);
    }
  });

  it("tells severities apart by shape, not by colour alone", () => {
    const shapes = (["low", "medium", "high"] as const).map((severity) =>
      JSON.stringify(severityShape(severity, 0, 0)),
    );
    expect(new Set(shapes).size).toBe(3);
  });
});

describe("energy above expected", () => {
  const series: LoadSeries = {
    zone: "UTC",
    unit: "kW",
    resolution: "hour",
    ts: [0, 1, 2, 3, 4, 5].map((hour) => hour * HOUR),
    end: 6 * HOUR,
    measured: [9, 9, 9, null, 9, 9],
    completeness: [],
    estimatedShare: [],
    incidents: [span("1", 1, 4)],
    proof: null,
  };
  const expected = [5, 5, 5, 5, 5, 5];

  it("is drawn within the incident only, and never across a gap", () => {
    const runs = excessRuns(series, series.ts, expected);
    expect(runs.map((run) => run.at.map((start) => start / HOUR))).toEqual([[1, 2], [4]]);
  });

  it("is not drawn where less was measured, or once the incident was explained", () => {
    expect(excessRuns(series, series.ts, expected.fill(20))).toEqual([]);
    const closed = { ...series, incidents: [span("1", 1, 4, false)] };
    expect(excessRuns(closed, closed.ts, [5, 5, 5, 5, 5, 5])).toEqual([]);
  });
});

describe("an incident in words", () => {
  const incident = {
    id: "i",
    kind: "high",
    severity: "high" as const,
    status: "open",
    start: 20 * HOUR,
    end: 30 * HOUR,
    excessKwh: 848.2,
    drawn: true,
  };

  it("is named by what it is, what it took and, once closed, what was said of it", () => {
    expect(spanOf(incident).label).toBe("High load +848 kWh");
    expect(spanOf({ ...incident, meter: "Laundry" }).label).toBe("High load, Laundry +848 kWh");
    const closed = spanOf({ ...incident, status: "explained" });
    expect(closed.label).toBe("High load +848 kWh, explained");
    expect(closed.open).toBe(false);
    expect(spanOf({ ...incident, status: "confirmed" }).open).toBe(true);
  });

  it("without a known excess is still named", () => {
    expect(spanOf({ ...incident, kind: "no_data", excessKwh: null })).toMatchObject({
      label: "No data",
      short: "No data",
    });
  });

  it("has an excess on the curve only of its own meter, and only where more was used", () => {
    expect(spanOf(incident).excess).toBe(true);
    expect(spanOf({ ...incident, drawn: false }).excess).toBe(false);
    expect(spanOf({ ...incident, kind: "low", excessKwh: -40 }).excess).toBe(false);
    expect(spanOf({ ...incident, kind: "no_data", excessKwh: null }).excess).toBe(false);
  });

  it("says when and how long in the building's time", () => {
    expect(when(20 * HOUR, 30 * HOUR, "UTC")).toBe("Thu 1 Jan, 20:00–06:00");
    expect(when(0, 4 * DAY, "UTC")).toBe("Thu 1 Jan – Sun 4 Jan");
    expect(lasted(0, 61 * HOUR)).toBe("61 h");
    expect(lasted(0, 9 * DAY)).toBe("9 days");
  });

  it("takes no filter from the address that it does not know", () => {
    expect(kindOf("stuck")).toBe("stuck");
    expect(kindOf("toString")).toBeNull();
    expect(statusOf("'; drop")).toBeNull();
    expect(statusOf(null)).toBeNull();
  });
});
