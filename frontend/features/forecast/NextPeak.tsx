"use client";

import { RangeValue } from "@/components/range/RangeValue";
import page from "@/components/page.module.css";
import { instant } from "@/lib/api/columns";
import type { Forecast } from "@/lib/api/types";
import { clock, dayName } from "@/lib/time/label";

/** The highest hour to come, with its range; nothing where there is no forecast. */
export function NextPeak({ forecast }: { forecast: Forecast }) {
  const { peak, timezone: zone } = forecast;
  const at = instant(peak.at);
  if (peak.value === null || at === null) return null;
  return (
    <div>
      <div className={page.label}>
        Next peak, {dayName(at, zone).split(" ")[0]} {clock(at, zone)}
      </div>
      <RangeValue figure={peak} label="Next peak" />
    </div>
  );
}
