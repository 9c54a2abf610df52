import type { Day } from "@/lib/carpet";
import { quantity, unitLabel } from "@/lib/format/number";
import { dayName } from "@/lib/time/label";
import { startOfDate } from "@/lib/time/zone";

import classes from "../chart/chart.module.css";

interface Props {
  title: string;
  days: Day[];
  unit: string;
  zone: string;
  now: number;
}

export function CarpetTable({ title, days, unit, zone, now }: Props) {
  return (
    <div className={classes.table} role="region" aria-label={`${title}, table`} tabIndex={0}>
      <table data-chart-table>
        <thead>
          <tr>
            <th scope="col">Day, {unitLabel(unit)}</th>
            {Array.from({ length: 24 }, (_, hour) => (
              <th key={hour} scope="col">
                {String(hour).padStart(2, "0")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <th scope="row">{dayName(startOfDate(day.date, zone), zone)}</th>
              {day.cells.map(({ hour, at, value }) => (
                <td key={hour}>
                  {at === null || at >= now ? "" : value === null ? "–" : quantity(value, unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
