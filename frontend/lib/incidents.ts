import type { IncidentSpan } from "@/components/chart/LoadSeries";
import { difference, unitLabel } from "@/lib/format/number";
import { clock, dayName, duration, shortDate } from "@/lib/time/label";
import { DAY, HOUR, localDate } from "@/lib/time/zone";

/** What an incident is, in the words of the page. */
export const KINDS = {
  high: "High load",
  low: "Low load",
  unusual_pattern: "Unusual pattern",
  stuck: "Stuck reading",
  no_data: "No data",
  base_load: "Raised base load",
  shift: "Lasting shift",
} as const;

export type Kind = keyof typeof KINDS;

export const SEVERITIES = { high: "High", medium: "Medium", low: "Low" } as const;

export type Severity = keyof typeof SEVERITIES;

/** What people said of it; an incident that nobody has judged is open. */
export const STATUSES = {
  open: "Open",
  confirmed: "Confirmed",
  dismissed: "Dismissed",
  explained: "Explained",
} as const;

export type Status = keyof typeof STATUSES;

export type Verdict = Exclude<Status, "open">;

const of = <T extends object>(names: T, key: string | null): keyof T | null =>
  key !== null && Object.hasOwn(names, key) ? (key as keyof T) : null;

export const kindOf = (text: string | null) => of(KINDS, text);
export const severityOf = (text: string | null) => of(SEVERITIES, text);
export const statusOf = (text: string | null) => of(STATUSES, text);

export function kindName(kind: string): string {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind] : kind.replaceAll("_", " ");
}

/** Vermilion while it may be wrong; grey once somebody said that it is not. */
export function stillOpen(status: string): boolean {
  return status === "open" || status === "confirmed";
}

/** How long it lasted, on the axis of whole hours: 10 h, 3 days. */
export function lasted(start: number, end: number): string {
  const hours = Math.round((end - start) / HOUR);
  return hours < 72 ? `${hours} h` : duration(end - start).replace(/^(\d+) h$/, "$1 h");
}

/** Mon 11 Nov, 20:00–06:00; over days Mon 11 – Thu 14 Nov. */
export function when(start: number, end: number, zone: string): string {
  const last = end - 1;
  if (end - start <= DAY)
    return `${dayName(start, zone)}, ${clock(start, zone)}–${clock(end, zone)}`;
  if (localDate(start, zone) === localDate(last, zone)) return dayName(start, zone);
  return `${dayName(start, zone)} – ${dayName(last, zone)}`;
}

/** 11 Nov, 20:00: short, for a table. */
export function began(start: number, zone: string): string {
  return `${shortDate(start, zone)}, ${clock(start, zone)}`;
}

/** Three levels of certainty in words, beside the figure itself. */
export function sureWords(probability: number): string {
  if (probability >= 0.9) return "very likely";
  if (probability >= 0.75) return "likely";
  return "possible";
}

interface Marked {
  id: string;
  kind: string;
  severity: Severity;
  status: string;
  start: number;
  end: number;
  excessKwh: number | null;
  /** The meter's name where it is not the building's main one. */
  meter?: string | null | undefined;
  /** The curve is that of its meter. */
  drawn: boolean;
}

/** An incident as it stands over the curve. */
export function spanOf(incident: Marked): IncidentSpan {
  const { id, start, end, severity, status, excessKwh } = incident;
  const name = kindName(incident.kind) + (incident.meter ? `, ${incident.meter}` : "");
  const above = excessKwh === null ? "" : `${difference(excessKwh, "kWh")} ${unitLabel("kWh")}`;
  const closed = stillOpen(status) ? "" : `, ${status}`;
  return {
    id,
    start,
    end,
    label: [name, above].filter(Boolean).join(" ") + closed,
    short: above || name,
    severity,
    open: stillOpen(status),
    excess: incident.drawn && excessKwh !== null && excessKwh > 0,
  };
}
