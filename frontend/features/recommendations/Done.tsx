"use client";

import { Button } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import { Failed } from "@/components/figure/states";
import { buildingHref } from "@/components/shell/pages";
import { useAct } from "@/lib/api/foreseen";
import { meterName } from "@/lib/api/modelled";
import { useMaySay } from "@/lib/api/queries";
import type { Saving as Measured } from "@/lib/api/types";
import { scaleOf } from "@/lib/ranges";
import { basis, rangeOf, verdict } from "@/lib/recommendations";
import { fullDate, shortDate } from "@/lib/time/label";

import classes from "./recommendations.module.css";
import { Saving, type Scale } from "./Saving";

/** What was done of what was recommended, and what it has saved: measured, not foretold. */
export function Done({ savings }: { savings: Measured[] }) {
  const scale = scaleOf(savings.map(({ saved }) => rangeOf(saved)));
  return (
    <Figure
      title="Done, and what it saved"
      subtitle="measured against the year before, in the same weather"
      className={classes.done}
    >
      <ul>
        {savings.map((saving) => (
          <One key={saving.recommendation_id} saving={saving} scale={scale} />
        ))}
      </ul>
    </Figure>
  );
}

function One({ saving, scale }: { saving: Measured; scale: Scale }) {
  const { title, saved, actual, expected, last_day: last, together_with: together } = saving;
  const meter = meterName(saving);
  const name = last ? `Saved until ${shortDate(Date.parse(last), "UTC")}` : "Saved";
  return (
    <li>
      <h3>{title}</h3>
      <p className={classes.where}>
        <Link href={buildingHref(saving.building_id)}>
          {saving.building_name ?? saving.building_id}
        </Link>
        {meter && `, ${meter}`}; since {fullDate(Date.parse(saving.since), "UTC")}
        {saving.who && `, said by ${saving.who}`}
      </p>
      <div className={classes.savings}>
        <Saving name={name} figure={saved} scale={scale} />
        {saved.value !== null && (
          <>
            <div className={classes.saving}>
              <span className={classes.label}>Used</span>
              <Value figure={actual} label="Used" bar={false} />
            </div>
            <div className={classes.saving}>
              <span className={classes.label}>Expected in this weather</span>
              <Value figure={expected} label="Expected in this weather" bar={false} model />
            </div>
          </>
        )}
      </div>
      {verdict(saving) && <p className={classes.verdict}>{verdict(saving)}</p>}
      {together && <p className={classes.verdict}>Not told apart from: {together}.</p>}
      {basis(saving) && <p className={classes.quiet}>{basis(saving)}</p>}
      <TakeBack id={saving.recommendation_id} title={title} />
    </li>
  );
}

/** Asks before it takes an action back: what was measured goes with it. */
function TakeBack({ id, title }: { id: string; title: string | null }) {
  const may = useMaySay();
  const act = useAct(id);
  const [asking, setAsking] = useState(false);
  if (!may) return null;
  if (!asking)
    return (
      <div>
        <button
          type="button"
          className={classes.undo}
          aria-label={`Undo: ${title ?? id} was not done`}
          onClick={() => setAsking(true)}
        >
          Undo
        </button>
      </div>
    );
  return (
    <div className={classes.act} role="group" aria-label="Was it not done?">
      <Button size="sm" loading={act.isPending} onClick={() => act.mutate(null)} autoFocus>
        It was not done
      </Button>
      <Button variant="subtle" color="gray" size="sm" onClick={() => setAsking(false)}>
        Keep it
      </Button>
      <span className={classes.quiet}>What was measured goes with it.</span>
      {act.error && <Failed error={act.error} saving />}
    </div>
  );
}
