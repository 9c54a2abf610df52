import { difference, percent, unitLabel, withUnit } from "@/lib/format/number";
import { rangeText } from "@/lib/ranges";
import { interval } from "@/lib/time/label";
import type { Tokens } from "@/theme/tokens";

import { step, type IncidentSpan, type LoadSeries } from "./LoadSeries";

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** One line of what was read: its name, its value, its colour. */
export interface Row {
  name: string;
  value: string;
  color?: keyof Tokens;
}

/** The incidents that an interval lies in. */
export function incidentsAt(series: LoadSeries, place: number): IncidentSpan[] {
  const [start, end] = bounds(series, place);
  return (series.incidents ?? []).filter((span) => span.start < end && span.end > start);
}

/** The interval's bounds in local time. */
export function bounds(series: LoadSeries, place: number): [number, number] {
  const start = series.ts[place] ?? 0;
  return [start, series.ts[place + 1] ?? Math.max(series.end, start + step(series))];
}

export function title(series: LoadSeries, place: number): string {
  const [start, end] = bounds(series, place);
  return interval(start, end, series.zone);
}

/** Whether an interval has not come yet. */
function ahead(series: LoadSeries, place: number): boolean {
  return (series.ts[place] ?? 0) >= (series.until ?? Infinity);
}

export function quality(series: LoadSeries, place: number): string {
  const complete = series.completeness[place] ?? null;
  if (ahead(series, place)) return "not measured yet";
  if ((series.measured[place] ?? null) === null) return "no reading";
  const estimated = series.estimatedShare[place] ?? 0;
  const parts = [complete === null ? "" : `${percent(complete, 0)} of readings`];
  parts.push(estimated > 0 ? `${percent(estimated, 0)} estimated` : "metered");
  return parts.filter(Boolean).join(", ");
}

export function rows(series: LoadSeries, place: number, comparison: string): Row[] {
  const read = (column?: readonly (number | null)[]) => column?.[place] ?? null;
  const [measured, before, expected] = [
    read(series.measured),
    read(series.lastWeek),
    read(series.expected),
  ];
  const out: Row[] = ahead(series, place)
    ? []
    : [{ name: "Measured", value: measured === null ? "–" : withUnit(measured, series.unit) }];
  const forecast = read(series.forecast);
  if (forecast !== null)
    out.push({ name: "Forecast", value: withUnit(forecast, series.unit), color: "model" });
  if (expected !== null)
    out.push({ name: "Expected", value: withUnit(expected, series.unit), color: "model" });
  const [low, high] = [read(series.band80?.low), read(series.band80?.high)];
  if (low !== null && high !== null)
    out.push({
      name: "80% range",
      value: rangeText({ low, mid: null, high, unit: series.unit }) ?? "–",
      color: "model",
    });
  for (const span of incidentsAt(series, place))
    out.push({
      name: span.open ? "Incident" : "Closed incident",
      value: span.label,
      ...(span.open ? { color: "alert" as const } : {}),
    });
  if (before !== null)
    out.push({ name: comparison, value: withUnit(before, series.unit), color: "ink2" });
  const against = expected ?? before;
  if (measured !== null && against !== null)
    out.push({
      name: "Difference",
      value: `${difference(measured - against, series.unit)} ${unitLabel(series.unit)}`,
    });
  const outdoor = read(series.outdoor);
  if (outdoor !== null) out.push({ name: "Outdoor", value: withUnit(outdoor, "°C") });
  return out;
}

export function tooltip(series: LoadSeries, place: number, comparison: string, t: Tokens): string {
  const lines = rows(series, place, comparison).map(
    ({ name, value, color }) =>
      `<tr><td style="color:${t.ink3};padding:1px 16px 1px 0">${escape(name)}</td>` +
      `<td style="text-align:right;font-weight:600;color:${color ? String(t[color]) : t.ink}">` +
      `${escape(value)}</td></tr>`,
  );
  return (
    `<div style="font-weight:600;margin-bottom:4px">${escape(title(series, place))}</div>` +
    `<table style="border-spacing:0;width:100%">${lines.join("")}</table>` +
    `<div style="color:${t.ink3};font-size:12px;margin-top:6px;padding-top:6px;` +
    `border-top:1px solid ${t.line}">${escape(quality(series, place))}` +
    `${series.proof ? " · Enter opens proof" : ""}</div>`
  );
}
