import classes from "./proofbar.module.css";

interface Props {
  completeness: number | null;
  estimatedShare: number | null;
}

/** From below: metered, estimated (striped), missing (empty). The button beside it says the same in
 *  words, so it is hidden from screen readers. */
export function ProofBar({ completeness, estimatedShare }: Props) {
  const known = Math.min(1, Math.max(0, completeness ?? 0));
  const estimated = Math.min(known, Math.max(0, estimatedShare ?? 0));
  return (
    <span className={classes.bar} aria-hidden="true">
      <span className={classes.estimated} style={{ height: `${estimated * 100}%` }} />
      <span className={classes.metered} style={{ height: `${(known - estimated) * 100}%` }} />
    </span>
  );
}
