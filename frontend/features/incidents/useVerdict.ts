"use client";

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { answer, api } from "@/lib/api/client";
import { currentSession } from "@/lib/api/session";
import type { Incident } from "@/lib/api/types";
import type { Status } from "@/lib/incidents";
import { Verdicts, type Pending } from "@/lib/verdicts";

let cache: QueryClient | undefined;

/** One for the whole tab: a verdict outlives the page on which it was given. */
const verdicts = new Verdicts(async (incident, status, note) => {
  const params = { path: { incident_id: incident } };
  const path = "/api/v1/anomalies/{incident_id}/feedback";
  const asked = currentSession()?.token;
  // Sent to its end also when the page goes away meanwhile.
  const said = await answer(
    status === "open"
      ? api.DELETE(path, { params, keepalive: true })
      : api.POST(path, { params, body: { verdict: status, note }, keepalive: true }),
  );
  if (currentSession()?.token !== asked) return; // who said it has left
  cache?.setQueryData(["incident", incident], said);
  await cache?.invalidateQueries({ queryKey: ["incidents"] });
});

/** Forgets what was said in a session that has ended. */
export const forgetVerdicts = () => verdicts.clear();

const NONE: ReadonlyMap<string, Pending> = new Map();

/** The state of an incident as the one who looks has just said it, and the ways to say it. */
export function useVerdict(incident: Pick<Incident, "incident_id" | "status">) {
  const client = useQueryClient();
  useEffect(() => {
    cache = client;
  }, [client]);
  const id = incident.incident_id;
  const pending = useSyncExternalStore(verdicts.subscribe, verdicts.all, () => NONE).get(id);
  return {
    status: pending?.state === "sending" ? pending.status : incident.status,
    pending: pending ?? null,
    judge: (status: Status, note?: string) => void verdicts.judge(id, status, note),
    forget: () => verdicts.forget(id),
  };
}
