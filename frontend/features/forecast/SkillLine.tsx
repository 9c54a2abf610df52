"use client";

import Link from "next/link";

import { instant } from "@/lib/api/columns";
import { useModels } from "@/lib/api/foreseen";
import { mainSkill, skillOf } from "@/lib/api/modelled";
import type { Forecast } from "@/lib/api/types";
import { modelName } from "@/lib/runs";
import { skillWords } from "@/lib/skill";
import { clock, dayName } from "@/lib/time/label";
import { useNow } from "@/lib/time/useNow";
import { DAY } from "@/lib/time/zone";
import { capital } from "@/lib/format/words";

import classes from "./forecast.module.css";

/** Who made the forecast, when, and how good it was so far; or why there is none. */
export function SkillLine({ forecast }: { forecast: Forecast }) {
  const now = useNow();
  const issued = instant(forecast.issued_at);
  if (forecast.reason !== null || issued === null) {
    return (
      <p className={classes.line}>
        <strong>{noForecast(forecast.reason)}.</strong> The first one comes once a meter has two
        days of readings and the models have run.
      </p>
    );
  }
  const site = forecast.building_id === null && forecast.device_id === null;
  const zone = forecast.timezone;
  const when = now !== null && now - issued > DAY / 2 ? `${dayName(issued, zone)}, ` : "";
  return (
    <p className={classes.line}>
      <span className={classes.model}>
        Forecast by {modelName(forecast.model, forecast.version)}
      </span>
      , issued {when}
      {clock(issued, zone)}. {site ? <MeanSkill /> : <Words forecast={forecast} />}{" "}
      {site && "The buildings’ ranges are added up: the site’s is at most so wide. "}
      {forecast.without.length > 0 && (
        <span className={classes.without}>
          It is without {listed(forecast.without)}, for which there is no forecast.{" "}
        </span>
      )}
      <Link href="/models">How it is judged</Link>
    </p>
  );
}

const UNKNOWN = "Its skill is known once the hours it spoke of have been measured.";

/** Its own skill; of the version before it only by name. */
function Words({ forecast }: { forecast: Forecast }) {
  const skill = mainSkill(forecast.skill, forecast.version);
  const words = skill && skillWords(skillOf(skill));
  if (!words) return UNKNOWN;
  if (skill.version === forecast.version) return capital(words);
  return `${UNKNOWN} ${capital(modelName(skill.model, skill.version))} was ${words}`;
}

/** The site is not scored as one: its meters are, and the champion's mean over them is known. */
function MeanSkill() {
  const { data } = useModels();
  if (!data) return null;
  const { champion, skill } = data;
  const best = mainSkill(
    skill.filter(
      ({ model, version }) =>
        !champion || (model === champion.model && version === champion.version),
    ),
  );
  const words = best && skillWords(skillOf(best));
  if (!words) return UNKNOWN;
  return `On the mean of ${best.meters} ${best.meters === 1 ? "meter" : "meters"} ${words}`;
}

/** Why there is none, without saying twice that there is none. */
export function noForecast(reason: string | null): string {
  if (reason === null) return "No forecast yet";
  if (/^no forecast/i.test(reason)) return capital(reason);
  return `No forecast: ${reason}`;
}

/** A, B and 3 more */
function listed(names: readonly string[]): string {
  if (names.length > 3) return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
  return new Intl.ListFormat("en-GB").format(names);
}
