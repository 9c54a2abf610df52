"use client";

import Link from "next/link";

import { ProofBar } from "@/components/figure/ProofBar";
import { instant } from "@/lib/api/columns";
import { useForecasts } from "@/lib/api/foreseen";
import { useSummary } from "@/lib/api/queries";
import { percent } from "@/lib/format/number";
import { useLive } from "@/lib/live/live";
import { clock, duration, shortDate } from "@/lib/time/label";
import { useNow } from "@/lib/time/useNow";
import { useNewestDay } from "@/lib/time/useStale";
import { DAY } from "@/lib/time/zone";

import classes from "./statusline.module.css";

/** How far the data reaches and how whole it is, on every page. */
export function StatusLine() {
  const { data } = useSummary();
  const live = useLive();
  const now = useNow();
  const day = useNewestDay(instant(data?.as_of), data?.timezone ?? "UTC");
  if (!data || now === null) return <div className={classes.line} />;
  const { status, timezone } = data;
  const newest = Math.max(
    instant(status.last_reading_at) ?? 0,
    ...[...live.readings.values()].map((reading) => reading.ts),
  );
  const age = now - newest;
  const when = age > DAY ? shortDate(newest, timezone) : clock(newest, timezone);
  const { silent, silent_count: silentCount } = status;
  return (
    <div className={classes.line} role="region" aria-label="State of the data">
      {newest > 0 && (
        <span data-late={age > DAY / 12}>
          <span className={classes.word}>Last reading </span>
          <strong>{when}</strong>
          <span>
            <span className={classes.comma}>, </span>
            <span className={classes.dot}> · </span>
            {duration(age)} ago
          </span>
        </span>
      )}
      {status.completeness !== null && (
        <span>
          <span className={classes.word}>Complete {day} </span>
          <strong>{percent(status.completeness)}</strong>{" "}
          <ProofBar completeness={status.completeness} estimatedShare={status.estimated_share} />
        </span>
      )}
      {status.estimated_share !== null && (
        <span className={classes.wide}>
          Estimated <strong>{percent(status.estimated_share)}</strong>
        </span>
      )}
      {silentCount > 0 && (
        <Link href="/data" className={classes.silent}>
          {silentCount} {silentCount === 1 ? "device" : "devices"} silent
          <span className={classes.word}>
            {silentCount === 1 && silent[0] ? `: ${silent[0].name ?? silent[0].device_id}` : ""}
          </span>
        </Link>
      )}
      <ForecastAge zone={timezone} />
      <span className={classes.live} data-state={live.state}>
        {live.state === "paused" ? "Live updates paused, reconnecting" : null}
        {live.state === "live" ? "Live" : null}
      </span>
    </div>
  );
}

/** When the newest forecast was made. */
function ForecastAge({ zone }: { zone: string }) {
  const { data } = useForecasts();
  const now = useNow();
  const newest = Math.max(0, ...(data?.data ?? []).map((row) => instant(row.issued_at) ?? 0));
  if (newest === 0 || now === null) return null;
  const old = now - newest > DAY;
  return (
    <Link href="/models" className={`${classes.wide} ${classes.forecast}`} data-late={old}>
      Forecast of <strong>{old ? shortDate(newest, zone) : clock(newest, zone)}</strong>
    </Link>
  );
}
