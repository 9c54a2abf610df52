"use client";

import { useSearchParams } from "next/navigation";

export type Changes = Record<string, string | null>;

/** Changes the query of the address. A zoom replaces the history entry, a proof pushes one. */
export function setQuery(changes: Changes, how: "push" | "replace" = "replace") {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (url.href === window.location.href) return;
  // A state of our own: given its own one back, the router would not look at the new address.
  const held = window.history.state as { pushed?: boolean } | null;
  if (how === "push") window.history.pushState({ pushed: true }, "", url);
  else window.history.replaceState({ pushed: held?.pushed ?? false }, "", url);
}

export function useQueryParam(name: string): string | null {
  return useSearchParams().get(name);
}

/** A path of this site to go back to after log-in; anything else becomes the overview. */
export function safeReturn(path: string | null): string {
  return path && /^\/(?![/\\])/.test(path) ? path : "/";
}
