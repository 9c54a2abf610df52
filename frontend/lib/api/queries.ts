"use client";

import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { get } from "./client";
import type {
  Breakdown,
  Building,
  BuildingEnergy,
  Me,
  Proof,
  Quality,
  Rooms,
  Summary,
  SyncHealth,
} from "./types";

type Query = Record<string, string | number | undefined>;
type Answer<T> = UseQueryResult<T, Error>;

interface Options {
  enabled?: boolean;
  /** Asked again by itself, for figures that move. */
  every?: number;
  /** The former answer stands until the new one is there. */
  keep?: boolean;
}

function useAnswer<T>(path: string, query: Query = {}, options: Options = {}): Answer<T> {
  const { enabled = true, every, keep = false } = options;
  return useQuery<T, Error>({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path, query, signal),
    enabled,
    ...(every ? { refetchInterval: every } : {}),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
}

export const useMe = () => useAnswer<Me>("/me");

export const useSummary = () => useAnswer<Summary>("/dashboard/summary", {}, { every: 60_000 });

const of = (id: string, what = "") => `/buildings/${encodeURIComponent(id)}${what}`;

export const useBuilding = (id: string) => useAnswer<Building>(of(id));

/** A span of local dates, the end exclusive. */
export interface Dates {
  start: string;
  end: string;
}

const bounds = (dates: Dates | null): Query => ({
  start_date: dates?.start,
  end_date: dates?.end,
});

export function useEnergy(id: string, dates: Dates | null, resolution: "hour" | "day" | "month") {
  return useAnswer<BuildingEnergy>(
    of(id, "/energy"),
    { ...bounds(dates), resolution },
    { enabled: dates !== null, every: 300_000, keep: false },
  );
}

export function useBreakdown(id: string, dates: Dates | null, resolution: "hour" | "day") {
  return useAnswer<Breakdown>(
    of(id, "/breakdown"),
    { ...bounds(dates), resolution },
    { enabled: dates !== null, every: 300_000 },
  );
}

export function useRooms(id: string, dates: Dates | null) {
  return useAnswer<Rooms>(of(id, "/rooms"), bounds(dates), { enabled: dates !== null });
}

export const useQuality = (days: number) =>
  useAnswer<Quality>("/quality", { days, limit: 500 }, { every: 300_000 });

export const useSync = () => useAnswer<SyncHealth>("/sync", { limit: 20 }, { every: 60_000 });

export function useProofAnswer(id: string | null) {
  return useAnswer<Proof>(`/proof/${encodeURIComponent(id ?? "")}`, {}, { enabled: id !== null });
}
