"use client";

import { useQuery } from "@tanstack/react-query";

import { answer, api } from "./client";

/** Every question that a page asks, by name. What moves is asked again by itself; a landed sync
 *  asks all of them again. */
const MINUTE = 60_000;

/** A span of local dates, the end exclusive. */
export interface Dates {
  start: string;
  end: string;
}

const bounds = (dates: Dates | null) => ({
  start_date: dates?.start ?? "",
  end_date: dates?.end ?? "",
});

export const useMe = () =>
  useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/me", { signal })),
    staleTime: 10 * MINUTE,
  });

/** Whether the one who looks may say what an incident was, and what was done. */
export function useMaySay(): boolean {
  return useMe().data?.permissions.includes("feedback") ?? false;
}

/** Whether the one who looks may see how the connections are doing. */
export function useMaySeeHealth(): boolean {
  return useMe().data?.permissions.includes("health") ?? false;
}

export const useSummary = () =>
  useQuery({
    queryKey: ["summary"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/dashboard/summary", { signal })),
    refetchInterval: MINUTE,
  });

export const useBuilding = (id: string) =>
  useQuery({
    queryKey: ["building", id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/buildings/{building_id}", {
          params: { path: { building_id: id } },
          signal,
        }),
      ),
    staleTime: 10 * MINUTE,
  });

export const useEnergy = (id: string, dates: Dates | null, resolution: "hour" | "day" | "month") =>
  useQuery({
    queryKey: ["energy", id, dates, resolution],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/buildings/{building_id}/energy", {
          params: { path: { building_id: id }, query: { ...bounds(dates), resolution } },
          signal,
        }),
      ),
    enabled: dates !== null,
    refetchInterval: 5 * MINUTE,
  });

export const useBreakdown = (id: string, dates: Dates, resolution: "hour" | "day") =>
  useQuery({
    queryKey: ["breakdown", id, dates, resolution],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/buildings/{building_id}/breakdown", {
          params: { path: { building_id: id }, query: { ...bounds(dates), resolution } },
          signal,
        }),
      ),
    refetchInterval: 5 * MINUTE,
  });

export const useRooms = (id: string, dates: Dates) =>
  useQuery({
    queryKey: ["rooms", id, dates],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/buildings/{building_id}/rooms", {
          params: { path: { building_id: id }, query: bounds(dates) },
          signal,
        }),
      ),
  });

export const useQuality = (days: number) =>
  useQuery({
    queryKey: ["quality", days],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/quality", { params: { query: { days, limit: 500 } }, signal })),
    refetchInterval: 5 * MINUTE,
  });

export const useSync = (enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: ["sync"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/sync", { params: { query: { limit: 20 } }, signal })),
    refetchInterval: MINUTE,
  });

export const useProofAnswer = (id: string | null) =>
  useQuery({
    queryKey: ["proof", id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/proof/{proof_id}", {
          params: { path: { proof_id: id ?? "" } },
          signal,
        }),
      ),
    enabled: id !== null,
    staleTime: 10 * MINUTE,
  });
