"use client";

import { useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";

import { Figure } from "@/components/figure/Figure";
import { hatched } from "@/components/figure/Hatch";
import { Value } from "@/components/figure/KeyFigure";
import { Async, Empty } from "@/components/figure/states";
import { TableToggle } from "@/components/figure/TableToggle";
import { StackChart } from "@/components/stack/StackChart";
import type { Stack } from "@/components/stack/stackOption";
import { useProof } from "@/features/proof/useProof";
import { grid, onGrid, starts } from "@/lib/api/columns";
import { useBreakdown } from "@/lib/api/queries";
import type { Breakdown, Building } from "@/lib/api/types";
import { applianceName, categories, UNMETERED } from "@/lib/categories";
import { percent } from "@/lib/format/number";
import { addDays, localDate, startOfDate } from "@/lib/time/zone";

import classes from "./breakdown.module.css";

/** Where the energy of yesterday and today goes, by sub-meter. */
export function BreakdownFigure({ building, asOf }: { building: Building; asOf: number }) {
  const [table, setTable] = useState(false);
  const open = useProof();
  const end = addDays(localDate(asOf - 1, building.timezone), 1);
  const dates = { start: addDays(end, -2), end };
  const query = useBreakdown(building.building_id, dates, "hour");
  const proof = query.data?.total.proof;
  return (
    <Figure
      title="Where it goes"
      subtitle="sub-meters, yesterday and today"
      aside={
        <>
          {proof && (
            <button type="button" className={classes.sums} onClick={() => open(proof)}>
              sums to main
            </button>
          )}
          <TableToggle title="Where it goes" open={table} onToggle={setTable} />
        </>
      }
    >
      <Async query={query} height={280} label="Where it goes">
        {(breakdown) =>
          breakdown.parts.some((part) => part.device_id !== null) ? (
            <Body
              breakdown={breakdown}
              building={building.name}
              asOf={asOf}
              from={startOfDate(dates.start, building.timezone)}
              table={table}
              onTable={setTable}
            />
          ) : (
            <Empty title="This building has no sub-meters">
              Its main meter is all that is measured.
            </Empty>
          )
        }
      </Async>
    </Figure>
  );
}

/** A row of the list beside the stack. */
const ROW = 34;

/** "Hopkins Hostel: hot water" stands under that building as "Hot water". */
function plain(name: string, building: string): string {
  const rest = name.startsWith(building)
    ? name.slice(building.length).replace(/^[:,]?\s+/, "")
    : name;
  return applianceName(rest || name);
}

interface BodyProps {
  breakdown: Breakdown;
  building: string;
  asOf: number;
  from: number;
  table: boolean;
  onTable: (open: boolean) => void;
}

function Body({ breakdown, building, asOf, from, table, onTable }: BodyProps) {
  const phone = useMediaQuery("(max-width: 767px)");
  const { series, parts } = breakdown;
  const places = useMemo(
    () =>
      categories(parts.map((part) => (part.key === "unmetered" ? "unmetered" : part.appliance))),
    [parts],
  );
  const stack = useMemo<Stack>(() => {
    const ts = starts(series);
    const zone = series.timezone;
    const on = grid(ts, "hour", zone, from, asOf);
    return {
      zone,
      unit: "kW",
      ts: on,
      end: asOf,
      layers: parts.map((part, place) => ({
        id: part.key,
        name: plain(part.name, building),
        place: places[place] ?? UNMETERED,
        values: onGrid(on, ts, series.columns[part.key] ?? []),
      })),
    };
  }, [series, parts, building, places, from, asOf]);
  return (
    <div className={classes.body}>
      <div className={classes.chart}>
        <StackChart
          title="Where it goes"
          stack={stack}
          height={phone ? 240 : Math.max(310, 20 + parts.length * ROW)}
          table={table}
          onTable={onTable}
        />
      </div>
      <ul className={classes.list}>
        {parts
          .map((part, place) => ({ part, place: places[place] ?? UNMETERED }))
          .reverse()
          .map(({ part, place }) => (
            <li key={part.key}>
              <span
                className={classes.mark}
                aria-hidden="true"
                style={
                  place === UNMETERED
                    ? { ...hatched, border: "1px solid var(--hatch)" }
                    : { background: `var(--category-${place})` }
                }
              />
              <span className={classes.name}>{plain(part.name, building)}</span>
              <Value figure={part.energy} label={plain(part.name, building)} bar={false} />
              <span className={classes.share}>
                {part.share === null ? "–" : percent(part.share, 0)}
              </span>
            </li>
          ))}
      </ul>
    </div>
  );
}
