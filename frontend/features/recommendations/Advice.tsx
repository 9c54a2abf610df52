"use client";

import Link from "next/link";

import { RangeBar } from "@/components/range/RangeBar";
import { RangeValue } from "@/components/range/RangeValue";
import { buildingHref } from "@/components/shell/pages";
import { meterName } from "@/lib/api/modelled";
import type { RangeFigure, Recommendation } from "@/lib/api/types";
import { adviceName, evidenceText, rangeOf } from "@/lib/recommendations";
import { shortDate } from "@/lib/time/label";

import classes from "./recommendations.module.css";

interface Scale {
  least: number;
  most: number;
}

interface Props {
  advice: Recommendation;
  scales: { energy: Scale; cost: Scale; carbon: Scale };
}

/** One recommendation: what to do, what it saves, on what that rests, how it would be proven. */
export function Advice({ advice, scales }: Props) {
  const { title, sentence, kind, evidence, verify } = advice;
  const meter = meterName(advice);
  const where = advice.building_name ?? advice.building_id;
  return (
    <article className={classes.advice} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        <span className={classes.kind}>{adviceName(kind)}</span>
      </div>
      <p className={classes.where}>
        <Link href={buildingHref(advice.building_id)}>{where}</Link>
        {meter && `, ${meter}`}
      </p>
      <p className={classes.sentence}>{sentence}</p>
      <div className={classes.savings}>
        <Saving name="Money a year" figure={advice.cost} scale={scales.cost} />
        <Saving name="Energy a year" figure={advice.energy} scale={scales.energy} />
        <Saving name="Carbon a year" figure={advice.carbon} scale={scales.carbon} />
      </div>
      <div className={classes.why}>
        <div>
          <h3>On what it rests{rested(advice)}</h3>
          {evidence.length === 0 ? (
            <p>No figure was noted.</p>
          ) : (
            <dl>
              {evidence.map(({ label, value, unit }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{evidenceText(value, unit)}</dd>
                </div>
              ))}
            </dl>
          )}
        </div>
        <div>
          <h3>How it would be verified</h3>
          <p>{verify ?? "Against a weather-adjusted baseline of the months before."}</p>
        </div>
      </div>
    </article>
  );
}

function Saving({ name, figure, scale }: { name: string; figure: RangeFigure; scale: Scale }) {
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

function rested({ period_start: start, period_end: end }: Recommendation): string {
  if (!start || !end) return "";
  const [from, to] = [Date.parse(start), Date.parse(end) - 1];
  return `, ${shortDate(from, "UTC")} – ${shortDate(to, "UTC")}`;
}
