"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import { Ranked, RankedList } from "@/components/ranked/Ranked";
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

const kw = (value: number | null) => withUnit(value ?? 0, "kW");

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
      <RankedList>
        {rows.map(({ row, by }) => (
          <Ranked
            key={row.building_id}
            name={<Link href={buildingHref(row.building_id)}>{row.name}</Link>}
            value={
              <Value
                figure={{ ...row.now, value: by }}
                text={difference(by, "kW")}
                label={`${row.name}, difference to last week`}
                bar={false}
                quiet
              />
            }
            note={`${kw(row.now.value)}, last week ${kw(row.week_before.value)}`}
            aside={row.change !== null && change(row.change)}
            share={Math.abs(by) / most}
          />
        ))}
        {silent.slice(0, 3).map((device) => (
          <Ranked
            key={device.device_id}
            name={
              <Link href={buildingHref(device.building_id)}>
                {nameOf(summary, device.building_id)}
              </Link>
            }
            value={<span className={classes.kind}>not comparable</span>}
            note={device.why}
            aside=""
          />
        ))}
      </RankedList>
      {rows.length === 0 && silent.length === 0 && (
        <p className={classes.kind}>No building has readings for this hour in both weeks yet.</p>
      )}
    </Figure>
  );
}
