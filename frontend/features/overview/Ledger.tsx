"use client";

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import type { LedgerRow, Summary } from "@/lib/api/types";
import { change, unitLabel } from "@/lib/format/number";
import { capital } from "@/lib/format/words";
import { clock, shortDate } from "@/lib/time/label";
import { useNewestDay } from "@/lib/time/useStale";

import classes from "./overview.module.css";

const NAMES = { energy: "Energy", cost: "Cost", carbon: "Carbon", peak: "Peak" } as const;

type Half = "today" | "month";

interface Heads {
  so: string;
  before: string;
}

/** Energy, cost, carbon and peak, each against the same hours before. */
export function Ledger({ summary }: { summary: Summary }) {
  const [half, setHalf] = useState<Half>("today");
  const { timezone: zone } = summary;
  const asOf = instant(summary.as_of) ?? 0;
  const day = useNewestDay(asOf, zone);
  const monthStart = instant(summary.month?.start) ?? asOf;
  const heads: Record<Half, Heads> = {
    today: { so: `${capital(day)} to ${clock(asOf, zone)}`, before: "Last week" },
    month: {
      so: `${shortDate(monthStart, zone).split(" ")[0]}–${shortDate(asOf - 1, zone)}`,
      before: "Month before",
    },
  };
  return (
    <Figure title="Energy, cost and carbon" subtitle="against the same hours and days before">
      <div className={`${tables.scroll} ${classes.wide}`}>
        <table className={tables.table}>
          <Head halves={["today", "month"]} heads={heads} />
          <tbody>
            {summary.ledger.map((row) => (
              <tr key={row.measure}>
                <Name row={row} />
                <Cells row={row} half="today" day={day} />
                <Cells row={row} half="month" day={day} start />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.narrow}>
        <SegmentedControl
          fullWidth
          value={half}
          onChange={(value) => setHalf(value === "month" ? "month" : "today")}
          data={[
            { value: "today", label: capital(day) },
            { value: "month", label: heads.month.so },
          ]}
          mb={8}
          size="sm"
          aria-label="Period"
        />
        <table className={tables.table}>
          <Head halves={[half]} heads={heads} />
          <tbody>
            {summary.ledger.map((row) => (
              <tr key={row.measure}>
                <Name row={row} />
                <Cells row={row} half={half} day={day} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Figure>
  );
}

function Head({ halves, heads }: { halves: Half[]; heads: Record<Half, Heads> }) {
  return (
    <thead>
      <tr>
        <th scope="col">Measure</th>
        {halves.flatMap((half) => [
          <th key={`${half}-so`} scope="col">
            {heads[half].so}
          </th>,
          <th key={`${half}-before`} scope="col">
            {heads[half].before}
          </th>,
          <th key={`${half}-change`} scope="col">
            Difference
          </th>,
        ])}
      </tr>
    </thead>
  );
}

function Name({ row }: { row: LedgerRow }) {
  return (
    <th scope="row">
      {NAMES[row.measure]} <span className={tables.quiet}>{unitLabel(row.today.unit)}</span>
    </th>
  );
}

interface CellsProps {
  row: LedgerRow;
  half: Half;
  day: string;
  start?: boolean;
}

function Cells({ row, half, day, start = false }: CellsProps) {
  const figure = half === "today" ? row.today : row.month;
  const before = half === "today" ? row.today_before : row.month_before;
  const by = half === "today" ? row.today_change : row.month_change;
  const name = `${NAMES[row.measure]} ${half === "today" ? day : "this month"}`;
  return (
    <>
      <td className={start ? tables.start : undefined}>
        <strong>
          <Value figure={figure} label={name} unit={false} quiet />
        </strong>
      </td>
      <td>
        <Value figure={before} label={`${name}, before`} unit={false} bar={false} quiet />
      </td>
      <td>{by === null ? <span className={tables.quiet}>not comparable</span> : change(by)}</td>
    </>
  );
}
