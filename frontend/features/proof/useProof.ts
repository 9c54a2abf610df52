"use client";

import { setQuery } from "@/lib/url";

let opener: HTMLElement | null = null;

function open(id: string) {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  setQuery({ proof: id }, "push");
}

/** Opens a number's proof; it lies in the address, so it can be sent to someone. */
export function useProof(): (id: string) => void {
  return open;
}

/** Gives the focus back to the number that was asked about. */
export function returnFocus() {
  opener?.focus({ preventScroll: true });
  opener = null;
}

/** Closing goes back over the entry that opening pushed, or clears the address of a visitor who came
 *  by a link. */
export function closeProof() {
  const state = window.history.state as { pushed?: boolean } | null;
  if (state?.pushed) window.history.back();
  else setQuery({ proof: null }, "replace");
}
