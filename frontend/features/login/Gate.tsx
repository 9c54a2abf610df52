"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, type ReactNode } from "react";

import { forgetVerdicts } from "@/features/incidents/useVerdict";
import { useSession } from "@/lib/api/session";
import { follow, forget } from "@/lib/live/live";

/** Lets a session through and follows the live stream for it; sends others to the log-in, which
 *  brings them back to where they wanted to go. */
export function Gate({ children }: { children: ReactNode }) {
  const session = useSession();
  const router = useRouter();
  const cache = useQueryClient();
  const token = session?.token;

  useEffect(() => {
    if (session !== null) return;
    // Whoever logs in next in this tab sees nothing of it, however the session ended.
    cache.clear();
    forget();
    forgetVerdicts();
    const here = window.location.pathname + window.location.search;
    router.replace(here === "/" ? "/login" : `/login?next=${encodeURIComponent(here)}`);
  }, [session, router, cache]);

  useEffect(() => {
    if (!token) return;
    const stop = new AbortController();
    void follow(stop.signal, () => void cache.invalidateQueries());
    return () => stop.abort();
  }, [token, cache]);

  return session ? children : null;
}
