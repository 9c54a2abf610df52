/** Civil time of a building. An instant is epoch milliseconds; a zone is an IANA name.
 *  Only Intl knows the rules, so a 23- or 25-hour day and a half-hour zone come right. */

export interface Civil {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const fields = new Map<string, Intl.DateTimeFormat>();

function civilFormat(zone: string): Intl.DateTimeFormat {
  let found = fields.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    fields.set(zone, found);
  }
  return found;
}

export function civil(instant: number, zone: string): Civil {
  const out: Record<string, number> = {};
  for (const { type, value } of civilFormat(zone).formatToParts(instant)) out[type] = Number(value);
  return out as unknown as Civil;
}

/** Zone offset in milliseconds at an instant (positive east of Greenwich). */
export function offset(instant: number, zone: string): number {
  const c = civil(instant, zone);
  const floor = Math.floor(instant / MINUTE) * MINUTE;
  return Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute) - floor;
}

/** The instant at which a clock in the zone first shows this civil time. In the hour that spring
 *  skips, the clock is read as if it had not been moved yet. */
export function instantOf(c: Civil, zone: string): number {
  const wall = Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute);
  const candidates = [wall - offset(wall - DAY, zone), wall - offset(wall + DAY, zone)];
  const right = candidates.filter((instant) => instant + offset(instant, zone) === wall);
  return right.length > 0 ? Math.min(...right) : Math.max(...candidates);
}

/** A local calendar date as text, 2026-11-20. */
export function localDate(instant: number, zone: string): string {
  const c = civil(instant, zone);
  return new Date(Date.UTC(c.year, c.month - 1, c.day)).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** The first instant of a local date. */
export function startOfDate(date: string, zone: string): number {
  const [year = 1970, month = 1, day = 1] = date.split("-").map(Number);
  return instantOf({ year, month, day, hour: 0, minute: 0 }, zone);
}

export function startOfDay(instant: number, zone: string): number {
  return startOfDate(localDate(instant, zone), zone);
}

/** 23, 24 or 25, and 23.5 or 24.5 where a zone shifts by half an hour. */
export function hoursInDay(date: string, zone: string): number {
  return (startOfDate(addDays(date, 1), zone) - startOfDate(date, zone)) / HOUR;
}
