import classes from "./proofbar.module.css";

interface Props {
  completeness: number | null | undefined;
  estimatedShare: number | null | undefined;
}

/** From below: metered, estimated (striped), missing (empty). The button beside it says the same in
 *  words, so it is hidden from screen readers. */
export function ProofBar({ completeness, estimatedShare }: Props) {
  const known = Math.min(1, Math.max(0, completeness ?? 0));
  const estimated = Math.min(known, Math.max(0, estimatedShare ?? 0) * known);
  const top = `${(known * 100).toFixed(1)}%`;
  const metered = `${((known - estimated) * 100).toFixed(1)}%`;
  return (
    <span
      className={classes.bar}
      data-bar
      aria-hidden="true"
      style={{
        background:
          `linear-gradient(0deg, var(--ink2) ${metered}, transparent ${metered}), ` +
          `linear-gradient(0deg, transparent ${top}, var(--bg) ${top}), ` +
          `repeating-linear-gradient(0deg, var(--ink2) 0 1px, transparent 1px 3px)`,
      }}
    />
  );
}
