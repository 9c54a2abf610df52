import { Figure } from "@/components/figure/Figure";
import { instant } from "@/lib/api/columns";
import type { IncidentDetail } from "@/lib/api/types";
import { began, STATUSES } from "@/lib/incidents";

import classes from "./incidents.module.css";

/** When it was found and all that was said of it, newest first. */
export function IncidentLog({ incident }: { incident: IncidentDetail }) {
  const zone = incident.timezone;
  const found = instant(incident.detected_at);
  return (
    <Figure title="What happened since">
      <ul className={classes.log}>
        {incident.history.map(({ verdict, note, who, said_at: at }) => (
          <li key={`${at} ${verdict}`}>
            <time dateTime={at}>{began(Date.parse(at), zone)}</time>
            <span>
              {STATUSES[verdict]}
              {who ? ` by ${who}` : ""}
              {note ? `: ${note}` : ""}
            </span>
          </li>
        ))}
        {found !== null && (
          <li>
            <time dateTime={incident.detected_at ?? ""}>{began(found, zone)}</time>
            <span>Found{incident.look === "first" ? " as the readings landed" : ""}</span>
          </li>
        )}
        {found === null && incident.history.length === 0 && (
          <li>
            <span className={classes.quiet}>Nothing yet</span>
          </li>
        )}
      </ul>
    </Figure>
  );
}
