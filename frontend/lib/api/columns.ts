import type { LoadSeries } from "@/components/chart/LoadSeries";
import { addDays, civil, DAY, HOUR, instantOf, localDate, startOfDate } from "@/lib/time/zone";
import { COMPLETE_FROM } from "@/lib/format/figure";
import type { Values } from "@/lib/series";
import type { Series } from "./types";

export type Column = (number | null)[];

/** The interval starts of [from, to): hours on the series' own grid, or local days. */
export function grid(
  ts: readonly number[],
  resolution: "hour" | "day",
  zone: string,
  from: number,
  to: number,
): number[] {
  const out: number[] = [];
  if (resolution === "day") {
    for (let date = localDate(from, zone); ; date = addDays(date, 1)) {
      const start = startOfDate(date, zone);
      if (start >= to) return out;
      out.push(start);
    }
  }
  // In a half-hour zone the hours of the data need not begin where the local day does.
  const phase = ts[0] ?? from;
  for (let at = phase - Math.floor((phase - from) / HOUR) * HOUR; at < to; at += HOUR) out.push(at);
  return out;
}

/** A column laid on a grid: an interval the answer does not name is missing, not left out. */
export function onGrid(starts: readonly number[], ts: readonly number[], column: Values): Column {
  const at = new Map(ts.map((start, place) => [start, column[place] ?? null]));
  return starts.map((start) => at.get(start) ?? null);
}

export function starts(series: Series): number[] {
  return (series.columns["ts"] ?? []).map((start) => start ?? 0);
}

/** The same local hour `days` before: 14:00 stays 14:00 also when the clock changed between. */
export function sameHourBefore(instant: number, zone: string, days: number): number {
  const c = civil(instant, zone);
  const [year = 0, month = 1, day = 1] = addDays(localDate(instant, zone), -days)
    .split("-")
    .map(Number);
  return instantOf({ ...c, year, month, day }, zone);
}

interface Wanted {
  measure: string;
  unit: string;
  from: number;
  to: number;
  /** Intervals from here on are under way or to come: their part of a value is not drawn. */
  until?: number;
  before?: Series | undefined;
  daysBefore?: number;
}

/** What the load chart draws, from the API's columns. */
export function loadSeries(series: Series, wanted: Wanted): LoadSeries {
  const { from, to, measure, before, until = Infinity, daysBefore = 7 } = wanted;
  const zone = series.timezone;
  const resolution = series.resolution === "day" ? "day" : "hour";
  const ts = starts(series);
  const on = grid(ts, resolution, zone, from, to);
  const column = (name: string) =>
    onGrid(on, ts, series.columns[name] ?? []).map((value, i) =>
      (on[i] ?? 0) < until ? value : null,
    );
  const step = resolution === "day" ? DAY : HOUR;
  const last = on.at(-1) ?? from;
  const completeness = column("completeness");
  // The sum of a day's few known hours is not that day's energy.
  const enough = (value: number | null, place: number) =>
    resolution === "day" && (completeness[place] ?? 1) < COMPLETE_FROM ? null : value;
  const out: LoadSeries = {
    zone,
    unit: wanted.unit,
    resolution,
    ts: on,
    end: resolution === "day" ? startOfDate(addDays(localDate(last, zone), 1), zone) : last + step,
    measured: column(measure).map(enough),
    completeness,
    estimatedShare: column("estimated_share"),
    proof: series.proof,
  };
  if (series.columns["outdoor_temperature_c"]) out.outdoor = column("outdoor_temperature_c");
  if (before) {
    const values = new Map(
      starts(before).map((start, i) => [start, before.columns[measure]?.[i] ?? null]),
    );
    out.lastWeek = on.map((at) => values.get(sameHourBefore(at, zone, daysBefore)) ?? null);
  } else if (series.columns[`${measure}_week_before`]) {
    out.lastWeek = column(`${measure}_week_before`);
  }
  return out;
}

/** The series without the time before anything was read. */
export function fromFirstReading(series: LoadSeries): LoadSeries {
  const first = series.measured.findIndex((value) => value !== null);
  if (first <= 0) return series;
  const cut = (column: Values) => column.slice(first);
  return {
    ...series,
    ts: series.ts.slice(first),
    measured: cut(series.measured),
    completeness: cut(series.completeness),
    estimatedShare: cut(series.estimatedShare),
    ...(series.lastWeek ? { lastWeek: cut(series.lastWeek) } : {}),
    ...(series.outdoor ? { outdoor: cut(series.outdoor) } : {}),
  };
}

export function instant(text: string | null | undefined): number | null {
  return text ? Date.parse(text) : null;
}
