"use client";

import { useSyncExternalStore } from "react";

/** The bearer token of this tab: in memory, and in sessionStorage so that a reload keeps it. It is
 *  gone with the tab, and never in a cookie or in localStorage. */
export interface Session {
  token: string;
  expiresAt: number;
}

const KEY = "powerlytics.session";
const listeners = new Set<() => void>();
let session: Session | null | undefined;
let expiry: ReturnType<typeof setTimeout> | undefined;

function stored(): Session | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Session | null;
    return found && found.expiresAt > Date.now() ? found : null;
  } catch {
    return null;
  }
}

export function currentSession(): Session | null {
  if (session === undefined) {
    session = stored();
    watch();
  }
  if (session && session.expiresAt <= Date.now()) session = null;
  return session;
}

function watch() {
  clearTimeout(expiry);
  if (!session) return;
  // setTimeout holds 24.8 days at most.
  expiry = setTimeout(
    () => setSession(null),
    Math.min(session.expiresAt - Date.now(), 2_147_483_647),
  );
}

export function setSession(next: Session | null) {
  session = next;
  watch();
  try {
    if (next) sessionStorage.setItem(KEY, JSON.stringify(next));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that refuses storage keeps the session in memory only.
  }
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Null when nobody is logged in, undefined while the page is being hydrated. */
export function useSession(): Session | null | undefined {
  return useSyncExternalStore(subscribe, currentSession, () => undefined);
}
