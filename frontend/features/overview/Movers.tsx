"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import { buildingHref } from "@/components/shell/pages";
import type { BuildingRow, Summary } from "@/lib/api/types";
import { show } from "@/lib/format/figure";
import { change, difference, withUnit } from "@/lib/format/number";

import classes from "./overview.module.css";

const MOST = 3;

function moved(row: BuildingRow): number | null {
  if (!show(row.now).known || !show(row.week_before).known) return null;
  return (row.now.value ?? 0) - (row.week_before.value ?? 0);
}

function nameOf(summary: Summary, id: string): string {
  return summary.buildings.find((row) => row.building_id === id)?.name ?? id;
}

/** Which buildings differ most from the same hour last week. */
export function Movers({ summary }: { summary: Summary }) {
  const rows = summary.buildings
    .flatMap((row) => {
      const by = moved(row);
      return by === null ? [] : [{ row, by }];
    })
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, MOST);
  const most = Math.max(1e-9, ...rows.map(({ by }) => Math.abs(by)));
  const silent = summary.status.silent.filter((device) =>
    summary.buildings.some((row) => row.building_id === device.building_id && !show(row.now).known),
  );
  return (
    <Figure title="Against last week" subtitle="same hour, largest differences">
      <ul className={classes.list}>
        {rows.map(({ row, by }) => (
          <li key={row.building_id} className={classes.mover}>
            <Link href={buildingHref(row.building_id)}>{row.name}</Link>
            <strong>
              <Value
                figure={{ ...row.now, value: by }}
                text={difference(by, "kW")}
                label={`${row.name}, difference to last week`}
                bar={false}
                quiet
              />
            </strong>
            <small>
              {withUnit(row.now.value ?? 0, "kW")}, last week{" "}
              {withUnit(row.week_before.value ?? 0, "kW")}
            </small>
            <small>{row.change === null ? "" : change(row.change)}</small>
            <div className={classes.track} aria-hidden="true">
              <span style={{ width: `${(Math.abs(by) / most) * 100}%` }} />
            </div>
          </li>
        ))}
        {silent.slice(0, 3).map((device) => (
          <li key={device.device_id} className={classes.mover}>
            <Link href={buildingHref(device.building_id)}>
              {nameOf(summary, device.building_id)}
            </Link>
            <span className={classes.kind}>not comparable</span>
            <small>{device.why}</small>
            <small />
          </li>
        ))}
      </ul>
      {rows.length === 0 && silent.length === 0 && (
        <p className={classes.kind}>No building has readings for this hour in both weeks yet.</p>
      )}
    </Figure>
  );
}
