import { describe, expect, it } from "vitest";

import { clearSpot, type Pixel } from "@/components/chart/clearSpot";

const plot = { width: 600, height: 300 };
const label = { width: 150, height: 15 };
const flat = (y: number): Pixel[] => [
  [0, y],
  [600, y],
];

describe("the peak's label", () => {
  it("stands over its point where nothing else is", () => {
    expect(clearSpot([300, 150], label, plot, [flat(150)])).toEqual({
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
