import { severityShape } from "@/components/chart/lane";
import { SEVERITIES, type Severity as Level } from "@/lib/incidents";

import classes from "./severity.module.css";

/** The mark that the curve bears too: a triangle, a diamond, a ring; never told by colour alone. */
export function SeverityMark({ level, open = true }: { level: Level; open?: boolean }) {
  const found = severityShape(level, 6, 6);
  const color = open ? "var(--alert)" : "var(--ink3)";
  return (
    <svg className={classes.mark} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {found.type === "circle" ? (
        <circle {...found.shape} fill="none" stroke={color} strokeWidth="1.5" />
      ) : (
        <polygon points={found.shape.points.join(" ")} fill={color} />
      )}
    </svg>
  );
}

/** The mark with its word. */
export function Severity({ level, open = true }: { level: Level; open?: boolean }) {
  return (
    <span className={classes.severity}>
      <SeverityMark level={level} open={open} />
      {SEVERITIES[level]}
    </span>
  );
}
