"use client";

import { VisuallyHidden } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import Link from "next/link";
import { useId, useState } from "react";

import { Value } from "@/components/figure/KeyFigure";
import { SeverityMark } from "@/components/severity/Severity";
import { Table } from "@/components/Table";
import tables from "@/components/table.module.css";
import { boundsOf, meterName } from "@/lib/api/modelled";
import type { Incident } from "@/lib/api/types";
import { percent } from "@/lib/format/number";
import { began, kindName, lasted, SEVERITIES, stillOpen } from "@/lib/incidents";

import { named, useFilters } from "./Filters";
import { incidentHref } from "./href";
import classes from "./incidents.module.css";
import { RowDetail } from "./RowDetail";
import { StatusTag } from "./StatusTag";
import { useVerdict } from "./useVerdict";

const MORE = <VisuallyHidden>Causes and answer</VisuallyHidden>;

/** A row an incident; its causes, its likes and the answer open below it. */
export function IncidentTable({ rows, asOf }: { rows: readonly Incident[]; asOf: number }) {
  return (
    <Table
      label="Incidents"
      columns={[
        "What",
        ["Began", tables.wide],
        ["Lasted", tables.wide],
        ["Above expected, kWh", classes.desk],
        "Cost",
        ["Carbon, kg CO₂e", classes.desk],
        ["How sure", tables.wide],
        ["Status", tables.wide],
        [MORE, undefined],
      ]}
      className={classes.table}
    >
      {rows.map((incident) => (
        <Row key={incident.incident_id} incident={incident} asOf={asOf} />
      ))}
    </Table>
  );
}

function Row({ incident, asOf }: { incident: Incident; asOf: number }) {
  const filters = named(useFilters());
  const [open, setOpen] = useState(false);
  const detail = useId();
  const { status } = useVerdict(incident);
  const [start, end] = boundsOf(incident, asOf);
  const meter = meterName(incident);
  const zone = incident.timezone;
  const name = kindName(incident.kind);
  const where = [incident.building_name ?? incident.building_id, meter].filter(Boolean).join(", ");
  return (
    <>
      <tr data-incident={incident.incident_id} data-open={open}>
        <th scope="row">
          <Link href={incidentHref(incident.incident_id, filters)} className={classes.what}>
            <SeverityMark level={incident.severity} open={stillOpen(status)} />
            <span>
              <span data-closed={!stillOpen(status)}>{name}</span>
              <span className={classes.where}>
                {where}
                <VisuallyHidden>, {SEVERITIES[incident.severity]} severity</VisuallyHidden>
              </span>
              <span className={classes.phone}>
                {began(start, zone)}, {lasted(start, end)}
                {status === "open" ? "" : `, ${status}`}
              </span>
            </span>
          </Link>
        </th>
        <td className={tables.wide}>{began(start, zone)}</td>
        <td className={tables.wide}>
          {lasted(start, end)}
          {incident.end === null && <span className={classes.where}>goes on</span>}
        </td>
        <td className={classes.desk}>
          <Value
            figure={incident.excess}
            label={`${name}, above expected`}
            unit={false}
            quiet
            why={false}
          />
        </td>
        <td>
          <strong>
            <Value figure={incident.cost} label={`${name}, cost`} bar={false} quiet why={false} />
          </strong>
        </td>
        <td className={classes.desk}>
          <Value
            figure={incident.carbon}
            label={`${name}, carbon`}
            unit={false}
            bar={false}
            quiet
            why={false}
          />
        </td>
        <td className={`${tables.wide} ${classes.model}`}>
          {incident.probability === null ? "–" : percent(incident.probability, 0)}
        </td>
        <td className={tables.wide}>
          <StatusTag status={status} />
        </td>
        <td>
          <button
            type="button"
            className={classes.expand}
            aria-expanded={open}
            aria-controls={detail}
            aria-label={`${name}, ${where}: causes and answer`}
            onClick={() => setOpen(!open)}
          >
            <IconChevronDown size={16} stroke={1.6} aria-hidden="true" />
          </button>
        </td>
      </tr>
      {open && (
        <tr id={detail}>
          <td colSpan={9} className={classes.detail}>
            <RowDetail incident={incident} />
          </td>
        </tr>
      )}
    </>
  );
}
