import { answer, api } from "./client";
import { setSession } from "./session";

/** Starts a session, or throws what the server said. */
export async function logIn(email: string, password: string): Promise<void> {
  setSession(null);
  const token = await answer(api.POST("/api/v1/auth/token", { body: { email, password } }));
  setSession({ token: token.access_token, expiresAt: Date.now() + token.expires_in * 1000 });
}
