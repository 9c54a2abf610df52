import type { IncidentSpan, LoadSeries } from "@/components/chart/LoadSeries";
import type { ForecastCurve } from "@/lib/forecast";
import { spanOf } from "@/lib/incidents";
import type { Skill } from "@/lib/skill";
import { HOUR } from "@/lib/time/zone";

import { grid, instant, onGrid, starts } from "./columns";
import type { Forecast, Incident, IncidentDetail, Series } from "./types";

/** The forecast's quantiles by interval start. */
export function curveOf(series: Series): ForecastCurve {
  const ts = starts(series);
  const column = (name: string) => series.columns[name] ?? [];
  return {
    ts,
    q10: column("q10_kwh"),
    q30: column("q30_kwh"),
    q50: column("q50_kwh"),
    q70: column("q70_kwh"),
    q90: column("q90_kwh"),
  };
}

type ApiSkill = Pick<
  Forecast["skill"][number],
  "mase" | "wql" | "coverage80" | "naive_mase" | "naive_wql" | "origins"
>;

export function skillOf(skill: ApiSkill): Skill {
  return {
    mase: skill.mase.value,
    naiveMase: skill.naive_mase.value,
    wql: skill.wql.value,
    naiveWql: skill.naive_wql.value,
    coverage80: skill.coverage80.value,
    origins: skill.origins,
  };
}

interface Measured {
  version: string;
  basis: string;
  horizon_hours: number;
  mase: { value: number | null };
}

/** Which of several measurements is shown first: of this version before others, of forecasts as they
 *  were issued before those over stored history, a day ahead before longer ones. */
export function mainSkill<S extends Measured>(
  skills: readonly S[],
  version: string | null = null,
): S | undefined {
  return [...skills]
    .filter(({ mase }) => mase.value !== null)
    .sort(
      (a, b) =>
        Number(b.version === version) - Number(a.version === version) ||
        Number(b.basis === "served") - Number(a.basis === "served") ||
        a.horizon_hours - b.horizon_hours,
    )[0];
}

/** The name of a meter under its building; the main meter needs none. */
export function meterName(meter: Pick<Incident, "device_name" | "building_name">): string | null {
  const { device_name: name, building_name: building } = meter;
  if (!name) return null;
  const rest =
    building && name.startsWith(building)
      ? name.slice(building.length).replace(/^[:,]?\s+/, "")
      : name;
  return /^main\b/i.test(rest) ? null : rest || null;
}

/** Where an incident lies; one that has not ended reaches to `now`. */
export function boundsOf(incident: Pick<Incident, "start" | "end">, now: number): [number, number] {
  const start = instant(incident.start) ?? now;
  return [start, Math.max(instant(incident.end) ?? now, start + HOUR)];
}

/** `drawn`: the curve is that of its meter. */
export function incidentSpan(incident: Incident, now: number, drawn = true): IncidentSpan {
  const [start, end] = boundsOf(incident, now);
  return spanOf({
    drawn,
    id: incident.incident_id,
    kind: incident.kind,
    severity: incident.severity,
    status: incident.status,
    start,
    end,
    excessKwh: incident.excess.value,
    meter: meterName(incident),
  });
}

/** What the curve of an incident draws: its hours beside what was usual. */
export function incidentSeries(incident: IncidentDetail, now: number): LoadSeries | null {
  const { curve } = incident;
  const ts = starts(curve);
  const [first, last] = [ts[0], ts.at(-1)];
  if (first === undefined || last === undefined) return null;
  const on = grid(ts, "hour", curve.timezone, first, last + HOUR);
  const column = (name: string) => onGrid(on, ts, curve.columns[name] ?? []);
  return {
    zone: curve.timezone,
    unit: "kW",
    resolution: "hour",
    ts: on,
    end: last + HOUR,
    measured: column("actual_kwh"),
    completeness: column("completeness"),
    estimatedShare: column("estimated_share"),
    expected: column("expected_kwh"),
    band80: { low: column("low_kwh"), high: column("high_kwh") },
    incidents: [incidentSpan(incident, now)],
    proof: curve.proof,
  };
}
