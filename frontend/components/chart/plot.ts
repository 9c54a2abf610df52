import type { Values } from "@/lib/series";

import type { Pixel } from "./clearSpot";

/** The plot's box and what it spans; pixels count from its top left. */
export interface Plot {
  width: number;
  height: number;
  from: number;
  to: number;
  /** The value at the upper edge; the lower one is zero. */
  max: number;
}

export function across(plot: Plot, instant: number): number {
  return ((instant - plot.from) / (plot.to - plot.from)) * plot.width;
}

export function pixels(plot: Plot, at: readonly number[], values: Values): (Pixel | null)[] {
  return values.map((value, place) =>
    value === null ? null : [across(plot, at[place] ?? 0), (1 - value / plot.max) * plot.height],
  );
}
