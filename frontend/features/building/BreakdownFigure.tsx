"use client";

import { useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";

import { DownloadMenu } from "@/components/download/DownloadMenu";
import { Figure } from "@/components/figure/Figure";
import { Async, Empty } from "@/components/figure/states";
import { TableToggle } from "@/components/figure/TableToggle";
import { StackChart } from "@/components/stack/StackChart";
import type { Stack } from "@/components/stack/stackOption";
import { useProof } from "@/features/proof/useProof";
import { grid, onGrid, starts, type Column } from "@/lib/api/columns";
import { breakdownFile } from "@/lib/api/exports";
import { useBreakdown } from "@/lib/api/queries";
import type { Breakdown, Building } from "@/lib/api/types";
import { categories, UNMETERED } from "@/lib/categories";
import { useNewestDay } from "@/lib/time/useStale";
import { addDays, localDate, startOfDate } from "@/lib/time/zone";

import classes from "./breakdown.module.css";
import { BreakdownLines } from "./BreakdownLines";
import { groups } from "./groups";
import { spanned } from "./range";

/** Where the energy of yesterday and today goes, by sub-meter. */
export function BreakdownFigure({ building, asOf }: { building: Building; asOf: number }) {
  const [table, setTable] = useState(false);
  const open = useProof();
  const day = useNewestDay(asOf, building.timezone);
  const end = addDays(localDate(asOf - 1, building.timezone), 1);
  const dates = { start: addDays(end, -2), end };
  const query = useBreakdown(building.building_id, dates, "hour");
  const proof = query.data?.total.proof;
  const metered = query.data?.parts.some((part) => part.device_id !== null) ?? false;
  return (
    <Figure
      title="Where it goes"
      subtitle={`sub-meters, ${day === "today" ? "yesterday and today" : `two days to ${day}`}`}
      aside={
        metered && (
          <>
            {proof && (
              <button type="button" className={classes.sums} onClick={() => open(proof)}>
                sums to main
              </button>
            )}
            <TableToggle title="Where it goes" open={table} onToggle={setTable} />
            <DownloadMenu
              title="Where it goes"
              rows={`hourly, ${spanned(dates, building.timezone)}`}
              file={breakdownFile(building.building_id, dates, "hour")}
            />
          </>
        )
      }
    >
      <Async query={query} height={310} label="Where it goes">
        {(breakdown) =>
          metered ? (
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
  const lines = useMemo(() => groups(parts, building), [parts, building]);
  const places = useMemo(
    () =>
      categories(
        lines.map(({ parts: [part] }) =>
          part?.key === "unmetered" ? "unmetered" : (part?.appliance ?? null),
        ),
      ),
    [lines],
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
      layers: lines.map((line, place) => ({
        id: line.id,
        name: line.name,
        place: places[place] ?? UNMETERED,
        values: added(line.parts.map((part) => onGrid(on, ts, series.columns[part.key] ?? []))),
      })),
    };
  }, [series, lines, places, from, asOf]);
  return (
    <div className={classes.body}>
      <div className={classes.chart}>
        <StackChart
          title="Where it goes"
          stack={stack}
          height={phone ? 240 : Math.max(310, 20 + lines.length * ROW)}
          table={table}
          onTable={onTable}
        />
      </div>
      <BreakdownLines lines={lines} places={places} building={building} />
    </div>
  );
}

/** Column by column; unknown where one of them is. */
function added(columns: Column[]): Column {
  const [first = [], ...rest] = columns;
  return first.map((value, place) =>
    rest.reduce<number | null>((total, column) => {
      const next = column[place] ?? null;
      return total === null || next === null ? null : total + next;
    }, value),
  );
}
