import { Figure } from "@/components/figure/Figure";
import type { Models } from "@/lib/api/types";
import { began } from "@/lib/incidents";
import { metricsLine } from "@/lib/runs";

import classes from "./models.module.css";

/** Whether the world is still as it was when the champion was trained. */
export function DriftFigure({ drift, zone }: { drift: Models["drift"]; zone: string }) {
  if (!drift)
    return (
      <Figure title="Drift">
        <p className={classes.quiet}>
          Not watched yet: the first watch comes with the first week of scored forecasts.
        </p>
      </Figure>
    );
  const failed = drift.status === "failed";
  const words = failed
    ? "The last watch failed"
    : drift.drifted === null
      ? "The last watch did not say"
      : drift.drifted
        ? "It has drifted; a new version is being trained"
        : "None: input and error are as they were";
  return (
    <Figure title="Drift" subtitle={`watched ${began(Date.parse(drift.at), zone)}`}>
      <p className={classes.drift} data-drifted={failed || drift.drifted === true}>
        <span aria-hidden="true">{failed || drift.drifted ? "!" : "–"}</span> {words}
      </p>
      {drift.note && <p className={classes.quiet}>{drift.note}</p>}
      <p className={classes.quiet}>{metricsLine(drift.metrics, 6)}</p>
    </Figure>
  );
}
