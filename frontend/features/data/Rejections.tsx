"use client";

import type { UseQueryResult } from "@tanstack/react-query";

import { Figure } from "@/components/figure/Figure";
import { Async } from "@/components/figure/states";
import type { Quality } from "@/lib/api/types";
import { count } from "@/lib/format/number";

import classes from "./data.module.css";

const REASONS: Record<string, string> = {
  missing_device_id: "No device named",
  unknown_device: "Unknown device",
  missing_ts: "No time given",
  bad_ts: "Time cannot be read",
  ts_in_future: "Time in the future",
  ts_too_old: "Before the device was installed",
  ts_misaligned: "Off the device's interval",
  bad_revision: "Revision is no number",
  not_a_number: "Value is no number",
  no_values: "No value at all",
};

/** What could not be used, by reason; nothing is dropped in silence. */
export function Rejections({ query }: { query: UseQueryResult<Quality, Error> }) {
  return (
    <Figure title="Rejected" subtitle="readings by reason">
      <Async query={query} height={160} label="Rejected">
        {({ rejections }) => {
          const most = Math.max(1, ...rejections.map((row) => row.rejected));
          if (rejections.length === 0)
            return <p className={classes.quiet}>Every reading of these days could be used.</p>;
          return (
            <ul className={classes.reasons}>
              {rejections.map((row) => (
                <li key={row.reason} title={row.example ?? undefined}>
                  <span>{REASONS[row.reason] ?? row.reason}</span>
                  <strong>{count(row.rejected)}</strong>
                  <span className={classes.track} aria-hidden="true">
                    <span style={{ width: `${(row.rejected / most) * 100}%` }} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Async>
    </Figure>
  );
}
