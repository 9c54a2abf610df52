import type { EChartsOption, SeriesOption } from "echarts";

import { withUnit } from "@/lib/format/number";
import { gaps, highest, lastKnown, lowest, scale, splitEstimated, type Values } from "@/lib/series";
import { middles } from "@/lib/time/axis";
import { clock, dayName, duration, interval } from "@/lib/time/label";
import { DAY, HOUR, startOfDay } from "@/lib/time/zone";
import type { Tokens } from "@/theme/tokens";

import { clearSpot, type Pixel } from "./clearSpot";
import { labelSpot } from "./labelSpot";
import type { LoadSeries, View } from "./LoadSeries";
import { band, base, FONT, hatch, line, timeX, valY, type Point } from "./parts";

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

/** The interval's usual length, for the last one. */
export function step(series: LoadSeries): number {
  return series.resolution === "day" ? DAY : HOUR;
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
  const { ts, zone, unit } = series;
  const at = middles(ts, step(series));
  const phone = look.width < 520;
  const window = { ...look.view, zone };
  const full = { from: ts[0] ?? look.view.from, to: series.end };
  // A day that is under way is not missing.
  const until =
    look.now === undefined
      ? Infinity
      : series.resolution === "day"
        ? startOfDay(look.now, zone)
        : look.now;
  const data = top(series);
  const limit = look.limit && look.limit.value < data * 1.6 ? look.limit : null;
  const { metered, estimated } = splitEstimated(series.measured, series.estimatedShare);
  const [left, right] = [phone ? 40 : 48, phone ? 10 : 16];
  const plotWidth = look.width - left - right;
  const span = look.view.to - look.view.from;

  const temperature = series.outdoor?.some((value) => value !== null) ? series.outdoor : undefined;
  const below = 26 + (temperature ? 88 : 0) + (look.brush ? 38 : 0);
  const plotTop = 34;
  const plotHeight = look.height - plotTop - below;

  const missing = gaps(ts, series.measured, series.end, until);
  const shortDays = phone;
  const series_: SeriesOption[] = [];

  if (series.band80) {
    series_.push(band("80%", at, series.band80.low, series.band80.high, t.band80));
  }
  if (series.band50) {
    series_.push(band("50%", at, series.band50.low, series.band50.high, t.band50));
  }

  const others = [series.lastWeek, series.expected].filter((v): v is Values => v !== undefined);
  const peak = highest(series.measured);
  const last = lastKnown(series.measured);
  const taken = [peak, last];
  const name = (text: string, values: Values, rest: Values[], color: string) => {
    const half = Math.ceil(((text.length * 3.4 + 36) / plotWidth) * (span / step(series)));
    const spot = labelSpot(values, rest, half, taken);
    if (!spot) return [];
    taken.push(spot.place);
    return [
      {
        name: text,
        coord: [at[spot.place], values[spot.place]] as [number, number],
        symbolSize: 0,
        label: {
          show: true,
          formatter: text,
          position: (spot.above ? "top" : "bottom") as "top" | "bottom",
          distance: 7,
          color,
          fontSize: 12,
          fontWeight: 600 as const,
          fontFamily: FONT,
        },
      },
    ];
  };

  const measuredName = name("measured", series.measured, others, t.ink);
  if (series.lastWeek) {
    const text = look.comparison ?? "last week";
    series_.push({
      ...line(text, points(at, series.lastWeek), t.ink3, 1),
      z: 2,
      markPoint: { silent: true, data: name(text, series.lastWeek, [series.measured], t.ink3) },
    });
  }
  if (series.expected) {
    series_.push({
      ...line("expected", points(at, series.expected), t.model, 1.25, [4, 3]),
      markPoint: {
        silent: true,
        data: name("expected", series.expected, [series.measured], t.model),
      },
    });
  }
  if (series.forecast) series_.push(line("forecast", points(at, series.forecast), t.model, 2));

  /** Beside the peak, where it hides no line: in one line, or on phones in two. */
  const peakLook = () => {
    const highestY = scale(0, Math.max(data, limit?.value ?? 0), phone ? 4 : 5).max;
    const x = (instant: number) => ((instant - look.view.from) / span) * plotWidth;
    const pixels = (values: Values): (Pixel | null)[] =>
      values.map((value, place) =>
        value === null ? null : [x(at[place] ?? 0), (1 - value / highestY) * plotHeight],
      );
    const obstacles = [
      pixels(series.measured),
      ...others.map(pixels),
      ...(limit ? [pixels(at.map(() => limit.value))] : []),
      ...(look.now === undefined ? [] : nowPixels(x(look.now), plotHeight)),
    ];
    const point = pixels(series.measured)[peak] ?? [0, 0];
    const plot = { width: plotWidth, height: plotHeight };
    const tries = [", ", ...(phone ? ["\n"] : [])].map((between) => {
      const text = peakText(series, peak, shortDays, between);
      const lines = text.split("\n");
      const width = Math.max(...lines.map((part) => part.length)) * 6.8;
      return { text, ...clearSpot(point, { width, height: 15 * lines.length }, plot, obstacles) };
    });
    const { text, position, align } = tries.reduce((a, b) => (b.cost < a.cost ? b : a));
    return { formatter: text, position, align };
  };
  const peakLabel =
    peak < 0
      ? []
      : [
          {
            name: "peak",
            coord: [at[peak], series.measured[peak]] as [number, number],
            symbol: "circle",
            symbolSize: 7,
            itemStyle: { color: t.bg, borderColor: t.ink, borderWidth: 1.75 },
            label: {
              show: true,
              ...peakLook(),
              distance: 8,
              color: t.ink,
              fontSize: 12,
              fontWeight: 600 as const,
              fontFamily: FONT,
              lineHeight: 15,
            },
          },
        ];
  const lastDot =
    last < 0 || last === peak
      ? []
      : [
          {
            name: "last",
            coord: [at[last], series.measured[last]] as [number, number],
            symbol: "circle",
            symbolSize: 7,
            itemStyle: { color: t.ink },
            label: { show: false },
          },
        ];

  series_.push({
    ...line("measured", points(at, metered), t.ink, phone ? 2 : 2.25),
    z: 5,
    markPoint: {
      silent: true,
      animation: false,
      data: [...measuredName, ...lastDot, ...peakLabel],
    },
    markArea: {
      silent: true,
      itemStyle: { color: hatch(t) as never },
      label: {
        show: true,
        position: "insideTop",
        distance: 6,
        color: t.ink2,
        fontSize: 12,
        fontFamily: FONT,
        backgroundColor: t.bg,
        padding: [1, 4],
      },
      data: missing.map((gap) => {
        const wide = ((gap.end - gap.start) / span) * plotWidth > 40;
        return [
          {
            name: wide ? `no data, ${duration(gap.end - gap.start)}` : "",
            xAxis: gap.start,
            label: { show: wide },
          },
          { xAxis: gap.end },
        ];
      }),
    },
    markLine: {
      silent: true,
      symbol: "none",
      data: [
        ...(look.now !== undefined && look.now >= full.from && look.now <= full.to
          ? [
              {
                xAxis: look.now,
                lineStyle: { color: t.ink, width: 1, type: [2, 2] },
                label: {
                  show: true,
                  formatter: phone ? "now" : `now ${clock(look.now, zone)}`,
                  position: "end" as const,
                  distance: 4,
                  color: t.ink,
                  fontWeight: 600 as const,
                  fontSize: 12,
                  fontFamily: FONT,
                  ...((look.view.to - look.now) / span < 0.06 ? { align: "right" as const } : {}),
                },
              },
            ]
          : []),
        ...(limit
          ? [
              {
                yAxis: limit.value,
                lineStyle: { color: t.ink3, width: 1, type: "solid" as const },
                label: {
                  show: true,
                  formatter: limit.label,
                  // The line of now must not cross it.
                  position:
                    look.now !== undefined && (look.view.to - look.now) / span < 0.2
                      ? ("insideStartTop" as const)
                      : ("insideEndTop" as const),
                  color: t.ink2,
                  fontSize: 12,
                  fontFamily: FONT,
                },
              },
            ]
          : []),
      ],
    },
  });

  if (estimated.some((value) => value !== null)) {
    series_.push({
      ...line("estimated", points(at, estimated), t.ink, 1.25, [2, 3]),
      z: 4,
      showSymbol: true,
      showAllSymbol: true,
      symbolSize: (_: unknown, p: { dataIndex: number }) =>
        (series.estimatedShare[p.dataIndex] ?? 0) >= 0.2 ? 5 : 0,
      itemStyle: { color: t.bg, borderColor: t.ink, borderWidth: 1.25 },
    });
  }

  if (temperature) {
    series_.push({
      ...line("outdoor", points(at, temperature), t.ink2, 1.25),
      xAxisIndex: 1,
      yAxisIndex: 1,
    });
  }

  const known = (temperature ?? []).filter((value): value is number => value !== null);
  const grids = [
    { left, right, top: plotTop, height: plotHeight, outerBoundsMode: "none" as const },
  ];
  const tempTop = plotTop + plotHeight + 44;
  if (temperature)
    grids.push({ left, right, top: tempTop, height: 40, outerBoundsMode: "none" as const });
  const mainX = timeX(window, plotWidth, t, 0);
  const fixed = { min: full.from, max: full.to };

  return {
    ...base(t),
    grid: grids,
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: t.ink2, type: "solid" } },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: t.raise,
      borderColor: t.line2,
      borderWidth: 1,
      padding: [10, 12],
      textStyle: { color: t.ink, fontFamily: FONT, fontSize: 13 },
      extraCssText: "border-radius:4px;box-shadow:0 4px 16px rgba(0,0,0,.12)",
      position: (point, _params, _dom, _rect, size) => {
        const [wide = 0] = size.contentSize;
        const [x = 0] = point;
        // The tooltip sits on the far side of now: to the left of the pointer where it fits.
        return [x - wide - 16 > left ? x - wide - 16 : x + 16, plotTop];
      },
    },
    xAxis: temperature
      ? [
          { ...mainX, ...fixed, axisLabel: { show: false }, axisTick: { show: false } },
          { ...timeX(window, plotWidth, t, 1), ...fixed },
        ]
      : [{ ...mainX, ...fixed }],
    yAxis: [
      valY(0, Math.max(data, limit?.value ?? 0), unit, t, { most: phone ? 4 : 5, gap: 12 }),
      ...(temperature
        ? [
            valY(Math.min(0, ...known), Math.max(1, ...known), "°C outdoor", t, {
              place: 1,
              most: 2,
              gap: 11,
            }),
          ].map((axis) => ({
            ...axis,
            nameTextStyle: {
              ...axis.nameTextStyle,
              align: "left" as const,
              padding: [0, 0, 0, -36],
            },
          }))
        : []),
    ],
    dataZoom: [
      {
        type: "inside",
        xAxisIndex: temperature ? [0, 1] : [0],
        filterMode: "none",
        zoomOnMouseWheel: "ctrl",
        moveOnMouseMove: false,
        moveOnMouseWheel: false,
        preventDefaultMouseMove: false,
        startValue: look.view.from,
        endValue: look.view.to,
        minValueSpan: 6 * step(series),
      },
      ...(look.brush
        ? [
            {
              type: "slider" as const,
              xAxisIndex: temperature ? [0, 1] : [0],
              filterMode: "none" as const,
              left,
              right,
              bottom: 4,
              height: 20,
              startValue: look.view.from,
              endValue: look.view.to,
              minValueSpan: 6 * step(series),
              brushSelect: false,
              showDetail: false,
              showDataShadow: true,
              borderColor: t.line,
              borderRadius: 2,
              backgroundColor: "transparent",
              fillerColor: `${t.ink3}1F`,
              dataBackground: {
                lineStyle: { color: t.ink3, width: 1, opacity: 1 },
                areaStyle: { opacity: 0 },
              },
              selectedDataBackground: {
                lineStyle: { color: t.ink3, width: 1, opacity: 1 },
                areaStyle: { opacity: 0 },
              },
              handleIcon: "path://M0,0 h6 v20 h-6 z",
              handleSize: 18,
              handleStyle: { color: t.bg, borderColor: t.ink2, borderWidth: 1 },
              moveHandleSize: 0,
              emphasis: { handleStyle: { borderColor: t.model } },
            },
          ]
        : []),
    ],
    series: series_,
  };
}

