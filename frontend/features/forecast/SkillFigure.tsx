"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import { Async, Empty } from "@/components/figure/states";
import { Table } from "@/components/Table";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import { useForecast } from "@/lib/api/foreseen";
import { mainSkill, skillOf } from "@/lib/api/modelled";
import type { Building, Forecast } from "@/lib/api/types";
import { count, percent } from "@/lib/format/number";
import { modelName } from "@/lib/runs";
import { better } from "@/lib/skill";
import { shortDate } from "@/lib/time/label";

import classes from "./forecast.module.css";

const HORIZONS: Record<number, string> = { 24: "1 day", 48: "2 days", 168: "7 days, by day" };
const BASES = { served: "as they were issued", backtest: "made over stored history" } as const;

/** How good this building's forecasts were, by how far they looked ahead. */
export function SkillFigure({ building }: { building: Building }) {
  const query = useForecast(building.building_id, "hour");
  const days = useForecast(building.building_id, "day").data?.skill ?? [];
  return (
    <Figure
      title="How good the forecast is"
      subtitle="scored only on forecasts issued before the truth was known"
    >
      <Async query={query} height={310} label="How good the forecast is">
        {(forecast) => <Body forecast={forecast} skill={[...forecast.skill, ...days]} />}
      </Async>
    </Figure>
  );
}

interface BodyProps {
  forecast: Forecast;
  /** Of the hours, and of the days. */
  skill: Forecast["skill"];
}

function Body({ forecast, skill }: BodyProps) {
  const first = mainSkill(skill, forecast.version);
  if (!first)
    return (
      <Empty title={forecast.reason ? `No skill: ${forecast.reason}` : "Not scored yet"}>
        A forecast is scored once the hours it spoke of have been measured: the first score comes a
        day after the first forecast.
      </Empty>
    );
  const rows = [
    ...new Map(
      skill.map((row) => [`${row.version} ${row.basis} ${row.horizon_hours}`, row]),
    ).values(),
  ]
    .filter(
      ({ version, basis, mase }) =>
        version === first.version && basis === first.basis && mase.value !== null,
    )
    .sort((a, b) => a.horizon_hours - b.horizon_hours);
  const [from, to] = [instant(first.first_origin), instant(first.last_origin)];
  return (
    <>
      <Table
        label="Skill"
        columns={[
          "Looking ahead",
          "Error (MASE)",
          ["As last week", tables.wide],
          "Better by",
          "80% held",
          ["Forecasts", tables.wide],
        ]}
      >
        {rows.map((row) => {
          const by = better(skillOf(row));
          const name = HORIZONS[row.horizon_hours] ?? `${row.horizon_hours} h`;
          return (
            <tr key={row.horizon_hours}>
              <th scope="row">{name}</th>
              <td>
                <Value figure={row.mase} label={`Error, ${name}`} bar={false} quiet model />
              </td>
              <td className={tables.wide}>
                <Value figure={row.naive_mase} label="Error as last week" bar={false} quiet />
              </td>
              <td>{by === null ? "–" : percent(by, 0)}</td>
              <td>{row.coverage80.value === null ? "–" : percent(row.coverage80.value, 0)}</td>
              <td className={tables.wide}>{row.origins === null ? "–" : count(row.origins)}</td>
            </tr>
          );
        })}
      </Table>
      <p className={classes.note}>
        Forecasts {BASES[first.basis]}
        {from !== null && to !== null
          ? `, ${shortDate(from, forecast.timezone)} – ${shortDate(to, forecast.timezone)}`
          : ""}
        , by {modelName(first.model, first.version)}.{" "}
        <Link href="/models">What the words mean</Link>
      </p>
    </>
  );
}
