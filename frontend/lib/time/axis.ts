import { addDays, DAY, HOUR, civil, instantOf, localDate, startOfDate } from "./zone";
import { clock, dayName, monthName } from "./label";

export interface Tick {
  at: number;
  text: string;
  /** A midnight, or the first of a month on a long axis: set in bold. */
  strong: boolean;
}

/** Where the axis of [from, to] carries ticks: the building's midnights, every six hours up to
 *  three days, months beyond a hundred days; thinned to `most` labels. */
export function ticks(from: number, to: number, zone: string, most: number): Tick[] {
  const days = (to - from) / DAY;
  if (days > 100) return thin(months(from, to, zone), most);
  const all: Tick[] = [];
  const inner = days <= 1.6 ? [0, 3, 6, 9, 12, 15, 18, 21] : days <= 3.3 ? [0, 6, 12, 18] : [0];
  const narrow = most <= 5;
  for (let date = localDate(from, zone); startOfDate(date, zone) <= to; date = addDays(date, 1)) {
    const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
    for (const hour of inner) {
      const at = instantOf({ year, month, day, hour, minute: 0 }, zone);
      if (at < from || at > to) continue;
      all.push({
        at,
        text: hour === 0 ? dayName(at, zone, narrow) : clock(at, zone),
        strong: hour === 0,
      });
    }
  }
  if (inner.length > 1 && all.length > most) {
    // A narrow chart keeps its days and drops hours first.
    const halves = all.filter((tick) => [0, 12].includes(civil(tick.at, zone).hour));
    if (halves.length <= most) return halves;
    return thin(
      all.filter((tick) => tick.strong),
      most,
    );
  }
  return thin(all, most);
}

function months(from: number, to: number, zone: string): Tick[] {
  const out: Tick[] = [];
  let { year, month } = civil(from, zone);
  for (;;) {
    const at = instantOf({ year, month, day: 1, hour: 0, minute: 0 }, zone);
    if (at > to) return out;
    if (at >= from) out.push({ at, text: monthName(at, zone), strong: month === 1 });
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
}

function thin(all: Tick[], most: number): Tick[] {
  if (all.length <= most) return all;
  const step = Math.ceil(all.length / most);
  return all.filter((_, place) => place % step === 0);
}

/** The middle of interval `place`: where its point is drawn. The end is the next start, so a local
 *  day of 25 hours has its point in its own middle. */
export function middles(starts: readonly number[], last = HOUR): number[] {
  return starts.map((start, place) => {
    const next = starts[place + 1];
    return next === undefined ? start + last / 2 : (start + next) / 2;
  });
}
