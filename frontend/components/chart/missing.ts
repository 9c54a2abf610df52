import type { Gap } from "@/lib/series";
import { duration } from "@/lib/time/label";
import { startOfDay } from "@/lib/time/zone";
import type { Tokens } from "@/theme/tokens";

import type { LoadSeries } from "./LoadSeries";
import { FONT, hatch } from "./parts";
import type { Plot } from "./plot";

/** Where the measured time ends: what lies behind has not come, and is not missing. */
export function measuredUntil(series: LoadSeries, now: number | undefined): number {
  if (series.until !== undefined) return series.until;
  if (now === undefined) return Infinity;
  // A day that is under way is not missing.
  return series.resolution === "day" ? startOfDay(now, series.zone) : now;
}

/** The hatch over the hours that are missing, and for how long. */
export function missingArea(missing: readonly Gap[], plot: Plot, t: Tokens) {
  const span = plot.to - plot.from;
  return {
    silent: true,
    itemStyle: { color: hatch(t) as never },
    label: {
      show: true,
      position: "insideTop" as const,
      distance: 6,
      color: t.ink2,
      fontSize: 12,
      fontFamily: FONT,
      backgroundColor: t.bg,
      padding: [1, 4],
    },
    data: missing.map((gap) => {
      const wide = ((gap.end - gap.start) / span) * plot.width > 40;
      return [
        {
          name: wide ? `no data, ${duration(gap.end - gap.start)}` : "",
          xAxis: gap.start,
          label: { show: wide },
        },
        { xAxis: gap.end },
      ] as [{ name: string; xAxis: number; label: { show: boolean } }, { xAxis: number }];
    }),
  };
}
