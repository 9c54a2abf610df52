/** Where the label of a point stands clear of every line. Pixels, from the plot's top left. */
export interface Placement {
  position: "top" | "bottom" | "left" | "right";
  align: "left" | "center" | "right";
}

export type Pixel = readonly [x: number, y: number];

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** From a point's middle to its label. */
const AWAY = 12;
/** Over the plot stands the unit only; a label may reach so far up, unless a lane is there. */
const ABOVE = 20;

/** In the order of liking: over the point first. */
const PLACES: Placement[] = [
  { position: "top", align: "center" },
  { position: "top", align: "left" },
  { position: "top", align: "right" },
  { position: "bottom", align: "center" },
  { position: "bottom", align: "left" },
  { position: "bottom", align: "right" },
  { position: "right", align: "left" },
  { position: "left", align: "right" },
];

function box([x, y]: Pixel, width: number, height: number, place: Placement): Box {
  const { position, align } = place;
  const aside = position === "left" ? -AWAY : position === "right" ? AWAY : 0;
  const shift = align === "left" ? 0 : align === "right" ? -width : -width / 2;
  const left = x + aside + shift;
  const top =
    position === "top" ? y - AWAY - height : position === "bottom" ? y + AWAY : y - height / 2;
  return { left, right: left + width, top, bottom: top + height };
}

/** How much of a line lies in a box, in steps of about a pixel. */
export function covered(
  line: readonly (Pixel | null)[],
  { left, right, top, bottom }: Box,
): number {
  let found = 0;
  for (let i = 1; i < line.length; i += 1) {
    const [a, b] = [line[i - 1], line[i]];
    if (!a || !b || b[0] < left || a[0] > right) continue;
    const steps = Math.max(1, Math.ceil(Math.max(b[0] - a[0], Math.abs(b[1] - a[1]))));
    for (let step = 0; step <= steps; step += 1) {
      const x = a[0] + ((b[0] - a[0]) * step) / steps;
      const y = a[1] + ((b[1] - a[1]) * step) / steps;
      if (x >= left && x <= right && y >= top && y <= bottom) found += 1;
    }
  }
  return found;
}

interface Plot {
  width: number;
  height: number;
}

export interface Spot extends Placement {
  /** What the label fills. */
  box: Box;
  /** 0 where the label is clear of everything. */
  cost: number;
}

/** The placement that leaves the plot least and covers least of the lines. */
export function clearSpot(
  at: Pixel,
  label: Plot,
  plot: Plot,
  lines: readonly (readonly (Pixel | null)[])[],
  above = ABOVE,
): Spot {
  let best: Spot | undefined;
  for (const place of PLACES) {
    const found = box(at, label.width, label.height, place);
    const outside =
      Math.max(0, -found.left) +
      Math.max(0, found.right - plot.width) +
      Math.max(0, -above - found.top) +
      Math.max(0, found.bottom - plot.height);
    const cost = outside * 10 + lines.reduce((sum, line) => sum + covered(line, found), 0);
    if (!best || cost < best.cost) best = { ...place, cost, box: found };
  }
  return (
    best ?? {
      position: "top",
      align: "center",
      cost: 0,
      box: box(at, label.width, label.height, { position: "top", align: "center" }),
    }
  );
}
