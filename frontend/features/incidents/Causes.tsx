import type { Cause } from "@/lib/api/types";
import { percent } from "@/lib/format/number";

import classes from "./causes.module.css";

/** Probable causes, the likeliest first, each with what speaks for it. */
export function Causes({ causes }: { causes: readonly Cause[] }) {
  if (causes.length === 0)
    return <p className={classes.none}>Nothing in the data points to a cause.</p>;
  const ranked = [...causes].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
  return (
    <ol className={classes.causes}>
      {ranked.map(({ cause, evidence, weight }, place) => (
        <li key={`${place} ${cause}`}>
          <span className={classes.rank} aria-hidden="true">
            {place + 1}
          </span>
          <span className={classes.cause}>{cause}</span>
          <span className={classes.weight}>
            {weight !== null && (
              <>
                <span className={classes.track} aria-hidden="true">
                  <span style={{ width: `${Math.min(1, Math.max(0, weight)) * 100}%` }} />
                </span>
                {percent(weight, 0)}
              </>
            )}
          </span>
          <span className={classes.evidence}>{evidence ?? "no evidence was noted"}</span>
        </li>
      ))}
    </ol>
  );
}
