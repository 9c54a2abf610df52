import { withUnit } from "@/lib/format/number";
import { gaps, highest, lastKnown, lowest, type Values } from "@/lib/series";
import { clock, dayName, duration, interval } from "@/lib/time/label";

import type { LoadSeries, View } from "./LoadSeries";

/** The chart in a few sentences, for those who do not see it. */
export function describe(series: LoadSeries, title: string, view: View): string {
  const { zone, measured, ts } = series;
  const what = `${title}, ${interval(view.from, view.to, zone)}`;
  const [high, low] = [highest(measured), lowest(measured)];
  if (high < 0 || low < 0) return `${what}: no readings.${coming(series)}`;
  const missing = gaps(ts, measured, series.end, ts[lastKnown(measured)]).reduce(
    (sum, gap) => sum + gap.end - gap.start,
    0,
  );
  return (
    `${what}. Highest ${say(series, measured, high)}, lowest ${say(series, measured, low)}.` +
    (missing > 0 ? ` No data for ${duration(missing)}.` : "") +
    coming(series) +
    happened(series, view)
  );
}

function say({ unit, zone, ts, resolution }: LoadSeries, values: Values, place: number): string {
  return (
    `${withUnit(values[place] ?? 0, unit)} on ${dayName(ts[place] ?? 0, zone)}` +
    (resolution === "day" ? "" : ` at ${clock(ts[place] ?? 0, zone)}`)
  );
}

function coming(series: LoadSeries): string {
  const place = series.forecast ? highest(series.forecast) : -1;
  if (!series.forecast || place < 0) return "";
  const [low, high] = [series.band80?.low[place] ?? null, series.band80?.high[place] ?? null];
  const range =
    low === null || high === null
      ? ""
      : `, in eight of ten cases between ${withUnit(low, series.unit)} and ${withUnit(high, series.unit)}`;
  return ` Forecast peak ${say(series, series.forecast, place)}${range}.`;
}

function happened(series: LoadSeries, view: View): string {
  const shown = (series.incidents ?? []).filter(
    (span) => span.end > view.from && span.start < view.to,
  );
  if (shown.length === 0) return "";
  const named = shown
    .slice(0, 3)
    .map((span) => `${span.label}, ${dayName(span.start, series.zone)}`)
    .join("; ");
  const count = shown.length === 1 ? "One incident" : `${shown.length} incidents`;
  return ` ${count}: ${named}${shown.length > 3 ? "; and more" : ""}.`;
}
