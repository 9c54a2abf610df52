import { quantity, unitLabel, withUnit, isMoney } from "@/lib/format/number";

/** Low, most likely and high end of something not known exactly; null is unknown. */
export interface Range {
  low: number | null;
  mid: number | null;
  high: number | null;
  unit: string;
}

/** 1,200–1,900 kWh, €310–€480: the ends of a range in its unit. */
export function rangeText({ low, high, unit }: Range): string | null {
  if (low === null || high === null) return null;
  if (isMoney(unit)) return fromTo(low, withUnit(low, unit), quantity(high, unit));
  return `${ends(low, high, unit)} ${unitLabel(unit)}`.trimEnd();
}

/** 1,200–1,900; with a sign −120 to 80. */
export function ends(low: number, high: number, unit: string): string {
  return fromTo(low, quantity(low, unit), quantity(high, unit));
}

const fromTo = (low: number, first: string, last: string) =>
  low < 0 ? `${first} to ${last}` : `${first}–${last}`;

/** Where a range lies on a scale from 0 (or its lowest value) to `most`, in per cent. */
export function rangeBox(
  range: Range,
  least: number,
  most: number,
): { left: number; width: number; mid: number } | null {
  const { low, mid, high } = range;
  if (low === null || high === null || mid === null) return null;
  const span = Math.max(most - least, 1e-9);
  const at = (value: number) => Math.min(100, Math.max(0, ((value - least) / span) * 100));
  return { left: at(low), width: at(high) - at(low), mid: at(mid) };
}

/** The scale that holds every range, with zero on it. */
export function scaleOf(ranges: readonly Range[]): { least: number; most: number } {
  const ends = ranges.flatMap(({ low, mid, high }) =>
    [low, mid, high].filter((value): value is number => value !== null),
  );
  return { least: Math.min(0, ...ends), most: Math.max(0, ...ends) || 1 };
}
