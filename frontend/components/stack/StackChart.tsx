"use client";

import { useCallback, type KeyboardEvent } from "react";

import { ChartBox } from "@/components/chart/ChartBox";
import { quantity, unitLabel } from "@/lib/format/number";
import { interval } from "@/lib/time/label";
import { useTokens } from "@/theme/useTokens";

import classes from "../chart/chart.module.css";
import { stackOption, total, type Stack } from "./stackOption";

interface Props {
  title: string;
  stack: Stack;
  height: number;
  table: boolean;
  onTable: (open: boolean) => void;
}

/** Sub-meters over one another, up to the main meter. */
export function StackChart({ title, stack, height, table, onTable }: Props) {
  const t = useTokens();
  const build = useCallback(
    (width: number) => stackOption(stack, width, height, t),
    [stack, height, t],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "t" && event.key !== "T") return;
    onTable(!table);
    event.preventDefault();
  };
  const names = stack.layers.map((layer) => layer.name).join(", ");
  const span = interval(stack.ts[0] ?? stack.end, stack.end, stack.zone);
  return (
    <>
      <div
        role="group"
        aria-roledescription="chart"
        aria-label={`${title}, ${span}: ${names}. T shows the table.`}
        tabIndex={0}
        className={classes.focus}
        onKeyDown={onKeyDown}
      >
        <ChartBox height={height} build={build} />
      </div>
      {table && <StackTable title={title} stack={stack} />}
    </>
  );
}

function StackTable({ title, stack }: { title: string; stack: Stack }) {
  const cell = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : quantity(value, stack.unit);
  return (
    <div className={classes.table} role="region" aria-label={`${title}, table`} tabIndex={0}>
      <table data-chart-table>
        <thead>
          <tr>
            <th scope="col">Interval, {unitLabel(stack.unit)}</th>
            {stack.layers.map((layer) => (
              <th key={layer.id} scope="col">
                {layer.name}
              </th>
            ))}
            <th scope="col">Main meter</th>
          </tr>
        </thead>
        <tbody>
          {stack.ts.map((start, place) => (
            <tr key={start}>
              <th scope="row">{interval(start, stack.ts[place + 1] ?? stack.end, stack.zone)}</th>
              {stack.layers.map((layer) => (
                <td key={layer.id}>{cell(layer.values[place])}</td>
              ))}
              <td>{cell(total(stack, place))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
