import type { ReactNode } from "react";

import classes from "./ranked.module.css";

/** Rows in order, the largest first. */
export function RankedList({ children }: { children: ReactNode }) {
  return <ul className={classes.list}>{children}</ul>;
}

interface Props {
  /** A link, usually. */
  name: ReactNode;
  value: ReactNode;
  note: ReactNode;
  aside: ReactNode;
  /** Of the largest, 0 to 1; null: no bar. */
  share?: number | null;
  alert?: boolean;
}

/** A name with its figure, a note on each side, and a bar as long as its share of the largest. */
export function Ranked({ name, value, note, aside, share = null, alert = false }: Props) {
  return (
    <li>
      {name}
      <strong>{value}</strong>
      <small>{note}</small>
      <small>{aside}</small>
      {share !== null && (
        <div className={classes.track} data-alert={alert} aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </div>
      )}
    </li>
  );
}
