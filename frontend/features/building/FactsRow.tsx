"use client";

import { Facts, KeyFigure } from "@/components/figure/KeyFigure";
import { instant } from "@/lib/api/columns";
import { useEnergy } from "@/lib/api/queries";
import type { Building, BuildingRow, Summary } from "@/lib/api/types";
import { clock, dayName } from "@/lib/time/label";
import { useStale } from "@/lib/time/useStale";
import { addDays, HOUR, localDate } from "@/lib/time/zone";

interface Props {
  building: Building;
  row: BuildingRow | undefined;
  summary: Summary;
  asOf: number;
}

/** What the building is and does, in one row. */
export function FactsRow({ building, row, summary, asOf }: Props) {
  const zone = building.timezone;
  const end = addDays(localDate(asOf - 1, zone), 1);
  const month = useEnergy(building.building_id, { start: addDays(end, -30), end }, "day");
  const figures = month.data?.figures;
  const { stale } = useStale(asOf);
  const start = instant(summary.now_period?.start);
  const peakAt = instant(figures?.peak.at);
  return (
    <Facts>
      {row && (
        <KeyFigure
          label={stale ? "Last load" : "Now"}
          caption={
            start === null
              ? "Now"
              : `${stale ? dayName(start, zone) : "Now"}, ${clock(start, zone)}–${clock(start + HOUR, zone)}`
          }
          figure={row.now}
          stale={stale}
        />
      )}
      {row && <KeyFigure label="Same hour last week" figure={row.week_before} bar={false} />}
      {figures && (
        <>
          <KeyFigure label="Base load, 5th percentile" figure={figures.base_load} bar={false} />
          <KeyFigure label="Load factor, 30 days" figure={figures.load_factor} bar={false} />
          <KeyFigure
            label="Peak"
            caption={
              peakAt === null
                ? "Peak, 30 days"
                : `Peak, ${dayName(peakAt, zone)}, ${clock(peakAt, zone)}`
            }
            figure={figures.peak}
            bar={false}
          />
          <KeyFigure label="Last 30 days" figure={figures.energy} />
          <KeyFigure label="Cost, 30 days" figure={figures.cost} bar={false} />
          <KeyFigure label="Carbon, 30 days" figure={figures.carbon} bar={false} />
        </>
      )}
    </Facts>
  );
}
