import { addDays, civil, localDate } from "@/lib/time/zone";
import type { Values } from "@/lib/series";

export interface Cell {
  hour: number;
  /** The instant of the cell's first interval; null where the hour has not come or was skipped. */
  at: number | null;
  value: number | null;
}

export interface Day {
  date: string;
  cells: Cell[];
}

/** Hours by local days. The hour that autumn repeats shows the mean of its two; the hour that
 *  spring skips has no instant and is left blank, not hatched. */
export function carpet(
  starts: readonly number[],
  values: Values,
  zone: string,
  firstDate: string,
  days: number,
): Day[] {
  const cells = new Map<string, { at: number; sum: number; known: number }>();
  starts.forEach((start, place) => {
    const key = `${localDate(start, zone)} ${civil(start, zone).hour}`;
    const cell = cells.get(key) ?? { at: start, sum: 0, known: 0 };
    const value = values[place] ?? null;
    if (value !== null) {
      cell.sum += value;
      cell.known += 1;
    }
    cells.set(key, cell);
  });
  return Array.from({ length: days }, (_, day) => {
    const date = addDays(firstDate, day);
    return {
      date,
      cells: Array.from({ length: 24 }, (__, hour) => {
        const cell = cells.get(`${date} ${hour}`);
        return {
          hour,
          at: cell?.at ?? null,
          value: cell && cell.known > 0 ? cell.sum / cell.known : null,
        };
      }),
    };
  });
}
