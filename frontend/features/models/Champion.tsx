import { Figure } from "@/components/figure/Figure";
import { Table } from "@/components/Table";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import type { Models, ModelVersion } from "@/lib/api/types";
import { shortDate } from "@/lib/time/label";
import { began } from "@/lib/incidents";
import { metricsLine, versionOf } from "@/lib/runs";

import classes from "./models.module.css";

/** The version that serves, and those that would like to. */
export function Champion({ models, zone }: { models: Models; zone: string }) {
  const { champion, challengers } = models;
  const rows = [
    ...(champion ? [{ role: "Champion", version: champion }] : []),
    ...challengers.map((version) => ({ role: "Challenger", version })),
  ];
  return (
    <Figure title="Who serves" subtitle="champion and challengers" aside={zone}>
      {rows.length === 0 ? (
        <p className={classes.quiet}>
          None was promoted yet: forecasts come from “as last week” until one has beaten it.
        </p>
      ) : (
        <Table
          label="Who serves"
          columns={[
            "Model",
            ["Role", tables.left],
            "Since",
            ["Trained", tables.wide],
            ["On data of", tables.wide],
          ]}
          className={classes.table}
        >
          {rows.map(({ role, version }) => (
            <Row
              key={`${role} ${version.model} ${version.version}`}
              role={role}
              version={version}
              zone={zone}
            />
          ))}
        </Table>
      )}
    </Figure>
  );
}

function Row({ role, version, zone }: { role: string; version: ModelVersion; zone: string }) {
  const [since, trained] = [instant(version.since), instant(version.trained_at)];
  const [from, to] = [instant(version.data_from), instant(version.data_to)];
  const serves = role === "Champion";
  const said = [version.note, metricsLine(version.metrics)].filter(Boolean).join(". ");
  return (
    <tr data-role={serves ? "champion" : "challenger"}>
      <th scope="row" className={serves ? undefined : classes.plain}>
        {version.model ?? "model"}{" "}
        <span className={classes.version}>{versionOf(version.model, version.version)}</span>
        {said && <span className={classes.said}>{said}</span>}
      </th>
      <td className={tables.left}>{role}</td>
      <td>{since === null ? "–" : began(since, zone)}</td>
      <td className={tables.wide}>{trained === null ? "–" : began(trained, zone)}</td>
      <td className={tables.wide}>
        {from === null || to === null
          ? "–"
          : `${shortDate(from, zone)} – ${shortDate(to - 1, zone)}`}
      </td>
    </tr>
  );
}
