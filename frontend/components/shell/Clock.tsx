"use client";

import { useSummary } from "@/lib/api/queries";
import { clock, dayName } from "@/lib/time/label";
import { useNow } from "@/lib/time/useNow";

import classes from "./clock.module.css";

/** The building's clock, not the reader's. */
export function Clock() {
  const now = useNow();
  const { data } = useSummary();
  if (!data || now === null) return null;
  return (
    <div className={classes.clock}>
      {dayName(now, data.timezone)}, <strong>{clock(now, data.timezone)}</strong>{" "}
      <span>{data.timezone}</span>
    </div>
  );
}
