"use client";

import { VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";

import { DownloadMenu } from "@/components/download/DownloadMenu";
import { Figure } from "@/components/figure/Figure";
import { HatchKey } from "@/components/figure/Hatch";
import { Complete } from "@/components/figure/KeyFigure";
import { Async, Empty } from "@/components/figure/states";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import { readingsFile } from "@/lib/api/exports";
import type { DeviceQuality, Quality } from "@/lib/api/types";
import { count, percent } from "@/lib/format/number";
import { duration, shortDate } from "@/lib/time/label";
import { useNow } from "@/lib/time/useNow";
import { addDays, DAY, localDate, startOfDate } from "@/lib/time/zone";

import classes from "./data.module.css";
import { DayCells, SHADES } from "./DayCells";

/** Silent devices first, then the least complete. */
function urgent(a: DeviceQuality, b: DeviceQuality): number {
  return (
    Number(b.silent !== null) - Number(a.silent !== null) ||
    (a.complete.value ?? 0) - (b.complete.value ?? 0) ||
    a.device_id.localeCompare(b.device_id)
  );
}

/** The first day on which anything was due: what lies before is not missing. */
function firstDue(quality: Quality): number {
  const found = quality.days.findIndex((_, day) =>
    quality.devices.some((device) => (device.completeness[day] ?? null) !== null),
  );
  return Math.max(0, found);
}

interface Props {
  query: UseQueryResult<Quality, Error>;
  zone: string;
}

export function Devices({ query, zone }: Props) {
  const narrow = useMediaQuery("(max-width: 1023px)") ?? false;
  const days = query.data?.days ?? [];
  const due = useMemo(() => (query.data ? firstDue(query.data) : 0), [query.data]);
  const from = Math.max(due, narrow ? days.length - 14 : 0);
  return (
    <Figure
      title="Completeness, device by day"
      subtitle={`${days.length - from || ""} days, share of due readings that arrived`}
      aside={
        <>
          {SHADES.map((shade) => (
            <span key={shade.label} className={classes.shade}>
              <span aria-hidden="true" style={{ background: shade.fill }} />
              {shade.label}
            </span>
          ))}
          <HatchKey label="under 25%" />
        </>
      }
    >
      <Async query={query} height={480} label="Completeness">
        {(quality) =>
          quality.devices.length === 0 ? (
            <Empty title="No device is known yet" />
          ) : (
            <Table quality={quality} from={from} narrow={narrow} zone={zone} />
          )
        }
      </Async>
    </Figure>
  );
}

/** Length of what all ids begin with, up to a hyphen: the tenant's name is said once above. */
function shared(ids: string[]): number {
  const [first = ""] = ids;
  let length = ids.length > 1 ? first.lastIndexOf("-") + 1 : 0;
  while (length > 0 && !ids.every((id) => id.startsWith(first.slice(0, length))))
    length = first.lastIndexOf("-", length - 2) + 1;
  return length;
}

interface TableProps {
  quality: Quality;
  from: number;
  narrow: boolean;
  zone: string;
}

function Table({ quality, from, narrow, zone }: TableProps) {
  const now = useNow();
  const first = quality.days[from];
  const newest = quality.days.at(-1) ?? "";
  const today = now === null ? newest : localDate(now, zone);
  const shown = {
    start: startOfDate(first ?? "", zone),
    end: startOfDate(addDays(newest, 1), zone),
  };
  const rows = [...quality.devices].sort(urgent);
  const common = shared(rows.map((row) => row.device_id));
  return (
    <div className={tables.scroll} role="region" aria-label="Completeness, table" tabIndex={0}>
      <table className={`${tables.table} ${classes.dense}`}>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col" className={classes.cells}>
              <span className={classes.span}>
                <span>{first ? shortDate(Date.parse(first), "UTC") : ""}</span>
                <span>{newest === today ? "today" : shortDate(Date.parse(newest), "UTC")}</span>
              </span>
            </th>
            <th scope="col" className={tables.wide}>
              Complete
            </th>
            {!narrow && (
              <>
                <th scope="col">Late</th>
                <th scope="col">Corrected</th>
                <th scope="col">Suspect</th>
                <th scope="col">Rejected</th>
                <th scope="col">Estimated</th>
              </>
            )}
            <th scope="col">Last reading</th>
            <th scope="col" className={tables.wide}>
              <VisuallyHidden>Download</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const last = instant(row.last_reading_at);
            const age = now === null || last === null ? null : now - last;
            return (
              <tr key={row.device_id}>
                <th scope="row" className={classes.device} title={row.name ?? undefined}>
                  {row.device_id.slice(common)}
                </th>
                <td className={classes.cells}>
                  <DayCells
                    values={row.completeness.slice(from)}
                    days={quality.days.slice(from)}
                    name={row.device_id}
                  />
                </td>
                <td className={tables.wide}>
                  <Complete figure={row.complete} label={row.name ?? row.device_id} places={1} />
                </td>
                {!narrow && (
                  <>
                    <Count value={row.late} />
                    <Count value={row.corrections} />
                    <Count value={row.suspect} />
                    <Count value={row.rejected} />
                    <td className={row.estimated ? undefined : classes.zero}>
                      {row.known > 0
                        ? row.estimated
                          ? percent(row.estimated / row.known)
                          : "0"
                        : "–"}
                    </td>
                  </>
                )}
                <td className={row.silent ? classes.silent : undefined}>
                  {row.silent?.replace("silent ", "") ??
                    (age === null
                      ? "never"
                      : age > 30 * DAY && last !== null
                        ? shortDate(last, "UTC")
                        : duration(age))}
                </td>
                <td className={`${tables.wide} ${classes.download}`}>
                  <DownloadMenu
                    title={row.device_id}
                    rows={`every reading, ${quality.days.length - from} days`}
                    file={readingsFile(row.device_id, shown.start, shown.end)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Count({ value }: { value: number }) {
  return <td className={value === 0 ? classes.zero : undefined}>{count(value)}</td>;
}
