import type { View } from "@/components/chart/LoadSeries";
import type { Dates } from "@/lib/api/queries";
import { shortDate } from "@/lib/time/label";
import { addDays, civil, DAY, HOUR, instantOf, localDate, startOfDate } from "@/lib/time/zone";

/** Which span a load chart shows. The address holds it: `span` a preset, `from` and `to` the zoom
 *  in local time, or, without a preset, the dates of a custom span (the last one inclusive). */
export type Span = "24h" | "3d" | "7d" | "30d" | "12mo";

export const SPANS: Record<Span, { label: string; days: number }> = {
  "24h": { label: "24 h", days: 1 },
  "3d": { label: "3 d", days: 3 },
  "7d": { label: "7 d", days: 7 },
  "30d": { label: "30 d", days: 30 },
  "12mo": { label: "12 mo", days: 365 },
};

export interface Range {
  span: Span | "custom";
  dates: Dates;
  resolution: "hour" | "day";
  /** What the axis spans: to the end of the day that is under way. */
  from: number;
  to: number;
  zoom: View | null;
}

/** How far the forecast reaches beyond the days of a preset. */
const AHEAD = 2 * DAY;

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/;

/** 2026-11-20T14:00 or 2026-11-20 on the building's clock; null for anything else. */
export function parseLocal(text: string | null, zone: string): number | null {
  const match = LOCAL.exec(text ?? "");
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const at = instantOf({ year, month, day, hour, minute }, zone);
  const back = civil(at, zone);
  return Number.isFinite(at) && back.month === month && back.day === day ? at : null;
}

export function toLocal(instant: number, zone: string): string {
  const c = civil(instant, zone);
  return new Date(Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute))
    .toISOString()
    .slice(0, 16);
}

interface Address {
  span: string | null;
  from: string | null;
  to: string | null;
}

export function range(address: Address, asOf: number, zone: string, usual: Span): Range {
  const today = localDate(asOf - 1, zone);
  const [a, b] = [parseLocal(address.from, zone), parseLocal(address.to, zone)];
  const zoom = a !== null && b !== null && b - a >= HOUR ? { from: a, to: b } : null;
  const preset = address.span && address.span in SPANS ? (address.span as Span) : null;

  if (zoom && !preset) {
    const start = localDate(zoom.from, zone);
    const end = addDays(localDate(zoom.to - 1, zone), 1);
    return whole("custom", start, end, zone, zoom);
  }
  const span = preset ?? usual;
  const end = addDays(today, 1);
  if (span === "24h") {
    const to = Math.ceil(asOf / HOUR) * HOUR;
    const from = to - DAY;
    const dates = { start: localDate(from, zone), end };
    return { span, dates, resolution: "hour", from, to: to + 2 * HOUR, zoom };
  }
  return whole(span, addDays(end, -SPANS[span].days), end, zone, zoom, AHEAD);
}

function whole(
  span: Range["span"],
  start: string,
  end: string,
  zone: string,
  zoom: View | null,
  ahead = 0,
): Range {
  const [from, to] = [startOfDate(start, zone), startOfDate(end, zone)];
  const resolution = to - from > 62 * DAY ? "day" : "hour";
  const last = to + ahead;
  const inside = zoom && zoom.from >= from && zoom.to <= last ? zoom : null;
  return {
    span,
    dates: { start, end },
    resolution,
    from,
    to,
    zoom: inside && inside.to - inside.from < last - from ? inside : null,
  };
}

/** 15–21 Nov, 25 Oct – 21 Nov, 21 Nov: the days of [start, end). */
export function spanned(dates: Dates, zone: string): string {
  const [first, last] = [dates.start, addDays(dates.end, -1)].map((date) =>
    shortDate(startOfDate(date, zone), zone),
  );
  if (first === last) return first ?? "";
  const [day, month] = (first ?? "").split(" ");
  return last?.endsWith(` ${month}`) && dates.start.slice(0, 4) === dates.end.slice(0, 4)
    ? `${day}–${last}`
    : `${first} – ${last}`;
}

/** The same days, `days` earlier. */
export function earlier(dates: Dates, days: number): Dates {
  return { start: addDays(dates.start, -days), end: addDays(dates.end, -days) };
}
