import type { SeriesOption } from "echarts";

import type { Values } from "@/lib/series";

import type { LoadSeries } from "./LoadSeries";

export interface Run {
  at: number[];
  low: number[];
  high: number[];
}

/** The hours of open incidents with an excess in which more was measured than expected, as runs of
 *  neighbours; the energy between the two lines is what the incident cost. */
export function excessRuns(series: LoadSeries, at: readonly number[], expected: Values): Run[] {
  const inside = (start: number) =>
    (series.incidents ?? []).some(
      (span) => span.open && span.excess && start >= span.start && start < span.end,
    );
  const out: Run[] = [];
  let run: Run | undefined;
  series.ts.forEach((start, place) => {
    const [measured, usual] = [series.measured[place] ?? null, expected[place] ?? null];
    if (measured === null || usual === null || measured <= usual || !inside(start)) {
      run = undefined;
      return;
    }
    if (!run) out.push((run = { at: [], low: [], high: [] }));
    run.at.push(at[place] ?? start);
    run.low.push(usual);
    run.high.push(measured);
  });
  return out;
}

/** One polygon a run, between what was expected and what was measured. */
export function excess(runs: readonly Run[], fill: string): SeriesOption {
  return {
    type: "custom",
    name: "excess",
    silent: true,
    clip: true,
    z: 2,
    data: runs.map(({ at }) => [at[0] ?? 0, at.at(-1) ?? 0]),
    encode: { x: [0, 1] },
    tooltip: { show: false },
    renderItem: (params, api) => {
      const run = runs[params.dataIndex];
      if (!run) return null;
      const upper = run.at.map((x, i) => api.coord([x, run.high[i] ?? 0]));
      const lower = run.at.map((x, i) => api.coord([x, run.low[i] ?? 0])).reverse();
      return { type: "polygon", shape: { points: [...upper, ...lower] }, style: { fill } };
    },
  };
}
