import type { EChartsOption, SeriesOption } from "echarts";

import { gaps, highest, lastKnown, scale, splitEstimated, type Values } from "@/lib/series";
import { middles } from "@/lib/time/axis";
import type { Tokens } from "@/theme/tokens";

import { excess, excessRuns } from "./excess";
import { axes, frameOf, grids, tip, zoom } from "./frame";
import { incidentLane, LANE } from "./lane";
import { step, type LoadSeries, type View } from "./LoadSeries";
import { measuredUntil, missingArea } from "./missing";
import { limitLine, namer, nowLine } from "./names";
import { band, base, line, type Point } from "./parts";
import { peakMark } from "./peak";
import type { Plot } from "./plot";

export interface LoadLook {
  width: number;
  height: number;
  view: View;
  now?: number;
  limit?: { value: number; label: string } | null;
  brush: boolean;
  /** Name of the comparison line. */
  comparison?: string;
}

function points(at: readonly number[], values: Values): Point[] {
  return at.map((x, place) => [x, values[place] ?? null]);
}

function top(series: LoadSeries): number {
  const columns = [
    series.measured,
    series.lastWeek,
    series.expected,
    series.forecast,
    series.band80?.high,
  ];
  return Math.max(0, ...columns.flatMap((column) => (column ?? []).map((value) => value ?? 0)));
}

/** Load over time with everything the house draws on it; see the design's table of charts. */
export function loadOption(series: LoadSeries, look: LoadLook, t: Tokens): EChartsOption {
  const { ts, zone, forecast, expected, lastWeek, band40, band80, measured } = series;
  const at = middles(ts, step(series));
  const frame = frameOf(series, look);
  const { phone, full } = frame;
  const data = top(series);
  const limit = look.limit && look.limit.value < data * 1.6 ? look.limit : null;
  const highestY = Math.max(data, limit?.value ?? 0);
  const plot: Plot = {
    width: frame.plotWidth,
    height: frame.plotHeight,
    ...look.view,
    max: scale(0, highestY, phone ? 4 : 5).max,
  };
  const { metered, estimated } = splitEstimated(measured, series.estimatedShare);
  const others = [lastWeek, expected].filter((values): values is Values => values !== undefined);
  const comingPeak = forecast ? highest(forecast) : -1;
  // What is to come is said before what was.
  const peak = comingPeak < 0 ? highest(measured) : -1;
  const last = lastKnown(measured);
  const missing = gaps(ts, measured, series.end, measuredUntil(series, look.now));
  const lines = [measured, ...others, ...(forecast ? [forecast] : [])];
  const lane = series.incidents?.length ? LANE : 0;
  const over = { limit: limit?.value, now: look.now, lane: lane > 0 };
  const next = forecast
    ? peakMark(
        series,
        forecast,
        comingPeak,
        at,
        plot,
        { ...over, lines: [band80?.high ?? forecast, measured] },
        t.model,
        t,
      )
    : null;
  const past = peakMark(
    series,
    measured,
    peak,
    at,
    plot,
    { ...over, lines: [measured, ...others] },
    t.ink,
    t,
  );
  const boxes = [next?.box ?? null, past.box];
  const name = namer(plot, at, lines, { now: look.now, gaps: missing, boxes });
  const measuredName = name({ text: "measured", values: measured, color: t.ink });
  const drawn: SeriesOption[] = [];
  if (band80) drawn.push(band("80%", at, band80.low, band80.high, t.band80));
  if (band40) drawn.push(band("40%", at, band40.low, band40.high, t.band50));
  if (expected && lane > 0) {
    const runs = excessRuns(series, at, expected);
    if (runs.length > 0) drawn.push(excess(runs, t.excess));
  }
  if (lastWeek) {
    const text = look.comparison ?? "last week";
    const data = name({ text, values: lastWeek, color: t.ink3 });
    drawn.push({
      ...line(text, points(at, lastWeek), t.ink3, 1),
      z: 2,
      markPoint: { silent: true, data },
    });
  }
  if (expected) {
    const data = name({ text: "expected", values: expected, color: t.model });
    drawn.push({
      ...line("expected", points(at, expected), t.model, 1.25, [4, 3]),
      markPoint: { silent: true, data },
    });
  }
  if (forecast) {
    const text = band40 && plot.width >= 640 ? "forecast, 40% and 80%" : "forecast";
    const edge = band80?.low ?? forecast;
    drawn.push({
      ...line("forecast", points(at, forecast), t.model, 2),
      z: 4,
      markPoint: {
        silent: true,
        data: [
          ...name({ text, values: upcoming(edge, forecast), color: t.model }),
          ...(next?.marks ?? []),
        ],
      },
    });
  }

  const lastDot =
    last < 0 || last === peak
      ? []
      : [
          {
            name: "last",
            coord: [at[last], measured[last]] as [number, number],
            symbol: "circle",
            symbolSize: 7,
            itemStyle: { color: t.ink },
            label: { show: false },
          },
        ];
  const nowShown = look.now !== undefined && look.now >= full.from && look.now <= full.to;
  drawn.push({
    ...line("measured", points(at, metered), t.ink, phone ? 2 : 2.25),
    z: 5,
    markPoint: {
      silent: true,
      animation: false,
      data: [...measuredName, ...lastDot, ...past.marks],
    },
    markArea: missingArea(missing, plot, t),
    markLine: {
      silent: true,
      symbol: "none",
      data: [
        ...(nowShown ? [nowLine(look.now ?? 0, zone, plot, lane, t)] : []),
        ...(limit ? [limitLine(limit, look.now, plot, t)] : []),
      ],
    },
  });
  if (estimated.some((value) => value !== null)) {
    drawn.push({
      ...line("estimated", points(at, estimated), t.ink, 1.25, [2, 3]),
      z: 4,
      showSymbol: true,
      showAllSymbol: true,
      symbolSize: (_: unknown, p: { dataIndex: number }) =>
        (series.estimatedShare[p.dataIndex] ?? 0) >= 0.2 ? 5 : 0,
      itemStyle: { color: t.bg, borderColor: t.ink, borderWidth: 1.25 },
    });
  }
  if (frame.temperature) {
    const outdoor = line("outdoor", points(at, frame.temperature), t.ink2, 1.25);
    drawn.push({ ...outdoor, xAxisIndex: 1, yAxisIndex: 1 });
  }
  if (lane > 0) drawn.push(incidentLane(series.incidents ?? [], plot, t));

  return {
    ...base(t),
    grid: grids(frame),
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: t.ink2, type: "solid" } },
    tooltip: tip(frame, t),
    ...axes(frame, highestY, series.unit, t),
    dataZoom: zoom(frame, look.brush, t),
    series: drawn,
  };
}

/** A band's edge where it is a forecast: its name does not stand in the past. */
function upcoming(edge: Values, forecast: Values): Values {
  return edge.map((value, place) => ((forecast[place] ?? null) === null ? null : value));
}
