import { describe, expect, it } from "vitest";

import { rangeBox, rangeText, scaleOf } from "@/lib/ranges";

const range = (low: number | null, mid: number | null, high: number | null, unit = "kWh") => ({
  low,
  mid,
  high,
  unit,
});

describe("a range", () => {
  it("is written with its unit once", () => {
    expect(rangeText(range(1200, 1500, 1900))).toBe("1,200–1,900 kWh");
    expect(rangeText(range(310, 400, 480, "EUR"))).toBe("€310–480");
    expect(rangeText(range(1, 2, 3, "kg CO2e"))).toBe("1.0–3.0 kg CO₂e");
    expect(rangeText(range(-717, -373, -28.6))).toBe("−717 to −28.6 kWh");
  });

  it("with an unknown end is unknown, never zero", () => {
    expect(rangeText(range(null, 400, 480))).toBeNull();
    expect(rangeBox(range(1, null, 3), 0, 10)).toBeNull();
  });

  it("lies on one scale with the others, and zero is on it", () => {
    const ranges = [range(10, 20, 40), range(null, null, null), range(-10, 0, 5)];
    const { least, most } = scaleOf(ranges);
    expect([least, most]).toEqual([-10, 40]);
    expect(rangeBox(ranges[0] ?? range(0, 0, 0), least, most)).toEqual({
      left: 40,
      width: 60,
      mid: 60,
    });
    expect(scaleOf([]).most).toBeGreaterThan(0);
  });
});