/** The line of now, and its label over the plot. */
function nowPixels(x: number, height: number): Pixel[][] {
  return [
    [
      [x, 0],
      [x + 1, height],
    ],
    [
      [x - 40, -10],
      [x + 40, -10],
    ],
  ];
}

function peakText(series: LoadSeries, place: number, short: boolean, between: string): string {
  const value = withUnit(series.measured[place] ?? 0, series.unit);
  const start = series.ts[place] ?? 0;
  if (series.resolution === "day") return `peak ${value}, ${dayName(start, series.zone, short)}`;
  // A weekday alone says which day only within a week.
  const long = series.end - (series.ts[0] ?? 0) > 8 * DAY;
  const day = long ? dayName(start, series.zone, short) : dayName(start, series.zone).split(" ")[0];
  return `peak ${value}${between}${day} ${clock(start, series.zone)}`;
}

/** The chart in one sentence, for those who do not see it. */
export function describe(series: LoadSeries, title: string, view: View): string {
  const { zone, unit, measured, ts } = series;
  const what = `${title}, ${interval(view.from, view.to, zone)}`;
  const [high, low] = [highest(measured), lowest(measured)];
  if (high < 0 || low < 0) return `${what}: no readings.`;
  const say = (place: number) =>
    `${withUnit(measured[place] ?? 0, unit)} on ${dayName(ts[place] ?? 0, zone)}` +
    (series.resolution === "day" ? "" : ` at ${clock(ts[place] ?? 0, zone)}`);
  const missing = gaps(ts, measured, series.end, ts[lastKnown(measured)]).reduce(
    (sum, gap) => sum + gap.end - gap.start,
    0,
  );
  return (
    `${what}. Highest ${say(high)}, lowest ${say(low)}.` +
    (missing > 0 ? ` No data for ${duration(missing)}.` : "")
  );
}
