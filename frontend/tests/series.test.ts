import { describe, expect, it } from "vitest";

import { gaps, highest, lastKnown, scale, splitEstimated } from "@/lib/series";
import { HOUR } from "@/lib/time/zone";

const starts = Array.from({ length: 8 }, (_, hour) => hour * HOUR);
const end = 8 * HOUR;

describe("gaps", () => {
  it("a run of missing hours is one gap with its bounds", () => {
    expect(gaps(starts, [1, null, null, 4, 0, 6, 7, 8], end)).toEqual([
      { start: HOUR, end: 3 * HOUR, first: 1, count: 2 },
    ]);
  });

  it("zero is a reading, not a gap", () => {
    expect(gaps(starts, [0, 0, 0, 0, 0, 0, 0, 0], end)).toEqual([]);
  });

  it("a gap at the end reaches to the end, and hours to come are no gap", () => {
    const values = [1, 1, 1, 1, 1, null, null, null];
    expect(gaps(starts, values, end)[0]?.end).toBe(end);
    expect(gaps(starts, values, end, 5 * HOUR)).toEqual([]);
  });

  it("everything missing is one gap", () => {
    expect(
      gaps(
        starts,
        starts.map(() => null),
        end,
      ),
    ).toHaveLength(1);
  });
});

describe("estimated hours", () => {
  it("leave the metered line and join their neighbours", () => {
    const { metered, estimated } = splitEstimated([1, 2, 3, 4], [0, 1, 0, 0]);
    expect(metered).toEqual([1, null, 3, 4]);
    expect(estimated).toEqual([1, 2, 3, null]);
  });

  it("never bridge a gap", () => {
    const { estimated } = splitEstimated([1, null, 3, 4], [0, 0, 1, 0]);
    expect(estimated).toEqual([null, null, 3, 4]);
  });
});

describe("extremes and scale", () => {
  it("nothing known has no highest value", () => {
    expect(highest([null, null])).toBe(-1);
    expect(lastKnown([null])).toBe(-1);
    expect(highest([1, null, 5, 5])).toBe(2);
  });

  it("the axis starts at zero, holds the highest value and has at most six ticks", () => {
    for (const top of [0, 0.3, 4.9, 81, 97, 100, 2383, 55_000]) {
      const { min, max, step } = scale(0, top);
      expect(min).toBe(0);
      expect(max).toBeGreaterThanOrEqual(top);
      expect(max / step).toBeLessThanOrEqual(6.01);
    }
  });

  it("a temperature may go below zero", () => {
    expect(scale(-6, 12, 3).min).toBeLessThanOrEqual(-6);
  });
});
