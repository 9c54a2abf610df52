"use client";

import { Figure } from "@/components/figure/Figure";
import { Facts } from "@/components/figure/KeyFigure";
import { Async, Empty } from "@/components/figure/states";
import { RangeBar } from "@/components/range/RangeBar";
import { RangeValue } from "@/components/range/RangeValue";
import page from "@/components/page.module.css";
import tables from "@/components/table.module.css";
import { starts } from "@/lib/api/columns";
import { useForecast } from "@/lib/api/foreseen";
import { curveOf } from "@/lib/api/modelled";
import type { Building, Forecast } from "@/lib/api/types";
import { quantity } from "@/lib/format/number";
import { ends, scaleOf, type Range } from "@/lib/ranges";
import { dayName, shortDate } from "@/lib/time/label";
import { useStale } from "@/lib/time/useStale";
import { startOfDay } from "@/lib/time/zone";

import classes from "./forecast.module.css";
import { NextPeak } from "./NextPeak";
import { noForecast } from "./SkillLine";

interface Day extends Range {
  at: number;
}

/** The local days after the last hour that was measured, at most seven. */
export function comingDays(forecast: Forecast, asOf: number): Day[] {
  const { q10, q50, q90 } = curveOf(forecast.series);
  const today = startOfDay(asOf - 1, forecast.timezone);
  return starts(forecast.series)
    .map((at, place) => ({
      at,
      low: q10[place] ?? null,
      mid: q50[place] ?? null,
      high: q90[place] ?? null,
      unit: "kWh",
    }))
    .filter(({ at, mid }) => at > today && mid !== null)
    .slice(0, 7);
}

/** Seven days by day, each with the range that eight of ten days should fall into. */
export function WeekFigure({ building, asOf }: { building: Building; asOf: number }) {
  const query = useForecast(building.building_id, "day");
  const hourly = useForecast(building.building_id, "hour").data;
  const { stale } = useStale(asOf);
  return (
    <Figure
      title={
        stale ? `Seven days after ${shortDate(asOf - 1, building.timezone)}` : "The next seven days"
      }
      subtitle="kWh a day; the bar holds eight of ten outcomes"
    >
      <Async query={query} height={310} label="The next seven days">
        {(forecast) => (
          <Body forecast={forecast} hourly={hourly} days={comingDays(forecast, asOf)} />
        )}
      </Async>
    </Figure>
  );
}

interface BodyProps {
  forecast: Forecast;
  hourly: Forecast | undefined;
  days: Day[];
}

function Body({ forecast, hourly, days }: BodyProps) {
  if (days.length === 0)
    return (
      <Empty title={noForecast(forecast.reason)}>
        The first forecast comes after two days of readings; seven days by day come with it.
      </Empty>
    );
  const { least, most } = scaleOf(days);
  return (
    <>
      <div className={tables.scroll} role="region" aria-label="Seven days, table" tabIndex={0}>
        <table className={tables.table} data-days>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" className={classes.days}>
                <span className={page.hidden}>Range, drawn</span>
              </th>
              <th scope="col">Most likely</th>
              <th scope="col">80% range</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.at}>
                <th scope="row" className={classes.day}>
                  {dayName(day.at, forecast.timezone)}
                </th>
                <td className={classes.days}>
                  <RangeBar range={day} least={least} most={most} />
                </td>
                <td className={classes.mid}>
                  {day.mid === null ? "–" : quantity(day.mid, day.unit)}
                </td>
                <td className={classes.ends}>
                  {day.low === null || day.high === null ? "–" : ends(day.low, day.high, day.unit)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.total}>
        <Facts>
          <div>
            <div className={page.label}>All of these days</div>
            <RangeValue figure={forecast.total} label="Energy of the coming days" />
          </div>
          {hourly && <NextPeak forecast={hourly} />}
        </Facts>
      </div>
    </>
  );
}
