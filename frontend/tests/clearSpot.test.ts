import { describe, expect, it } from "vitest";

import { clearSpot, covered, type Pixel } from "@/components/chart/clearSpot";
import { namer } from "@/components/chart/names";
import { pixels } from "@/components/chart/plot";

const plot = { width: 600, height: 300 };
const label = { width: 150, height: 15 };
const flat = (y: number): Pixel[] => [
  [0, y],
  [600, y],
];

describe("the peak's label", () => {
  it("stands over its point where nothing else is", () => {
    expect(clearSpot([300, 150], label, plot, [flat(150)])).toMatchObject({
      position: "top",
      align: "center",
      cost: 0,
    });
  });

  it("does not rise out of sight, nor lie on its own line", () => {
    const tall = { width: 80, height: 30 };
    expect(clearSpot([300, 8], tall, plot, [flat(8)]).position).toBe("bottom");
    expect(clearSpot([300, 8], label, plot, [flat(8)]).position).toBe("top");
  });

  it("does not run over the edge", () => {
    expect(clearSpot([4, 150], label, plot, [flat(150)]).align).toBe("left");
    expect(clearSpot([597, 150], label, plot, [flat(150)]).align).toBe("right");
  });

  it("does not cover another line", () => {
    expect(clearSpot([300, 150], label, plot, [flat(150), flat(130)]).position).toBe("bottom");
  });

  it("sees the limit that closes in from above and the gap in a line", () => {
    const broken: (Pixel | null)[] = [[0, 130], null, [600, 130]];
    expect(clearSpot([300, 150], label, plot, [flat(150), broken]).position).toBe("top");
  });
});

describe("the name of a line", () => {
  const plot = { width: 400, height: 200, from: 0, to: 40, max: 100 };
  const at = Array.from({ length: 40 }, (_, i) => i + 0.5);
  const wave = at.map((x) => 50 + 30 * Math.sin(x / 4));

  it("never stands on a line, nor on another name", () => {
    const other = wave.map((value) => value + 8);
    const name = namer(plot, at, [wave, other]);
    const spots = [
      name({ text: "measured", values: wave, color: "" }),
      name({ text: "expected", values: other, color: "" }),
    ].flat();
    expect(spots).toHaveLength(2);
    const boxes = spots.map(({ coord, name: text, label }) => {
      const [x, y] = [coord[0] * 10, (1 - coord[1] / 100) * 200];
      const top = label.position === "top" ? y - 22 : y + 7;
      const half = text.length * 3.4;
      return { left: x - half, right: x + half, top, bottom: top + 15 };
    });
    for (const box of boxes)
      for (const line of [wave, other])
        expect(covered(pixels(plot, at, line), box)).toBeLessThanOrEqual(8);
    const [a, b] = boxes;
    if (!a || !b) return;
    const apart = a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;
    expect(apart).toBe(true);
  });

  it("is left out where there is no room for it", () => {
    const lines = Array.from({ length: 30 }, (_, i) => at.map(() => i * 3.3));
    expect(
      namer(plot, at, lines)({ text: "measured", values: lines[15] ?? [], color: "" }),
    ).toEqual([]);
  });
});

describe("an upright line", () => {
  it("is seen over its whole height, not at its ends only", () => {
    const now = [
      [50, 0],
      [51, 200],
    ] as const;
    expect(covered(now, { left: 40, right: 60, top: 90, bottom: 105 })).toBeGreaterThan(10);
  });
});
