"use client";

import createClient, { type Middleware } from "openapi-fetch";

import { ApiError } from "./error";
import type { paths } from "./schema";
import { currentSession, setSession } from "./session";

/** Speaks for the person who is logged in. A refused token ends the session, not a wrong password. */
const asSession: Middleware = {
  onRequest({ request }) {
    const token = currentSession()?.token;
    if (token) request.headers.set("Authorization", `Bearer ${token}`);
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401 && request.headers.has("Authorization")) setSession(null);
  },
};

/** The API, typed by its OpenAPI. */
export const api = createClient<paths, "application/json">();
api.use(asSession);

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer, or the problem that the API named. */
export async function answer<T>(request: Promise<Result<T>>): Promise<T> {
  const { data, error, response } = await request;
  if (data === undefined || !response.ok) throw ApiError.of(response, error);
  return data;
}
