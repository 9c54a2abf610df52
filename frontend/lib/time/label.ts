import { LOCALE } from "@/lib/format/number";
import { DAY, HOUR, MINUTE, localDate } from "./zone";

const cache = new Map<string, Intl.DateTimeFormat>();

function format(instant: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = zone + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options });
    cache.set(key, found);
  }
  return found.format(instant).replace(",", "").replace("Sept", "Sep");
}

/** 14:00 */
export function clock(instant: number, zone: string): string {
  return format(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** 14:05:31 */
export function clockSeconds(instant: number, zone: string): string {
  return format(instant, zone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
}

/** Thu 14 Nov, on phones Thu 14. */
export function dayName(instant: number, zone: string, narrow = false): string {
  return format(instant, zone, {
    weekday: "short",
    day: "numeric",
    ...(narrow ? {} : { month: "short" }),
  });
}

/** 14 Nov */
export function shortDate(instant: number, zone: string): string {
  return format(instant, zone, { day: "numeric", month: "short" });
}

/** 14 Nov 2026 */
export function fullDate(instant: number, zone: string): string {
  return format(instant, zone, { day: "numeric", month: "short", year: "numeric" });
}

/** Nov, in January with the year. */
export function monthName(instant: number, zone: string): string {
  const month = format(instant, zone, { month: "short" });
  return month === "Jan" ? format(instant, zone, { month: "short", year: "numeric" }) : month;
}

/** Thu 14 Nov, 11:00–12:00; whole days are named by their days, the end exclusive. */
export function interval(start: number, end: number, zone: string): string {
  if (end - start > 20 * HOUR) {
    const last = end - 1;
    if (localDate(start, zone) === localDate(last, zone)) return dayName(start, zone);
    return `${dayName(start, zone)} – ${dayName(last, zone)}`;
  }
  return `${dayName(start, zone)}, ${clock(start, zone)}–${clock(end, zone)}`;
}

/** Thu 14 Nov 2019, 13:00–14:00; days as Fri 1 – Thu 14 Nov 2019. */
export function longInterval(start: number, end: number, zone: string): string {
  const year = format(end - 1, zone, { year: "numeric" });
  if (end - start > 20 * HOUR) return `${interval(start, end, zone)} ${year}`;
  return `${dayName(start, zone)} ${year}, ${clock(start, zone)}–${clock(end, zone)}`;
}

/** How long: 40 s, 12 min, 2 h 27 min, 61 h, 5 days. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < MINUTE) return `${Math.round(ms / 1000)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 6 * HOUR) {
    const minutes = Math.floor((ms % HOUR) / MINUTE);
    return `${Math.floor(ms / HOUR)} h${minutes ? ` ${minutes} min` : ""}`;
  }
  if (ms < 4 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} days`;
}
