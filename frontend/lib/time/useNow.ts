"use client";

import { useSyncExternalStore } from "react";

import { MINUTE } from "./zone";

const STEP = MINUTE / 4;

function subscribe(listener: () => void) {
  const timer = setInterval(listener, STEP);
  return () => clearInterval(timer);
}

/** The present, in steps of a quarter minute; null while the page is being hydrated. */
export function useNow(): number | null {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / STEP) * STEP,
    () => null,
  );
}
