"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { HatchKey } from "@/components/figure/Hatch";
import { Complete, Value } from "@/components/figure/KeyFigure";
import { buildingHref } from "@/components/shell/pages";
import { Sparkline } from "@/components/sparkline/Sparkline";
import tables from "@/components/table.module.css";
import { grid, onGrid } from "@/lib/api/columns";
import type { BuildingRow, Summary } from "@/lib/api/types";
import { show } from "@/lib/format/figure";
import { change, isMoney, unitLabel } from "@/lib/format/number";
import { HOUR } from "@/lib/time/zone";
import { instant } from "@/lib/api/columns";
import { capital } from "@/lib/format/words";
import { useNewestDay, useStale } from "@/lib/time/useStale";

import classes from "./overview.module.css";

interface Props {
  summary: Summary;
  /** The largest so many; the others are one click away. */
  most?: number;
}

/** Every building in a row, ranked by what it draws now. */
export function Buildings({ summary, most: shown = Infinity }: Props) {
  const all = [...summary.buildings].sort(
    (a, b) => (b.now.value ?? -1) - (a.now.value ?? -1) || a.name.localeCompare(b.name),
  );
  const rows = all.slice(0, shown);
  const asOf = instant(summary.as_of);
  const { stale } = useStale(asOf);
  const day = useNewestDay(asOf, summary.timezone);
  const most = Math.max(0.01, ...rows.map((row) => Math.abs(row.change ?? 0)));
  const money = rows.map((row) => row.cost_today.unit).find(isMoney);
  const currency = money ? `, ${unitLabel(money)}` : "";
  return (
    <Figure
      title="Buildings"
      subtitle={stale ? "ranked by their last load" : "ranked by load now"}
      aside={<HatchKey />}
    >
      <div className={`${tables.scroll} ${classes.wide}`}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">Building</th>
              <th scope="col" className={tables.left}>
                Last 48 h
              </th>
              <th scope="col">{stale ? "Last" : "Now"}, kW</th>
              <th scope="col">Against last week</th>
              <th scope="col">{capital(day)}, kWh</th>
              <th scope="col">
                {capital(day)}
                {currency}
              </th>
              <th scope="col">Month so far{currency}</th>
              <th scope="col">Data {day}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.building_id}>
                <th scope="row">
                  <Link href={buildingHref(row.building_id)}>
                    {row.name} <span className={classes.kind}>{kindName(row.kind)}</span>
                  </Link>
                </th>
                <td className={classes.spark}>
                  <Spark row={row} />
                </td>
                <td>
                  <Value
                    figure={row.now}
                    label={`${row.name} now`}
                    unit={false}
                    bar={false}
                    quiet
                  />
                </td>
                <td>
                  {row.change !== null && (
                    <span className={classes.changeBar} aria-hidden="true">
                      <span style={{ width: `${(Math.abs(row.change) / most) * 100}%` }} />
                    </span>
                  )}
                  <span className={classes.change}>
                    {row.change === null ? "–" : change(row.change)}
                  </span>
                </td>
                <td>
                  <Value
                    figure={row.energy_today}
                    label={`${row.name}, energy ${day}`}
                    unit={false}
                    bar={false}
                    quiet
                  />
                </td>
                <td>
                  <Value
                    figure={row.cost_today}
                    label={`${row.name}, cost ${day}`}
                    unit={false}
                    bar={false}
                    quiet
                  />
                </td>
                <td>
                  <Value
                    figure={row.cost_month}
                    label={`${row.name}, cost this month`}
                    unit={false}
                    bar={false}
                    quiet
                  />
                </td>
                <td>
                  <DataToday row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.narrow}>
        {rows.map((row) => {
          const shown = show(row.now);
          return (
            <Link
              key={row.building_id}
              href={buildingHref(row.building_id)}
              className={classes.card}
            >
              <strong>
                {row.name} <span className={classes.kind}>{kindName(row.kind)}</span>
              </strong>
              <span className={classes.right}>
                {shown.about}
                {shown.text} {shown.known && <span className={tables.quiet}>kW</span>}
              </span>
              <Spark row={row} />
              <span className={`${classes.right} ${classes.note}`}>
                {shown.known ? (row.change === null ? "" : change(row.change)) : shown.note}
              </span>
            </Link>
          );
        })}
      </div>
      {rows.length < all.length && (
        <Link href="/building" className={classes.all}>
          All {all.length} buildings
        </Link>
      )}
    </Figure>
  );
}

/** hostel → Hostel */
function kindName(kind: string | null): string {
  return kind ? capital(kind).replaceAll("_", " ") : "";
}

function DataToday({ row }: { row: BuildingRow }) {
  return <Complete figure={row.energy_today} label={`${row.name}, data today`} />;
}

function Spark({ row }: { row: BuildingRow }) {
  const { ts, kw } = row.sparkline;
  const last = ts.at(-1);
  if (last === undefined) return <span className={classes.kind}>no reading in 48 h</span>;
  const on = grid(ts, "hour", row.timezone, last - 47 * HOUR, last + HOUR);
  return (
    <Sparkline
      ts={on}
      values={onGrid(on, ts, kw)}
      label={`${row.name}, load in the last 48 hours`}
    />
  );
}
