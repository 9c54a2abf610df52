import { ESTIMATED_FROM } from "@/lib/format/figure";

export type Values = readonly (number | null)[];

/** A run of intervals [start, end) without a value. `first` and `count` place it in the series. */
export interface Gap {
  start: number;
  end: number;
  first: number;
  count: number;
}

/** The runs of missing values among intervals that have begun before `until`. Missing is a span of
 *  time, never a zero. */
export function gaps(
  starts: readonly number[],
  values: Values,
  end: number,
  until = Infinity,
): Gap[] {
  const out: Gap[] = [];
  let first = -1;
  for (let place = 0; place <= starts.length; place += 1) {
    const at = starts[place];
    const missing = at !== undefined && at < until && (values[place] ?? null) === null;
    if (missing && first < 0) first = place;
    if (!missing && first >= 0) {
      const start = starts[first] ?? end;
      out.push({ start, end: Math.min(at ?? end, until), first, count: place - first });
      first = -1;
    }
  }
  return out;
}

/** Splits a line in two: what was metered, and what was estimated or substituted. The estimated
 *  part reaches to its metered neighbours, so that the line does not break at the seam. */
export function splitEstimated(
  values: Values,
  shares: Values,
): { metered: (number | null)[]; estimated: (number | null)[] } {
  const flagged = values.map(
    (value, place) => value !== null && (shares[place] ?? 0) >= ESTIMATED_FROM,
  );
  return {
    metered: values.map((value, place) => (flagged[place] ? null : value)),
    estimated: values.map((value, place) =>
      flagged[place] || flagged[place - 1] || flagged[place + 1] ? value : null,
    ),
  };
}

/** Where the highest value lies, or -1. The first of equals. */
export function highest(values: Values): number {
  let best = -1;
  values.forEach((value, place) => {
    if (value !== null && (best < 0 || value > (values[best] ?? -Infinity))) best = place;
  });
  return best;
}

export function lowest(values: Values): number {
  return highest(values.map((value) => (value === null ? null : -value)));
}

export function lastKnown(values: Values): number {
  for (let place = values.length - 1; place >= 0; place -= 1)
    if ((values[place] ?? null) !== null) return place;
  return -1;
}

/** A round end of the axis above `top`, and its step, with at most `most` ticks. */
export function scale(
  bottom: number,
  top: number,
  most = 5,
): { min: number; max: number; step: number } {
  const span = Math.max(top - Math.min(0, bottom), 1e-9);
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((m) => m * power >= rough) ?? 10) * power;
  return {
    min: bottom < 0 ? Math.floor(bottom / step) * step : 0,
    max: Math.max(step, Math.ceil((top * 1.02) / step) * step),
    step,
  };
}
