"use client";

import { useNow } from "./useNow";
import { HOUR } from "./zone";

/** Older than this, a load is no longer called "now". */
const STALE = 2.5 * HOUR;

/** How old what is known as of an instant is, and whether that is too old to be called "now". */
export function useStale(asOf: number): { age: number; stale: boolean } {
  const now = useNow();
  const age = now === null ? 0 : now - asOf;
  return { age, stale: age > STALE };
}
