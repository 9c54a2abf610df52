"use client";

import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ApiError } from "@/lib/api/error";
import { clockSeconds } from "@/lib/time/label";

import classes from "./states.module.css";

/** The axes stand before the data; nothing moves when it arrives. */
export function Loading({ height, label }: { height: number; label: string }) {
  return (
    <div
      className={classes.loading}
      style={{ height }}
      role="status"
      aria-label={`${label}: loading`}
    />
  );
}

/** What is missing, and one action. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <strong>{title}</strong>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

interface FailedProps {
  error: Error;
  retry?: () => void;
  /** Something was to be saved, not shown. */
  saving?: boolean;
}

/** An error stays inside its figure. */
export function Failed({ error, retry, saving = false }: FailedProps) {
  const api = error instanceof ApiError ? error : null;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const details = [api?.requestId && `request ${api.requestId}`, api && clockSeconds(api.at, zone)]
    .filter(Boolean)
    .join(", ");
  return (
    <div className={classes.failed} role="alert">
      <strong>{api ? api.title : "The server cannot be reached"}</strong>
      <p>
        {api?.detail || "The rest of this page is not affected."}{" "}
        {saving ? "Nothing was saved." : "Nothing is shown in place of the missing figure."}
      </p>
      {details && <code>{details}</code>}
      {retry && (
        <div>
          <Button variant="default" size="sm" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

export function Note({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.note} role="status">
      <strong>{title}</strong>
      <p>{children}</p>
    </div>
  );
}

interface AsyncProps<T> {
  query: UseQueryResult<T, Error>;
  height: number;
  label: string;
  children: (data: T) => ReactNode;
}

/** Loading, failed, or the content; the last answer stays while a new one is fetched. */
export function Async<T>({ query, height, label, children }: AsyncProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading height={height} label={label} />;
}
