import { describe, expect, it } from "vitest";

import type { LoadSeries } from "@/components/chart/LoadSeries";
import { forecastHours, plainer, withForecast, type ForecastCurve } from "@/lib/forecast";
import { HOUR } from "@/lib/time/zone";

const at = (hour: number) => hour * HOUR;
const NOW = at(6);

const measured: LoadSeries = {
  zone: "UTC",
  unit: "kW",
  resolution: "hour",
  ts: [0, 1, 2, 3, 4, 5, 6, 7].map(at),
  end: at(8),
  measured: [10, 11, 12, 13, 14, 15, null, null],
  completeness: [1, 1, 1, 1, 1, 1, null, null],
  estimatedShare: [0, 0, 0, 0, 0, 0, null, null],
  proof: "p",
};

function curve(first: number, hours: number): ForecastCurve {
  const ts = Array.from({ length: hours }, (_, i) => at(first + i));
  const value = (shift: number) => ts.map((_, i) => 20 + i + shift);
  return { ts, q10: value(-4), q30: value(-1), q50: value(0), q70: value(1), q90: value(4) };
}

describe("a forecast on the load", () => {
  it("begins where the measured hours end, and reaches no further than asked", () => {
    const series = withForecast(measured, curve(6, 100), NOW, 48);
    expect(series.end).toBe(at(6 + 48));
    expect(series.forecast?.slice(0, 6)).toEqual([null, null, null, null, null, null]);
    expect(series.forecast?.[6]).toBe(20);
    expect(series.measured.filter((value) => value !== null)).toHaveLength(6);
    expect(series.until).toBe(NOW);
  });

  it("of an earlier hour stands as what was expected of the hours measured since", () => {
    const series = withForecast(measured, curve(3, 48), NOW);
    expect(series.expected?.slice(0, 7)).toEqual([null, null, null, 20, 21, 22, null]);
    expect(series.forecast?.slice(5, 8)).toEqual([null, 23, 24]);
    expect(series.band80?.low.slice(3, 7)).toEqual([16, 17, 18, 19]);
  });

  it("never moves a measured value, also when its hours begin before the curve", () => {
    const series = withForecast(measured, curve(-5, 48), NOW);
    series.ts.forEach((start, place) => {
      const was = measured.ts.indexOf(start);
      expect(series.measured[place]).toBe(was < 0 ? null : measured.measured[was]);
    });
    expect(series.ts[0]).toBe(0);
    expect(new Set(series.ts).size).toBe(series.ts.length);
    expect([...series.ts].sort((a, b) => a - b)).toEqual(series.ts);
  });

  it("that ended before now is not drawn at all", () => {
    expect(withForecast(measured, curve(-40, 40), NOW)).toBe(measured);
  });

  it("leaves last week out where what was expected says more, and keeps it otherwise", () => {
    const lastWeek = measured.measured;
    const told = withForecast({ ...measured, lastWeek }, curve(1, 48), NOW);
    expect(plainer(told).lastWeek).toBeUndefined();
    const fresh = withForecast({ ...measured, lastWeek }, curve(6, 48), NOW);
    expect(plainer(fresh).lastWeek).toBeDefined();
    expect(forecastHours(fresh)).toBe(48);
    expect(forecastHours(measured)).toBe(0);
  });
});
