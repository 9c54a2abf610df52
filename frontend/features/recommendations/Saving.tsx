"use client";

import { RangeBar } from "@/components/range/RangeBar";
import { RangeValue } from "@/components/range/RangeValue";
import type { RangeFigure } from "@/lib/api/types";
import { rangeOf } from "@/lib/recommendations";

import classes from "./recommendations.module.css";

export interface Scale {
  least: number;
  most: number;
}

/** An expected or a measured saving: its figure, and its range on the scale of its neighbours. */
export function Saving({
  name,
  figure,
  scale,
}: {
  name: string;
  figure: RangeFigure;
  scale: Scale;
}) {
  // A shaved peak moves its energy to other hours.
  if (figure.low === 0 && figure.high === 0)
    return (
      <div className={classes.saving} data-saving>
        <span className={classes.label}>{name}</span>
        <span className={classes.none}>none; it is used in other hours</span>
      </div>
    );
  return (
    <div className={classes.saving} data-saving>
      <span className={classes.label}>{name}</span>
      <RangeValue figure={figure} label={name} />
      <RangeBar range={rangeOf(figure)} {...scale} />
    </div>
  );
}
