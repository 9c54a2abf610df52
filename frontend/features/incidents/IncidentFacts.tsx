"use client";

import type { ReactNode } from "react";

import { Figure } from "@/components/figure/Figure";
import { Complete, Value } from "@/components/figure/KeyFigure";
import { boundsOf } from "@/lib/api/modelled";
import type { IncidentDetail } from "@/lib/api/types";
import { difference, isMoney, percent, unitLabel } from "@/lib/format/number";
import type { Figure as Fact } from "@/lib/format/figure";
import { began, lasted, sureWords } from "@/lib/incidents";
import { modelName } from "@/lib/runs";

import classes from "./incidents.module.css";

/** What it took, in figures that open their proofs. */
export function IncidentFacts({ incident, asOf }: { incident: IncidentDetail; asOf: number }) {
  const [start, end] = boundsOf(incident, asOf);
  const { actual, expected, excess, cost, carbon, probability } = incident;
  return (
    <Figure title="In figures">
      <dl className={classes.facts}>
        <Line name="Began">{began(start, incident.timezone)}</Line>
        <Line name={incident.end === null ? "Goes on, so far" : "Lasted"}>
          {lasted(start, end)}
        </Line>
        <Line name="Measured">
          <Value figure={actual} label="Measured energy" bar={false} quiet />
        </Line>
        <Line name="Expected">
          <Value figure={expected} label="Expected energy" bar={false} quiet model />
        </Line>
        <Line name="Difference">
          <Value figure={excess} label="Difference" bar={false} quiet {...signed(excess)} />
        </Line>
        <Line name="Cost">
          <strong>
            <Value figure={cost} label="Cost" bar={false} quiet />
          </strong>
        </Line>
        <Line name="Carbon">
          <Value figure={carbon} label="Carbon" bar={false} quiet />
        </Line>
        <Line name="How sure">
          {probability === null ? "–" : `${percent(probability, 0)}, ${sureWords(probability)}`}
        </Line>
        <Line name="Data behind it">
          <Complete figure={actual} label="Data behind the incident" />
        </Line>
        <Line name="Found by">
          {incident.look === "first" ? "a first look" : "the full look"}
          {incident.model ? `, ${modelName(incident.model, incident.version)}` : ""}
        </Line>
      </dl>
    </Figure>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A difference carries its sign. */
function signed({ value, unit }: Fact): { text?: string } {
  if (value === null || isMoney(unitLabel(unit))) return {};
  return { text: difference(value, unit) };
}
