import { STATUSES, stillOpen, type Status } from "@/lib/incidents";

import classes from "./incidents.module.css";

/** What was said of an incident, as a tag. */
export function StatusTag({ status }: { status: Status }) {
  return (
    <span className={classes.tag} data-status={status} data-open={stillOpen(status)}>
      {STATUSES[status]}
    </span>
  );
}
