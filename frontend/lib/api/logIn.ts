import { ApiError } from "./error";
import { setSession } from "./session";
import type { Token } from "./types";

/** Starts a session, or throws what the server said. */
export async function logIn(email: string, password: string): Promise<void> {
  const response = await fetch("/api/v1/auth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw ApiError.of(response, body);
  const { access_token, expires_in } = body as Token;
  setSession({ token: access_token, expiresAt: Date.now() + expires_in * 1000 });
}
