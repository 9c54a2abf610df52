"use client";

import { IconTable } from "@tabler/icons-react";

import classes from "./tabletoggle.module.css";

/** Every chart has its table; T does the same when the chart is focused. */
export function TableToggle({
  title,
  open,
  onToggle,
}: {
  title: string;
  open: boolean;
  onToggle: (open: boolean) => void;
}) {
  return (
    <button
      type="button"
      className={classes.toggle}
      aria-pressed={open}
      aria-label={`${title}: table`}
      title="Table (T)"
      onClick={() => onToggle(!open)}
    >
      <IconTable size={16} stroke={1.6} aria-hidden="true" />
    </button>
  );
}
