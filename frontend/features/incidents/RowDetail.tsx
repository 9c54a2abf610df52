"use client";

import Link from "next/link";

import { Async } from "@/components/figure/states";
import { useIncident } from "@/lib/api/foreseen";
import type { Incident } from "@/lib/api/types";

import { Causes } from "./Causes";
import { incidentHref } from "./href";
import classes from "./incidents.module.css";
import { Judge } from "./Judge";
import { Similar } from "./Similar";

/** What opens below a row of the list. */
export function RowDetail({ incident }: { incident: Incident }) {
  const query = useIncident(incident.incident_id);
  return (
    <div className={classes.opened}>
      <div>
        <p className={classes.text}>{incident.text}</p>
        <h3>Probable causes</h3>
        <Causes causes={incident.causes} />
        <h3>Similar, in the past</h3>
        <Async query={query} height={60} label="Similar incidents">
          {({ similar }) => <Similar similar={similar} />}
        </Async>
      </div>
      <div>
        <Judge incident={incident} short />
        <Link href={incidentHref(incident.incident_id)} className={classes.all}>
          Curve and history
        </Link>
      </div>
    </div>
  );
}
