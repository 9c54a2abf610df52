"use client";

import { number, percent, quantity, unitLabel } from "@/lib/format/number";

import classes from "./chart.module.css";
import type { LoadSeries, View } from "./LoadSeries";
import { bounds, incidentsAt, title as rowTitle } from "./tooltip";

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
  const hasIncidents = (series.incidents?.length ?? 0) > 0;
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
            {series.band80 && <th scope="col">80% from, {unit}</th>}
            {series.band80 && <th scope="col">80% to, {unit}</th>}
            {series.lastWeek && (
              <th scope="col">
                {comparison}, {unit}
              </th>
            )}
            {series.outdoor && <th scope="col">Outdoor, °C</th>}
            {hasIncidents && <th scope="col">Incident</th>}
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
              {series.band80 && <td>{cell(series.band80.low[place], series.unit)}</td>}
              {series.band80 && <td>{cell(series.band80.high[place], series.unit)}</td>}
              {series.lastWeek && <td>{cell(series.lastWeek[place], series.unit)}</td>}
              {series.outdoor && (
                <td>
                  {series.outdoor[place] === null || series.outdoor[place] === undefined
                    ? "–"
                    : number(series.outdoor[place], 1)}
                </td>
              )}
              {hasIncidents && (
                <td>
                  {incidentsAt(series, place)
                    .map((span) => span.label)
                    .join("; ")}
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
