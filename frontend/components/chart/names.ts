import type { Gap, Values } from "@/lib/series";
import { clock } from "@/lib/time/label";
import type { Tokens } from "@/theme/tokens";

import { covered, type Box, type Pixel } from "./clearSpot";
import { FONT } from "./parts";
import { across, pixels, type Plot } from "./plot";

interface Named {
  text: string;
  values: Values;
  color: string;
}

/** Where a name may not stand: on the line of now, on the hatch, on other labels. */
interface Avoid {
  now?: number | undefined;
  gaps?: readonly Gap[];
  boxes?: readonly (Box | null)[];
}

/** From a line to its name; a name's height. */
const AWAY = 7;
const TALL = 15;

/** Writes each line's own name where it covers no line and no other name: at a place where the line
 *  bends away from the others. A line without such a place keeps its name to the tooltip. */
export function namer(
  plot: Plot,
  at: readonly number[],
  lines: readonly Values[],
  { now, gaps = [], boxes = [] }: Avoid = {},
) {
  const drawn: (readonly (Pixel | null)[])[] = lines.map((values) => pixels(plot, at, values));
  if (now !== undefined) {
    const x = across(plot, now);
    drawn.push([
      [x, 0],
      [x + 1, plot.height],
    ]);
  }
  // A name on the hatch cannot be read.
  const hatched = gaps.map(({ start, end }) => ({
    left: across(plot, start),
    right: across(plot, end),
    top: 0,
    bottom: plot.height,
  }));
  const taken: Box[] = [...hatched, ...boxes.filter((box) => box !== null)];
  return ({ text, values, color }: Named) => {
    const own = pixels(plot, at, values);
    const half = (text.length * 6.8) / 2;
    let best: { place: number; above: boolean; cost: number; box: Box } | undefined;
    own.forEach((point, place) => {
      if (!point || point[0] < half || point[0] > plot.width - half) return;
      for (const above of [true, false]) {
        const top = above ? point[1] - AWAY - TALL : point[1] + AWAY;
        const box = { left: point[0] - half, right: point[0] + half, top, bottom: top + TALL };
        if (box.top < 0 || box.bottom > plot.height) continue;
        const cost =
          drawn.reduce((sum, line) => sum + covered(line, grown(box)), covered(own, box)) +
          taken.reduce((sum, other) => sum + shared(box, other), 0);
        if (!best || cost < best.cost) best = { place, above, cost, box };
      }
    });
    if (!best || best.cost > text.length) return [];
    const { place, above, box } = best;
    taken.push(box);
    return [
      {
        name: text,
        coord: [at[place], values[place]] as [number, number],
        symbolSize: 0,
        label: {
          show: true,
          formatter: text,
          position: (above ? "top" : "bottom") as "top" | "bottom",
          distance: AWAY,
          color,
          fontSize: 12,
          fontWeight: 600 as const,
          fontFamily: FONT,
        },
      },
    ];
  };
}

function grown({ left, right, top, bottom }: Box): Box {
  return { left: left - 3, right: right + 3, top: top - 2, bottom: bottom + 2 };
}

/** The pixels that two boxes share, side by side with a gap between them. */
function shared(a: Box, b: Box): number {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left) + 6;
  const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + 2;
  return wide > 0 && tall > 0 ? wide * tall : 0;
}

/** The line of now; its name stands higher where incidents have a lane over the plot. */
export function nowLine(now: number, zone: string, plot: Plot, lane: number, t: Tokens) {
  return {
    xAxis: now,
    lineStyle: { color: t.ink, width: 1, type: [2, 2] },
    label: {
      show: true,
      formatter: plot.width < 460 ? "now" : `now ${clock(now, zone)}`,
      position: "end" as const,
      distance: 4 + lane,
      color: t.ink,
      fontWeight: 600 as const,
      fontSize: 12,
      fontFamily: FONT,
      ...((plot.to - now) / (plot.to - plot.from) < 0.06 ? { align: "right" as const } : {}),
    },
  };
}

/** A limit, named at the right; at the left where now stands at the right. */
export function limitLine(
  limit: { value: number; label: string },
  now: number | undefined,
  plot: Plot,
  t: Tokens,
) {
  const crossed = now !== undefined && (plot.to - now) / (plot.to - plot.from) < 0.2;
  return {
    yAxis: limit.value,
    lineStyle: { color: t.ink3, width: 1, type: "solid" as const },
    label: {
      show: true,
      formatter: limit.label,
      position: crossed ? ("insideStartTop" as const) : ("insideEndTop" as const),
      color: t.ink2,
      fontSize: 12,
      fontFamily: FONT,
    },
  };
}
