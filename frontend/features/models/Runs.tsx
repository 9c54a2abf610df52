"use client";

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";

import { Figure } from "@/components/figure/Figure";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import type { Models, ModelRun } from "@/lib/api/types";
import { began } from "@/lib/incidents";
import { metricsLine, modelName, ROLES, RUNS } from "@/lib/runs";
import { duration, shortDate } from "@/lib/time/label";

import classes from "./models.module.css";

const CHANGES = new Set<ModelRun["kind"]>(["train", "backtest", "promote", "rollback"]);

/** What was run, newest first: the changes of who serves, or everything. */
export function Runs({ first, zone }: { first: Models; zone: string }) {
  const [which, setWhich] = useState("changes");
  const rows = first.runs.filter(({ kind }) => which === "all" || CHANGES.has(kind));
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
      {rows.length === 0 ? (
        <p className={classes.quiet}>
          {first.runs.length === 0
            ? "Nothing has run yet."
            : "No model was trained or promoted among the newest runs."}
        </p>
      ) : (
        <div className={tables.scroll} role="region" aria-label="History, table" tabIndex={0}>
          <table className={`${tables.table} ${classes.table}`}>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">When</th>
                <th scope="col" className={tables.left}>
                  Came out
                </th>
                <th scope="col" className={tables.wide}>
                  Took
                </th>
                <th scope="col" className={tables.wide}>
                  On data of
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((run) => (
                <Row key={run.run_id} run={run} zone={zone} />
              ))}
            </tbody>
          </table>
        </div>
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
