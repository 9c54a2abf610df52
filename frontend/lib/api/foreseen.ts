"use client";

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Kind, Severity, Status } from "@/lib/incidents";

import { answer, api } from "./client";
import type { Dates } from "./queries";
import type { ModelRun } from "./types";

/** What the models say: forecasts, incidents, recommendations, and the models themselves. */
const MINUTE = 60_000;

/** The newest forecast of a building; without one, of all of them together. */
export const useForecast = (building: string | null, resolution: "hour" | "day") =>
  useQuery({
    queryKey: ["forecast", building, resolution],
    queryFn: ({ signal }) =>
      answer(
        building === null
          ? api.GET("/api/v1/forecast", { params: { query: { resolution } }, signal })
          : api.GET("/api/v1/buildings/{building_id}/forecast", {
              params: { path: { building_id: building }, query: { resolution } },
              signal,
            }),
      ),
    refetchInterval: 5 * MINUTE,
  });

/** The newest forecast of every building, in short. */
export const useForecasts = () =>
  useQuery({
    queryKey: ["forecasts"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/forecasts", { params: { query: { limit: 100 } }, signal })),
    staleTime: 5 * MINUTE,
    refetchInterval: 5 * MINUTE,
  });

export interface IncidentFilters {
  building: string | null;
  kind: Kind | null;
  severity: Severity | null;
  status: Status | null;
  dates: Dates | null;
}

const asked = ({ building, kind, severity, status, dates }: IncidentFilters) => ({
  ...(building ? { building_id: building } : {}),
  ...(kind ? { kind } : {}),
  ...(severity ? { severity } : {}),
  ...(status ? { status } : {}),
  ...(dates ? { start_date: dates.start, end_date: dates.end } : {}),
});

/** Incidents page by page, newest first. */
export const useIncidents = (filters: IncidentFilters) =>
  useInfiniteQuery({
    queryKey: ["incidents", filters],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/api/v1/anomalies", {
          params: {
            query: { ...asked(filters), limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 5 * MINUTE,
  });

const NO_FILTER = { building: null, kind: null, severity: null, status: null, dates: null };

/** What nobody has judged yet, of all buildings. */
export const useOpenIncidents = () =>
  useQuery({
    queryKey: ["incidents", "open"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/anomalies", {
          params: { query: { ...asked({ ...NO_FILTER, status: "open" }), limit: 100 } },
          signal,
        }),
      ),
    staleTime: MINUTE,
    refetchInterval: 5 * MINUTE,
  });

/** The incidents of a building that touch some days. */
export const useIncidentsOf = (building: string, dates: Dates | null) =>
  useQuery({
    queryKey: ["incidents", "of", building, dates],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/anomalies", {
          params: { query: { ...asked({ ...NO_FILTER, building, dates }), limit: 100 } },
          signal,
        }),
      ),
    enabled: dates !== null,
    refetchInterval: 5 * MINUTE,
  });

/** What the newest readings of a building already show. */
export const useFirstLook = (building: string) =>
  useQuery({
    queryKey: ["incidents", "first look", building],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/buildings/{building_id}/first-look", {
          params: { path: { building_id: building } },
          signal,
        }),
      ),
    refetchInterval: MINUTE,
  });

export const useIncident = (id: string) =>
  useQuery({
    queryKey: ["incident", id],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/anomalies/{incident_id}", {
          params: { path: { incident_id: id } },
          signal,
        }),
      ),
  });

/** What would save energy and was not acted on yet. */
export const useRecommendations = (building: string | null) =>
  useQuery({
    queryKey: ["recommendations", building],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/recommendations", {
          params: {
            query: { limit: 100, done: false, ...(building ? { building_id: building } : {}) },
          },
          signal,
        }),
      ),
    staleTime: 5 * MINUTE,
  });

/** What was done of what was recommended, and what it has saved. */
export const useSavings = (building: string | null) =>
  useQuery({
    queryKey: ["savings", building],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/savings", {
          params: { query: building ? { building_id: building } : {} },
          signal,
        }),
      ),
    staleTime: MINUTE,
    refetchInterval: 5 * MINUTE,
  });

/** What is under way until both lists have come anew. */
export const ACTING = ["act"];

/** Say that a recommendation was acted on, and since when; null takes it back. */
export function useAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ACTING,
    mutationFn: async (since: string | null) => {
      const params = { path: { recommendation_id: id } };
      const path = "/api/v1/recommendations/{recommendation_id}/action";
      if (since === null) await answer(api.DELETE(path, { params }));
      else await answer(api.POST(path, { params, body: { since } }));
    },
    onSuccess: () =>
      Promise.all(
        ["recommendations", "savings"].map((name) =>
          client.invalidateQueries({ queryKey: [name] }),
        ),
      ),
  });
}

export const useModels = () =>
  useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/models", { params: { query: { limit: 1 } }, signal })),
    refetchInterval: 5 * MINUTE,
  });

/** Runs of some kinds (none: of all), newest first, page by page. */
export const useRuns = (kinds: readonly ModelRun["kind"][]) =>
  useInfiniteQuery({
    queryKey: ["models", "runs", kinds],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/api/v1/models", {
          params: {
            query: { kind: [...kinds], limit: 25, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 5 * MINUTE,
  });

/** Skill of every meter and building a day ahead, by a model or by any, page by page. */
export const useMeterSkill = (model: string | null) =>
  useInfiniteQuery({
    queryKey: ["models", "meters", model],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/api/v1/models/meters", {
          params: {
            query: {
              horizon_hours: 24,
              limit: 500,
              ...(model ? { model } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 5 * MINUTE,
  });
