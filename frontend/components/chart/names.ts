import type { Values } from "@/lib/series";
import { clock } from "@/lib/time/label";
import type { Tokens } from "@/theme/tokens";

import { labelSpot } from "./labelSpot";
import { FONT } from "./parts";
import type { Plot } from "./plot";

interface Named {
  text: string;
  values: Values;
  /** Lines that the name must not be taken for. */
  others: readonly Values[];
  color: string;
}

/** Writes each line's own name where the line stands apart; names keep clear of each other and of
 *  the places already `taken`. */
export function namer(plot: Plot, at: readonly number[], stride: number, taken: number[]) {
  return ({ text, values, others, color }: Named) => {
    const half = Math.ceil(
      ((text.length * 3.4 + 36) / plot.width) * ((plot.to - plot.from) / stride),
    );
    const spot = labelSpot(values, others, half, taken);
    if (!spot) return [];
    taken.push(spot.place);
    return [
      {
        name: text,
        coord: [at[spot.place], values[spot.place]] as [number, number],
        symbolSize: 0,
        label: {
          show: true,
          formatter: text,
          position: (spot.above ? "top" : "bottom") as "top" | "bottom",
          distance: 7,
          color,
          fontSize: 12,
          fontWeight: 600 as const,
          fontFamily: FONT,
        },
      },
    ];
  };
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
