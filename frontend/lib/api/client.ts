"use client";

import { ApiError } from "./error";
import { currentSession, setSession } from "./session";

/** Asks the API as the person who is logged in. A refused token ends the session. */
export async function get<T>(
  path: string,
  query: Record<string, string | number | undefined> = {},
  signal?: AbortSignal,
): Promise<T> {
  const url = new URL(`/api/v1${path}`, window.location.origin);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value));
  const token = currentSession()?.token;
  const response = await fetch(url, {
    headers: token ? { Authorization: `Bearer ${token}` } : {},
    ...(signal ? { signal } : {}),
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 401) setSession(null);
  if (!response.ok) throw ApiError.of(response, body);
  return body as T;
}
