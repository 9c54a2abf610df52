"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import { Async } from "@/components/figure/states";
import { Ranked, RankedList } from "@/components/ranked/Ranked";
import { SeverityMark } from "@/components/severity/Severity";
import { useOpenIncidents } from "@/lib/api/foreseen";
import { boundsOf } from "@/lib/api/modelled";
import type { Incident } from "@/lib/api/types";
import { began, kindName, lasted } from "@/lib/incidents";

import { incidentHref, incidentsHref } from "./href";
import classes from "./open.module.css";

const MOST = 4;

const money = (incident: Incident) => incident.cost.value ?? -1;

/** What nobody has judged yet, the most money first. */
export function OpenIncidents({ asOf }: { asOf: number }) {
  const query = useOpenIncidents();
  const count = query.data?.counts["open"] ?? 0;
  return (
    <Figure
      title="Open incidents"
      subtitle="by money so far"
      aside={
        count > 0 && (
          <Link href={incidentsHref({ status: "open" })} className={classes.all}>
            All {count}
          </Link>
        )
      }
    >
      <Async query={query} height={200} label="Open incidents">
        {({ data }) => {
          const rows = [...data].sort((a, b) => money(b) - money(a)).slice(0, MOST);
          const most = Math.max(1e-9, ...rows.map((row) => money(row)));
          if (rows.length === 0)
            return (
              <p className={classes.quiet}>
                None. Every meter is looked at as its readings land; what stands out appears here.
              </p>
            );
          return (
            <RankedList>
              {rows.map((incident) => (
                <Row key={incident.incident_id} incident={incident} asOf={asOf} most={most} />
              ))}
            </RankedList>
          );
        }}
      </Async>
    </Figure>
  );
}

interface RowProps {
  incident: Incident;
  asOf: number;
  most: number;
}

function Row({ incident, asOf, most }: RowProps) {
  const [start, end] = boundsOf(incident, asOf);
  const { cost } = incident;
  const where = incident.building_name ?? incident.building_id;
  return (
    <Ranked
      name={
        <Link href={incidentHref(incident.incident_id)} className={classes.name}>
          <SeverityMark level={incident.severity} />
          {kindName(incident.kind)}
        </Link>
      }
      value={<Value figure={cost} label={`${where}, cost of the incident`} bar={false} quiet />}
      note={`${where}, ${lasted(start, end)}`}
      aside={began(start, incident.timezone)}
      share={cost.value !== null && cost.value > 0 ? cost.value / most : null}
      alert
    />
  );
}
