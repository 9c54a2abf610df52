"use client";

import { SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useMemo, useState } from "react";

import { LoadChart } from "@/components/chart/LoadChart";
import type { View } from "@/components/chart/LoadSeries";
import { DownloadMenu } from "@/components/download/DownloadMenu";
import { Figure } from "@/components/figure/Figure";
import { TableToggle } from "@/components/figure/TableToggle";
import { Failed, Loading } from "@/components/figure/states";
import { useProof } from "@/features/proof/useProof";
import { fromFirstReading, loadSeries } from "@/lib/api/columns";
import { energyFile } from "@/lib/api/exports";
import { useForecast, useIncidentsOf } from "@/lib/api/foreseen";
import { curveOf, incidentSpan, meterName } from "@/lib/api/modelled";
import { useEnergy } from "@/lib/api/queries";
import type { Building } from "@/lib/api/types";
import { SkillLine } from "@/features/forecast/SkillLine";
import { forecastHours, plainer, withForecast } from "@/lib/forecast";
import { withUnit } from "@/lib/format/number";
import { shortDate } from "@/lib/time/label";
import { useStale } from "@/lib/time/useStale";
import { startOfDay } from "@/lib/time/zone";
import { setQuery, useQueryParam } from "@/lib/url";

import { CustomSpan } from "./CustomSpan";
import { earlier, range, spanned, SPANS, toLocal, type Span } from "./range";

/** Load over a span, against the same hours one week before. */
export function LoadFigure({ building, asOf }: { building: Building; asOf: number }) {
  const [table, setTable] = useState(false);
  const open = useProof();
  const phone = useMediaQuery("(max-width: 767px)") ?? false;
  const zone = building.timezone;
  const { stale } = useStale(asOf);
  const address = {
    span: useQueryParam("span"),
    from: useQueryParam("from"),
    to: useQueryParam("to"),
  };
  const compare = useQueryParam("compare") !== "none";
  const found = range(address, asOf, zone, phone ? "3d" : "7d");
  const hourly = found.resolution === "hour";
  const current = useEnergy(building.building_id, found.dates, found.resolution);
  const before = useEnergy(
    building.building_id,
    compare && hourly ? earlier(found.dates, 7) : null,
    found.resolution,
  );

  const { from, to } = found;
  const whole = useMemo(
    () =>
      current.data &&
      loadSeries(current.data.series, {
        measure: hourly ? "power_kw" : "energy_kwh",
        unit: hourly ? "kW" : "kWh",
        from,
        to,
        // The day under way is not yet a day.
        until: hourly ? asOf : startOfDay(asOf, zone),
        before: before.data?.series,
      }),
    [current.data, before.data, hourly, from, to, asOf, zone],
  );
  const coming = useForecast(building.building_id, "hour");
  const incidents = useIncidentsOf(building.building_id, hourly ? found.dates : null);
  const ahead = hourly && found.span !== "custom";
  // A year that the meter has not lived through begins with its first reading, and says so.
  const series = useMemo(() => {
    if (!whole || !hourly) return whole && fromFirstReading(whole);
    const load =
      ahead && coming.data ? withForecast(whole, curveOf(coming.data.series), asOf) : whole;
    const spans = (incidents.data?.data ?? []).map((incident) =>
      incidentSpan(incident, asOf, meterName(incident) === null),
    );
    return plainer(spans.length > 0 ? { ...load, incidents: spans } : load);
  }, [whole, hourly, ahead, coming.data, incidents.data, asOf]);
  const hours = forecastHours(series);
  const told = hours > 0 ? `; forecast of ${hours} h` : "";
  const begins = series && whole && series.ts[0] !== whole.ts[0] ? series.ts[0] : undefined;
  const onView = useCallback(
    (view: View | null) =>
      setQuery({
        from: view && toLocal(view.from, zone),
        to: view && toLocal(view.to, zone),
        ...(view && found.span !== "custom" ? { span: found.span } : {}),
      }),
    [zone, found.span],
  );
  const limit = useMemo(() => {
    const value = building.agreed_capacity_kw;
    if (value === null || !hourly) return null;
    return { value, label: `agreed capacity ${withUnit(value, "kW")}` };
  }, [building.agreed_capacity_kw, hourly]);

  const choices: Span[] = phone ? ["24h", "3d", "30d", "12mo"] : ["24h", "7d", "30d", "12mo"];
  const height = phone ? 330 : 430;
  return (
    <Figure
      title={hourly ? "Load" : "Energy"}
      subtitle={
        begins !== undefined
          ? `kWh a day, main meter; readings begin ${shortDate(begins, zone)}`
          : hourly
            ? `hourly mean, main meter${told}`
            : "kWh a day, main meter"
      }
      aside={
        <>
          {zone}
          <TableToggle title="Load" open={table} onToggle={setTable} />
          <DownloadMenu
            title="Load"
            rows={`${hourly ? "hourly" : "daily"}, ${spanned(found.dates, zone)}`}
            file={energyFile(building.building_id, found.dates, hourly ? "hour" : "day")}
          />
          <SegmentedControl
            size={phone ? "sm" : "xs"}
            aria-label="Span"
            value={found.span}
            onChange={(span) => setQuery({ span, from: null, to: null })}
            data={choices.map((span) => ({ value: span, label: SPANS[span].label }))}
          />
          <CustomSpan dates={found.dates} current={found.span === "custom"} />
        </>
      }
    >
      {series ? (
        <>
          <LoadChart
            title={`Load of ${building.name}`}
            series={series}
            height={height}
            view={found.zoom ?? undefined}
            onView={onView}
            {...(stale ? {} : { now: asOf })}
            limit={limit}
            brush={!phone}
            table={table}
            onTable={setTable}
            onProof={open}
          />
          {ahead && coming.data && <SkillLine forecast={coming.data} />}
        </>
      ) : current.error ? (
        <Failed error={current.error} retry={() => void current.refetch()} />
      ) : (
        <Loading height={height} label="Load" />
      )}
    </Figure>
  );
}
