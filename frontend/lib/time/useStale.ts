"use client";

import { shortDate } from "./label";
import { useNow } from "./useNow";
import { HOUR, localDate } from "./zone";

/** Older than this, a load is no longer called "now". */
const STALE = 2.5 * HOUR;

/** How old what is known as of an instant is, and whether that is too old to be called "now"; null:
 *  nothing is known yet. */
export function useStale(asOf: number | null): { age: number; stale: boolean } {
  const now = useNow();
  const age = now === null || asOf === null ? 0 : now - asOf;
  return { age, stale: age > STALE };
}

/** What the newest day with readings is called: today while it is, else its date. */
export function useNewestDay(asOf: number | null, zone: string): string {
  const now = useNow();
  if (asOf === null) return "today";
  const last = asOf - 1;
  const today = now === null || localDate(now, zone) === localDate(last, zone);
  return today ? "today" : shortDate(last, zone);
}
