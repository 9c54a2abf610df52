import { describe, expect, it } from "vitest";

import { fromFirstReading, grid, loadSeries, sameHourBefore } from "@/lib/api/columns";
import type { Series } from "@/lib/api/types";
import { clock } from "@/lib/time/label";
import { DAY, HOUR, startOfDate } from "@/lib/time/zone";

const zone = "Europe/Dublin";
const day = (date: string) => startOfDate(date, zone);

function series(
  ts: number[],
  power_kw: (number | null)[],
  resolution: "hour" | "day" = "hour",
): Series {
  const ones = ts.map(() => 1);
  return {
    resolution,
    timezone: zone,
    unit: "kW",
    units: {},
    columns: { ts, power_kw, completeness: ones, estimated_share: ts.map(() => 0) },
    proof: "prf_1",
  };
}

describe("columns of the API on the chart's grid", () => {
  it("an hour the answer leaves out is a gap, not a shorter line", () => {
    const from = day("2026-11-20");
    const given = series([from, from + 3 * HOUR], [1, 4]);
    const drawn = loadSeries(given, { measure: "power_kw", unit: "kW", from, to: from + 5 * HOUR });
    expect(drawn.measured).toEqual([1, null, null, 4, null]);
    expect(drawn.end).toBe(from + 5 * HOUR);
  });

  it("the long day has 25 hours and a grid of days has none twice", () => {
    const [from, to] = [day("2026-10-25"), day("2026-10-26")];
    expect(grid([], "hour", zone, from, to)).toHaveLength(25);
    expect(grid([], "day", zone, day("2026-10-20"), day("2026-11-01"))).toHaveLength(12);
  });

  it("hours of a half-hour zone keep their own phase", () => {
    const kolkata = "Asia/Kolkata";
    const from = startOfDate("2026-11-20", kolkata);
    const utc = Math.ceil(from / HOUR) * HOUR;
    expect(grid([utc], "hour", kolkata, from, from + DAY)[0]).toBe(utc);
  });

  it("last week is the same hour on the clock, also over a clock change", () => {
    const at = day("2026-10-28") + 14 * HOUR;
    const before = sameHourBefore(at, zone, 7);
    expect(clock(before, zone)).toBe("14:00");
    expect(at - before).toBe(7 * DAY + HOUR);
  });

  it("the few hours of a broken day are not drawn as that day's energy", () => {
    const days = ["2026-11-18", "2026-11-19", "2026-11-20"].map(day);
    const given = series(days, [600, 24, 580], "day");
    given.columns["completeness"] = [1, 1 / 24, 0.5];
    const to = day("2026-11-21");
    const drawn = loadSeries(given, { measure: "power_kw", unit: "kWh", from: days[0] ?? 0, to });
    expect(drawn.measured).toEqual([600, null, 580]);
  });

  it("an hour under way is not drawn as a fall", () => {
    const from = day("2026-11-20");
    const given = series([from, from + HOUR], [60, 5]);
    const wanted = { measure: "power_kw", unit: "kW", from, to: from + 2 * HOUR };
    expect(loadSeries(given, { ...wanted, until: from + HOUR }).measured).toEqual([60, null]);
  });

  it("the time before the first reading is no gap, a silence after it is", () => {
    const from = day("2026-11-20");
    const given = series([from + 2 * HOUR, from + 4 * HOUR], [3, 5]);
    const whole = loadSeries(given, { measure: "power_kw", unit: "kW", from, to: from + 5 * HOUR });
    const cut = fromFirstReading(whole);
    expect(cut.measured).toEqual([3, null, 5]);
    expect(cut.ts).toEqual([2, 3, 4].map((hour) => from + hour * HOUR));
  });

  it("a week without readings compares with nothing, not with zero", () => {
    const from = day("2026-11-20");
    const drawn = loadSeries(series([from], [5]), {
      measure: "power_kw",
      unit: "kW",
      from,
      to: from + HOUR,
      before: series([], []),
    });
    expect(drawn.lastWeek).toEqual([null]);
  });
});
