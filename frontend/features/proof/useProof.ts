"use client";

import { setQuery } from "@/lib/url";

function open(id: string) {
  setQuery({ proof: id }, "push");
}

/** Opens a number's proof; it lies in the address, so it can be sent to someone. */
export function useProof(): (id: string) => void {
  return open;
}

/** Closing goes back over the entry that opening pushed, or clears the address of a visitor who came
 *  by a link. */
export function closeProof() {
  const state = window.history.state as { pushed?: boolean } | null;
  if (state?.pushed) window.history.back();
  else setQuery({ proof: null }, "replace");
}
