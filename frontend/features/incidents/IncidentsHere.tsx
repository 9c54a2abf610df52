"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import { Async, Empty } from "@/components/figure/states";
import { SeverityMark } from "@/components/severity/Severity";
import { Table } from "@/components/Table";
import tables from "@/components/table.module.css";
import { useIncidentsOf } from "@/lib/api/foreseen";
import { boundsOf, meterName } from "@/lib/api/modelled";
import type { Building, Incident } from "@/lib/api/types";
import { percent } from "@/lib/format/number";
import { began, kindName, stillOpen } from "@/lib/incidents";
import { addDays, localDate } from "@/lib/time/zone";

import { incidentHref, incidentsHref } from "./href";
import classes from "./incidents.module.css";

const MOST = 6;

/** The newest incidents of a building. */
export function IncidentsHere({ building, asOf }: { building: Building; asOf: number }) {
  const end = addDays(localDate(asOf - 1, building.timezone), 1);
  const query = useIncidentsOf(building.building_id, { start: addDays(end, -90), end });
  const all = query.data?.data.length ?? 0;
  return (
    <Figure
      title="Incidents here"
      subtitle="last 90 days, newest first"
      aside={
        all > MOST && (
          <Link href={incidentsHref({ building: building.building_id })}>
            All {query.data?.next_cursor ? "" : all}
          </Link>
        )
      }
    >
      <Async query={query} height={240} label="Incidents here">
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No incident was found here">
              The detector needs two to three weeks of readings before it knows what is usual.
            </Empty>
          ) : (
            <Rows rows={data.slice(0, MOST)} asOf={asOf} />
          )
        }
      </Async>
    </Figure>
  );
}

function Rows({ rows, asOf }: { rows: readonly Incident[]; asOf: number }) {
  return (
    <Table
      label="Incidents here"
      columns={["What", ["Began", tables.wide], ["Sure", tables.wide], "Cost"]}
      className={classes.table}
    >
      {rows.map((incident) => {
        const [start] = boundsOf(incident, asOf);
        const meter = meterName(incident);
        const name = kindName(incident.kind);
        const when = began(start, incident.timezone);
        return (
          <tr key={incident.incident_id}>
            <th scope="row">
              <Link href={incidentHref(incident.incident_id)} className={classes.what}>
                <SeverityMark level={incident.severity} open={stillOpen(incident.status)} />
                <span>
                  <span data-closed={!stillOpen(incident.status)}>{name}</span>
                  <span className={classes.where}>
                    {[meter, incident.status !== "open" && incident.status]
                      .filter(Boolean)
                      .join(", ")}
                  </span>
                  <span className={classes.phone}>{when}</span>
                </span>
              </Link>
            </th>
            <td className={tables.wide}>{when}</td>
            <td className={`${tables.wide} ${classes.model}`}>
              {incident.probability === null ? "–" : percent(incident.probability, 0)}
            </td>
            <td>
              <strong>
                <Value
                  figure={incident.cost}
                  label={`${name}, cost`}
                  bar={false}
                  quiet
                  why={false}
                />
              </strong>
            </td>
          </tr>
        );
      })}
    </Table>
  );
}
