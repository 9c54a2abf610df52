"use client";

import { useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";

import { Carpet } from "@/components/carpet/Carpet";
import { DownloadMenu } from "@/components/download/DownloadMenu";
import { Figure } from "@/components/figure/Figure";
import { Async } from "@/components/figure/states";
import { TableToggle } from "@/components/figure/TableToggle";
import { grid, onGrid, starts } from "@/lib/api/columns";
import { energyFile } from "@/lib/api/exports";
import { useEnergy } from "@/lib/api/queries";
import type { Building, BuildingEnergy } from "@/lib/api/types";
import { carpet } from "@/lib/carpet";
import { shortDate } from "@/lib/time/label";
import { addDays, DAY, localDate, startOfDate } from "@/lib/time/zone";

import { spanned } from "./range";

const WEEKS = { desk: 6, phone: 4 } as const;

/** Every hour of the last weeks: columns are days, ink is load. */
export function CarpetFigure({ building, asOf }: { building: Building; asOf: number }) {
  const [table, setTable] = useState(false);
  const phone = useMediaQuery("(max-width: 767px)");
  const weeks = phone ? WEEKS.phone : WEEKS.desk;
  const end = addDays(localDate(asOf - 1, building.timezone), 1);
  const first = addDays(end, -7 * weeks);
  const query = useEnergy(building.building_id, { start: first, end }, "hour");
  const begins = query.data && begun(query.data, startOfDate(first, building.timezone));
  return (
    <Figure
      title={`Every hour, ${weeks === 6 ? "six" : "four"} weeks`}
      subtitle={
        begins
          ? `kW by hour and local day; readings begin ${shortDate(begins, building.timezone)}`
          : "kW by hour and local day"
      }
      aside={
        <>
          <TableToggle title="Every hour" open={table} onToggle={setTable} />
          <DownloadMenu
            title="Every hour"
            rows={`hourly, ${spanned({ start: first, end }, building.timezone)}`}
            file={energyFile(building.building_id, { start: first, end }, "hour")}
          />
        </>
      }
    >
      <Async query={query} height={280} label="Every hour">
        {(energy) => (
          <Body
            energy={energy}
            first={first}
            days={7 * weeks}
            asOf={asOf}
            table={table}
            onTable={setTable}
          />
        )}
      </Async>
    </Figure>
  );
}

/** When the building's hours begin inside the span: before that, nothing is missing. */
function begun(energy: BuildingEnergy, from: number): number | null {
  const [first] = starts(energy.series);
  return first !== undefined && first >= from + DAY ? first : null;
}

interface BodyProps {
  energy: BuildingEnergy;
  first: string;
  days: number;
  asOf: number;
  table: boolean;
  onTable: (open: boolean) => void;
}

function Body({ energy, first, days, asOf, table, onTable }: BodyProps) {
  const { series } = energy;
  const zone = series.timezone;
  const cells = useMemo(() => {
    const ts = starts(series);
    const on = grid(
      ts,
      "hour",
      zone,
      begun(energy, startOfDate(first, zone)) ?? startOfDate(first, zone),
      startOfDate(addDays(first, days), zone),
    );
    return carpet(on, onGrid(on, ts, series.columns["power_kw"] ?? []), zone, first, days);
  }, [energy, series, zone, first, days]);
  return (
    <Carpet
      title={`Every hour of ${energy.name}`}
      days={cells}
      zone={zone}
      unit="kW"
      now={asOf}
      table={table}
      onTable={onTable}
    />
  );
}
