import { withUnit } from "@/lib/format/number";
import type { Values } from "@/lib/series";
import { clock, dayName } from "@/lib/time/label";
import { DAY } from "@/lib/time/zone";
import type { Tokens } from "@/theme/tokens";

import { clearSpot, type Pixel } from "./clearSpot";
import type { LoadSeries } from "./LoadSeries";
import { FONT } from "./parts";
import { across, pixels, type Plot } from "./plot";

/** What a peak's label must not lie on. */
export interface Obstacles {
  lines: readonly Values[];
  limit?: number | undefined;
  now?: number | undefined;
  /** Incidents stand over the plot: the label stays inside. */
  lane: boolean;
}

/** What a label may cover of the lines, in pixels of them, and still be read. */
const READABLE = 24;

/** A hollow ring at a line's highest value, its value and hour in clear space beside it: in one
 *  line, on phones in two, or the value alone; nothing where no space is clear. With it the box that
 *  the label fills, for other labels to keep off. */
export function peakMark(
  series: LoadSeries,
  values: Values,
  place: number,
  at: readonly number[],
  plot: Plot,
  obstacles: Obstacles,
  color: string,
  t: Tokens,
) {
  if (place < 0) return { marks: [], box: null };
  const phone = plot.width < 460;
  const narrow = plot.width < 640;
  const point = pixels(plot, at, values)[place] ?? [0, 0];
  const lines = [
    ...obstacles.lines.map((line) => pixels(plot, at, line)),
    ...(obstacles.limit === undefined
      ? []
      : [pixels(plot, at, Array<number>(at.length).fill(obstacles.limit))]),
    ...(obstacles.now === undefined ? [] : nowPixels(across(plot, obstacles.now), plot.height)),
  ];
  const above = obstacles.lane ? 0 : undefined;
  const whole = (between: string) => peakText(series, values, place, phone, between);
  const texts = narrow ? [whole(", "), whole("\n"), worth(series, values, place)] : [whole(", ")];
  const tries = texts.map((text) => {
    const parts = text.split("\n");
    const width = Math.max(...parts.map((part) => part.length)) * 6.8;
    return { text, ...clearSpot(point, { width, height: 15 * parts.length }, plot, lines, above) };
  });
  const best = tries.reduce((a, b) => (b.cost < a.cost ? b : a));
  const { text, position, align, box } = best;
  const readable = best.cost <= READABLE;
  const marks = [
    {
      name: "peak",
      coord: [at[place], values[place]] as [number, number],
      symbol: "circle",
      symbolSize: 7,
      itemStyle: { color: t.bg, borderColor: color, borderWidth: 1.75 },
      label: {
        show: readable,
        formatter: text,
        position,
        align,
        distance: 8,
        color,
        fontSize: 12,
        fontWeight: 600 as const,
        fontFamily: FONT,
        lineHeight: 15,
      },
    },
  ];
  return { marks, box: readable ? box : null };
}

/** The line of now, and its label over the plot. */
function nowPixels(x: number, height: number): Pixel[][] {
  return [
    [
      [x, 0],
      [x + 1, height],
    ],
    [
      [x - 40, -10],
      [x + 40, -10],
    ],
  ];
}

const worth = (series: LoadSeries, values: Values, place: number) =>
  withUnit(values[place] ?? 0, series.unit);

function peakText(
  series: LoadSeries,
  values: Values,
  place: number,
  short: boolean,
  between: string,
): string {
  const value = worth(series, values, place);
  const start = series.ts[place] ?? 0;
  if (series.resolution === "day") return `peak ${value}, ${dayName(start, series.zone, short)}`;
  // A weekday alone says which day only within a week.
  const long = series.end - (series.ts[0] ?? 0) > 10 * DAY;
  const day = long ? dayName(start, series.zone, short) : dayName(start, series.zone).split(" ")[0];
  return `peak ${value}${between}${day} ${clock(start, series.zone)}`;
}
