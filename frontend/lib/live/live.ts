"use client";

import { useSyncExternalStore } from "react";

import { currentSession, setSession } from "@/lib/api/session";
import { serverEvents } from "./sse";

/** The newest reading of a building's meters, as it came in. */
export interface LiveReading {
  kw: number;
  ts: number;
}

export interface Live {
  /** Connected, trying, or off since an instant. */
  state: "connecting" | "live" | "paused";
  since: number;
  readings: ReadonlyMap<string, LiveReading>;
}

let live: Live = { state: "connecting", since: Date.now(), readings: new Map() };
const listeners = new Set<() => void>();

function set(change: Partial<Live>) {
  live = { ...live, ...change };
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const idle: Live = { state: "connecting", since: 0, readings: new Map() };

export function useLive(): Live {
  return useSyncExternalStore(
    subscribe,
    () => live,
    () => idle,
  );
}

function reading(data: string): [string, LiveReading] | null {
  const parsed = JSON.parse(data) as { building_id?: string; kw?: number | null; ts?: unknown };
  if (!parsed.building_id || typeof parsed.kw !== "number") return null;
  const ts = typeof parsed.ts === "number" ? parsed.ts : Date.parse(String(parsed.ts));
  return Number.isFinite(ts) ? [parsed.building_id, { kw: parsed.kw, ts }] : null;
}

/** Follows the live stream until aborted; reconnects with growing pauses. `onSync` runs when new
 *  data has been transformed, so that figures are asked for again. */
export async function follow(signal: AbortSignal, onSync: () => void): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const token = currentSession()?.token;
      if (!token) return;
      const response = await fetch("/api/v1/live", {
        headers: { Authorization: `Bearer ${token}`, Accept: "text/event-stream" },
        signal,
        cache: "no-store",
      });
      if (response.status === 401) return setSession(null);
      if (!response.ok || !response.body) throw new Error(`live: ${response.status}`);
      // Figures may have moved on while the line was down.
      if (live.state === "paused") onSync();
      set({ state: "live", since: Date.now() });
      for await (const { event, data } of serverEvents(response.body)) {
        failures = 0;
        if (event === "sync") onSync();
        if (event !== "reading") continue;
        const found = reading(data);
        if (found) set({ readings: new Map(live.readings).set(...found) });
      }
    } catch {
      // Lost or refused: said on the page, and tried again below.
    }
    if (signal.aborted) return;
    if (live.state !== "paused") set({ state: "paused", since: Date.now() });
    await pause(Math.min(30_000, 1000 * 2 ** failures), signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Forgets who was being followed; for log-out. */
export function forget() {
  set({ state: "connecting", since: Date.now(), readings: new Map() });
}
