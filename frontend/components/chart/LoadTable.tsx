"use client";

import { number, percent, quantity, unitLabel } from "@/lib/format/number";

import classes from "./chart.module.css";
import type { LoadSeries, View } from "./LoadSeries";
import { bounds, title as rowTitle } from "./tooltip";

interface Props {
  title: string;
  series: LoadSeries;
  view: View;
  comparison: string;
}

/** What the chart draws, row for row. */
export function LoadTable({ title, series, view, comparison }: Props) {
  const places = series.ts.flatMap((_, place) => {
    const [start, end] = bounds(series, place);
    return end > view.from && start < view.to ? [place] : [];
  });
  const unit = unitLabel(series.unit);
  const cell = (value: number | null | undefined, of: string) =>
    value === null || value === undefined ? "–" : quantity(value, of);
  return (
    <div className={classes.table} role="region" aria-label={`${title}, table`} tabIndex={0}>
      <table data-chart-table>
        <thead>
          <tr>
            <th scope="col">Interval</th>
            <th scope="col">Measured, {unit}</th>
            {series.forecast && <th scope="col">Forecast, {unit}</th>}
            {series.expected && <th scope="col">Expected, {unit}</th>}
            {series.lastWeek && (
              <th scope="col">
                {comparison}, {unit}
              </th>
            )}
            {series.outdoor && <th scope="col">Outdoor, °C</th>}
            <th scope="col">Complete</th>
            <th scope="col">Estimated</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={series.ts[place]}>
              <th scope="row">{rowTitle(series, place)}</th>
              <td>{cell(series.measured[place], series.unit)}</td>
              {series.forecast && <td>{cell(series.forecast[place], series.unit)}</td>}
              {series.expected && <td>{cell(series.expected[place], series.unit)}</td>}
              {series.lastWeek && <td>{cell(series.lastWeek[place], series.unit)}</td>}
              {series.outdoor && (
                <td>
                  {series.outdoor[place] === null || series.outdoor[place] === undefined
                    ? "–"
                    : number(series.outdoor[place], 1)}
                </td>
              )}
              <td>{percentOrDash(series.completeness[place])}</td>
              <td>{percentOrDash(series.estimatedShare[place])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function percentOrDash(share: number | null | undefined): string {
  return share === null || share === undefined ? "–" : percent(share);
}
