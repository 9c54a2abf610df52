"use client";

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";

import { Figure } from "@/components/figure/Figure";
import { Failed, Loading } from "@/components/figure/states";
import { Older } from "@/components/Older";
import { Table } from "@/components/Table";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import { useRuns } from "@/lib/api/foreseen";
import type { ModelRun } from "@/lib/api/types";
import { began } from "@/lib/incidents";
import { metricsLine, modelName, ROLES, RUNS } from "@/lib/runs";
import { duration, shortDate } from "@/lib/time/label";

import classes from "./models.module.css";

const CHANGES = ["train", "promote", "rollback"] as const;

/** What was run, newest first: the changes of who serves, or everything. */
export function Runs({ zone }: { zone: string }) {
  const [which, setWhich] = useState("changes");
  const query = useRuns(which === "all" ? [] : CHANGES);
  const rows = query.data?.pages.flatMap(({ runs }) => runs) ?? [];
  return (
    <Figure
      title="History"
      subtitle="newest first"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Which runs"
          value={which}
          onChange={setWhich}
          data={[
            { value: "changes", label: "Models" },
            { value: "all", label: "Every run" },
          ]}
        />
      }
    >
      {query.error && !query.data ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Loading height={300} label="History" />
      ) : rows.length === 0 ? (
        <p className={classes.quiet}>
          {which === "all" ? "Nothing has run yet." : "No model was trained or promoted yet."}
        </p>
      ) : (
        <>
          <Table
            label="History"
            columns={[
              "What",
              "When",
              ["Came out", tables.left],
              ["Took", tables.wide],
              ["On data of", tables.wide],
            ]}
            className={classes.table}
          >
            {rows.map((run) => (
              <Row key={run.run_id} run={run} zone={zone} />
            ))}
          </Table>
          <Older query={query} />
        </>
      )}
    </Figure>
  );
}

function Row({ run, zone }: { run: ModelRun; zone: string }) {
  const [from, to] = [instant(run.data_from), instant(run.data_to)];
  const said = [run.note, metricsLine(run.metrics)].filter(Boolean).join(". ");
  return (
    <tr>
      <th scope="row" className={classes.plain} title={run.code_version ?? undefined}>
        {RUNS[run.kind]}{" "}
        <span className={classes.version}>{modelName(run.model, run.version)}</span>
        {said && <span className={classes.said}>{said}</span>}
      </th>
      <td>{began(Date.parse(run.started_at), zone)}</td>
      <td className={`${tables.left} ${run.status === "failed" ? classes.failed : ""}`}>
        {ROLES[run.status]}
      </td>
      <td className={tables.wide}>{run.seconds === null ? "–" : duration(run.seconds * 1000)}</td>
      <td className={tables.wide}>
        {from === null || to === null
          ? "–"
          : `${shortDate(from, zone)} – ${shortDate(to - 1, zone)}`}
      </td>
    </tr>
  );
}
