"use client";

import type { UseQueryResult } from "@tanstack/react-query";

import { Figure } from "@/components/figure/Figure";
import { Async, Empty } from "@/components/figure/states";
import { Table } from "@/components/Table";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import type { SyncHealth, SyncRun } from "@/lib/api/types";
import { count } from "@/lib/format/number";
import { clockSeconds, duration, shortDate } from "@/lib/time/label";
import { DAY, HOUR } from "@/lib/time/zone";
import { useNow } from "@/lib/time/useNow";

import classes from "./data.module.css";

/** The last run of each connection. */
export function Syncs({ query, zone }: { query: UseQueryResult<SyncHealth, Error>; zone: string }) {
  return (
    <Figure title="Syncs" subtitle="last run of each source" aside={zone}>
      <Async query={query} height={220} label="Syncs">
        {({ connections }) =>
          connections.length === 0 ? (
            <Empty title="No sync has run yet">
              The first one starts with the server; its rows appear here when it ends.
            </Empty>
          ) : (
            <Table
              label="Syncs"
              columns={[
                "Source",
                "Finished",
                "Lag of data",
                ["New", tables.wide],
                ["Changed", tables.wide],
                ["Deleted", tables.wide],
                "Rejected",
                ["Retries", tables.wide],
                ["Took", tables.wide],
              ]}
            >
              {connections.map((run) => (
                <Row key={`${run.connection} ${run.shard}`} run={run} zone={zone} />
              ))}
            </Table>
          )
        }
      </Async>
    </Figure>
  );
}

function Row({ run, zone }: { run: SyncRun; zone: string }) {
  const now = useNow();
  const finished = instant(run.finished_at);
  const lag = run.lag_seconds === null ? null : run.lag_seconds * 1000;
  const old = now !== null && finished !== null && now - finished > DAY;
  const rows = (value: number | null) => (value === null ? "–" : count(value));
  return (
    <>
      <tr>
        <th scope="row">
          {run.connection}
          {run.shard ? <span className={tables.quiet}> shard {run.shard}</span> : null}
        </th>
        <td>
          {run.status === "failed" && <strong className={classes.alert}>failed </strong>}
          {finished === null
            ? "running"
            : `${old ? `${shortDate(finished, zone)}, ` : ""}${clockSeconds(finished, zone)}`}
        </td>
        <td className={lag !== null && lag > HOUR ? classes.late : undefined}>
          {lag === null ? "–" : duration(lag)}
        </td>
        <td className={tables.wide}>{rows(run.rows_upserted)}</td>
        <td className={tables.wide}>{rows(run.rows_updated)}</td>
        <td className={tables.wide}>{rows(run.rows_deleted)}</td>
        <td className={(run.rows_rejected ?? 0) > 0 ? classes.strong : undefined}>
          {rows(run.rows_rejected)}
        </td>
        <td className={tables.wide}>{rows(run.retries)}</td>
        <td className={tables.wide}>
          {run.duration_seconds === null ? "–" : duration(run.duration_seconds * 1000)}
        </td>
      </tr>
      {run.error && (
        <tr>
          <td colSpan={9} className={classes.error}>
            {run.error}
          </td>
        </tr>
      )}
    </>
  );
}
