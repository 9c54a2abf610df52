import type { Band, LoadSeries } from "@/components/chart/LoadSeries";
import type { Values } from "@/lib/series";
import { HOUR } from "@/lib/time/zone";

/** A forecast as the charts need it: kWh an hour, which is kW, by interval start. */
export interface ForecastCurve {
  ts: readonly number[];
  q10: Values;
  q30: Values;
  q50: Values;
  q70: Values;
  q90: Values;
}

type Column = (number | null)[];

/** The load with its forecast: hours already measured carry it as what was expected, the hours to
 *  come as the forecast, and the bands run through both. Hours of a forecast that lie before the
 *  curve or more than `hours` ahead are left out. */
export function withForecast(
  series: LoadSeries,
  forecast: ForecastCurve,
  now: number,
  hours = 48,
): LoadSeries {
  if (series.resolution === "day") return series;
  const last = now + hours * HOUR;
  const places = new Map<number, number>();
  forecast.ts.forEach((at, place) => {
    if (at >= (series.ts[0] ?? now) && at < last) places.set(at, place);
  });
  if (![...places.keys()].some((at) => at + HOUR > now)) return series;
  const known = new Set(series.ts);
  const ahead = [...places.keys()].filter((at) => !known.has(at)).sort((a, b) => a - b);
  const ts = [...series.ts, ...ahead].sort((a, b) => a - b);
  const before = new Map(series.ts.map((at, place) => [at, place]));
  const kept = (column: Values): Column =>
    ts.map((at) => {
      const place = before.get(at);
      return place === undefined ? null : (column[place] ?? null);
    });
  const said = (column: Values): Column =>
    ts.map((at) => {
      const place = places.get(at);
      return place === undefined ? null : (column[place] ?? null);
    });
  const median = said(forecast.q50);
  const past = (place: number) => (ts[place] ?? 0) + HOUR <= now;
  const expected = median.map((value, place) => (past(place) ? value : null));
  const band = (low: Values, high: Values): Band => ({ low: said(low), high: said(high) });
  return {
    ...series,
    ts,
    end: Math.max(series.end, (ts.at(-1) ?? 0) + HOUR),
    until: now,
    measured: kept(series.measured),
    completeness: kept(series.completeness),
    estimatedShare: kept(series.estimatedShare),
    ...(series.lastWeek ? { lastWeek: kept(series.lastWeek) } : {}),
    ...(series.outdoor ? { outdoor: kept(series.outdoor) } : {}),
    ...(expected.some((value) => value !== null) ? { expected } : {}),
    forecast: median.map((value, place) => (past(place) ? null : value)),
    band40: band(forecast.q30, forecast.q70),
    band80: band(forecast.q10, forecast.q90),
  };
}

/** Where most measured hours have what was expected beside them, last week says no more. */
export function plainer(series: LoadSeries): LoadSeries {
  const { lastWeek, ...rest } = series;
  if (!lastWeek || !series.expected) return series;
  const known = series.measured.filter((value) => value !== null).length;
  const told = series.measured.filter(
    (value, place) => value !== null && (series.expected?.[place] ?? null) !== null,
  ).length;
  return told * 2 > known ? rest : series;
}

/** How many hours to come the curve shows. */
export function forecastHours(series: LoadSeries | undefined): number {
  return series?.forecast?.filter((value) => value !== null).length ?? 0;
}
