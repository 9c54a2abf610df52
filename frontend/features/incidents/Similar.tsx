import Link from "next/link";

import { Value } from "@/components/figure/KeyFigure";
import tables from "@/components/table.module.css";
import { boundsOf } from "@/lib/api/modelled";
import type { Incident } from "@/lib/api/types";
import { began, kindName, lasted, STATUSES } from "@/lib/incidents";

import { incidentHref } from "./href";
import classes from "./incidents.module.css";

/** Earlier ones like it, the newest first, and what they turned out to be. */
export function Similar({ similar }: { similar: readonly Incident[] }) {
  if (similar.length === 0)
    return <p className={classes.quiet}>Nothing like it was found on this meter before.</p>;
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col">Incident</th>
          <th scope="col">Lasted</th>
          <th scope="col">Cost</th>
          <th scope="col" className={tables.left}>
            What it was
          </th>
        </tr>
      </thead>
      <tbody>
        {similar.map((other) => {
          const [start, end] = boundsOf(other, Date.parse(other.start));
          return (
            <tr key={other.incident_id}>
              <th scope="row" className={classes.like}>
                <Link href={incidentHref(other.incident_id)}>
                  {kindName(other.kind)}, {began(start, other.timezone)}
                </Link>
              </th>
              <td>{lasted(start, end)}</td>
              <td>
                <Value figure={other.cost} label="Cost of the similar one" bar={false} quiet />
              </td>
              <td className={`${tables.left} ${classes.wrap}`}>
                {other.feedback?.note || STATUSES[other.status]}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
