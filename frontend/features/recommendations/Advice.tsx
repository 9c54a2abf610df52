"use client";

import Link from "next/link";

import { buildingHref } from "@/components/shell/pages";
import { meterName } from "@/lib/api/modelled";
import type { Recommendation } from "@/lib/api/types";
import { adviceName, evidenceText } from "@/lib/recommendations";
import { shortDate } from "@/lib/time/label";

import { Act } from "./Act";
import { Saving, type Scale } from "./Saving";
import classes from "./recommendations.module.css";

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
      <Act id={advice.recommendation_id} />
    </article>
  );
}

function rested({ period_start: start, period_end: end }: Recommendation): string {
  if (!start || !end) return "";
  const [from, to] = [Date.parse(start), Date.parse(end) - 1];
  return `, ${shortDate(from, "UTC")} – ${shortDate(to, "UTC")}`;
}
