"use client";

import { Value } from "@/components/figure/KeyFigure";
import type { RangeFigure } from "@/lib/api/types";
import { ends, rangeText } from "@/lib/ranges";

import classes from "./rangevalue.module.css";

interface Props {
  figure: RangeFigure;
  label: string;
  unit?: boolean;
  quiet?: boolean;
  /** The range beside the most likely value, or without it. */
  show?: "both" | "mid" | "range";
}

/** An uncertain figure: its most likely value and its 80% range; it opens its proof. */
export function RangeValue({ figure, label, unit = true, quiet = false, show = "both" }: Props) {
  const { low, high } = figure;
  const range = rangeText({ low, mid: figure.value, high, unit: figure.unit });
  const known = figure.value !== null && low !== null && high !== null;
  const shown = known ? ends(low, high, figure.unit) : null;
  return (
    <span className={classes.range}>
      <Value
        figure={figure}
        label={range && show !== "mid" ? `${label}, 80% range ${range}` : label}
        bar={false}
        unit={unit}
        quiet={quiet}
        model
        {...(show === "range" && shown ? { text: shown } : {})}
      />
      {show === "both" && shown && <span className={classes.ends}>{shown}</span>}
    </span>
  );
}
