"use client";

import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useMemo, useState } from "react";

import { LoadChart } from "@/components/chart/LoadChart";
import type { View } from "@/components/chart/LoadSeries";
import { Figure } from "@/components/figure/Figure";
import { Facts, KeyFigure } from "@/components/figure/KeyFigure";
import { TableToggle } from "@/components/figure/TableToggle";
import { NextPeak } from "@/features/forecast/NextPeak";
import { SkillLine } from "@/features/forecast/SkillLine";
import { useProof } from "@/features/proof/useProof";
import { instant, loadSeries } from "@/lib/api/columns";
import { useForecast } from "@/lib/api/foreseen";
import { curveOf } from "@/lib/api/modelled";
import type { Summary } from "@/lib/api/types";
import { forecastHours, plainer, withForecast } from "@/lib/forecast";
import { change, difference, withUnit } from "@/lib/format/number";
import { clock, duration, shortDate } from "@/lib/time/label";
import { useNewestDay, useStale } from "@/lib/time/useStale";
import { DAY, HOUR } from "@/lib/time/zone";

import classes from "./overview.module.css";

/** The live figure, its facts, and the curve that leads to it. */
export function LoadFigure({ summary }: { summary: Summary }) {
  const [table, setTable] = useState(false);
  const [view, setView] = useState<View | null>(null);
  const onView = useCallback((next: View | null) => setView(next), []);
  const open = useProof();
  const phone = useMediaQuery("(max-width: 767px)");
  const asOf = instant(summary.as_of) ?? 0;
  const { age, stale } = useStale(asOf);
  const { timezone: zone, now, week_before: before } = summary;
  const day = useNewestDay(asOf, zone);

  const coming = useForecast(null, "hour").data;
  const series = useMemo(() => {
    const load = loadSeries(summary.load, {
      measure: "power_kw",
      unit: "kW",
      from: asOf - 2 * DAY,
      to: asOf,
    });
    return coming ? plainer(withForecast(load, curveOf(coming.series), asOf)) : load;
  }, [summary.load, asOf, coming]);
  const ahead = forecastHours(series) > 0;
  const capacity = summary.agreed_capacity.value;
  const limit = useMemo(
    () =>
      capacity === null
        ? null
        : { value: capacity, label: `agreed capacity ${withUnit(capacity, "kW")}` },
    [capacity],
  );
  const start = instant(summary.now_period?.start);
  const hour = start === null ? "" : `${clock(start, zone)}–${clock(start + HOUR, zone)}`;
  const gap = now.value !== null && before.value !== null ? now.value - before.value : null;
  const peak = summary.ledger.find((row) => row.measure === "peak");

  return (
    <Figure
      title={ahead ? "Load, last and next 48 hours" : "Load, last 48 hours"}
      subtitle="hourly mean, whole site"
      aside={
        <>
          {stale && (
            <strong className={classes.stale}>
              as of {age > DAY ? `${shortDate(asOf, zone)}, ` : ""}
              {clock(asOf, zone)}, {duration(age)} ago
            </strong>
          )}
          {zone}
          <TableToggle title="Load" open={table} onToggle={setTable} />
        </>
      }
    >
      <div className={classes.live}>
        <KeyFigure
          label={stale ? "Last load" : "Load now"}
          caption={stale ? `Last known, ${hour}` : `Now, ${hour}`}
          figure={now}
          size="live"
          stale={stale}
        />
        <Facts>
          <KeyFigure label="Same hour last week" figure={before} bar={false} />
          {gap !== null && (
            <KeyFigure
              label="Difference"
              figure={{ ...now, value: gap }}
              text={difference(gap, "kW")}
              bar={false}
              caption={
                summary.change === null ? "Difference" : `Difference, ${change(summary.change)}`
              }
            />
          )}
          {peak && <KeyFigure label={`Peak ${day}`} figure={peak.today} bar={false} />}
          {coming && ahead && <NextPeak forecast={coming} />}
        </Facts>
      </div>
      <LoadChart
        title="Load of the whole site"
        series={series}
        height={phone ? 260 : 330}
        view={view ?? undefined}
        onView={onView}
        {...(stale ? {} : { now: asOf })}
        limit={limit}
        table={table}
        onTable={setTable}
        onProof={open}
      />
      {coming && <SkillLine forecast={coming} />}
    </Figure>
  );
}
