import type { EChartsOption } from "echarts";

import type { Values } from "@/lib/series";
import type { Tokens } from "@/theme/tokens";

import { LANE } from "./lane";
import { step, type LoadSeries, type View } from "./LoadSeries";
import { FONT, timeX, valY } from "./parts";

/** What a load chart stands in: its margins, its axes, its tooltip and its zoom. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  plotWidth: number;
  plotHeight: number;
  phone: boolean;
  full: View;
  view: View;
  zone: string;
  stride: number;
  temperature?: Values | undefined;
}

interface Look {
  width: number;
  height: number;
  view: View;
  brush: boolean;
}

/** The frame of a chart of this size; a lane over the plot where there are incidents. */
export function frameOf(series: LoadSeries, look: Look): Frame {
  const phone = look.width < 520;
  const [left, right] = [phone ? 40 : 48, phone ? 10 : 16];
  const temperature = series.outdoor?.some((value) => value !== null) ? series.outdoor : undefined;
  const top = 34 + (series.incidents?.length ? LANE : 0);
  const below = 26 + (temperature ? 88 : 0) + (look.brush ? 38 : 0);
  return {
    left,
    right,
    top,
    plotWidth: look.width - left - right,
    plotHeight: look.height - top - below,
    phone,
    full: { from: series.ts[0] ?? look.view.from, to: series.end },
    view: look.view,
    zone: series.zone,
    stride: step(series),
    temperature,
  };
}

export function grids({ left, right, top, plotHeight, temperature }: Frame) {
  const edges = { left, right, outerBoundsMode: "none" as const };
  const main = { ...edges, top, height: plotHeight };
  return temperature ? [main, { ...edges, top: top + plotHeight + 44, height: 40 }] : [main];
}

export function axes(frame: Frame, highest: number, unit: string, t: Tokens) {
  const { temperature, phone, plotWidth } = frame;
  const window = { ...frame.view, zone: frame.zone };
  const fixed = { min: frame.full.from, max: frame.full.to };
  const mainX = timeX(window, plotWidth, t, 0);
  const mainY = valY(0, highest, unit, t, { most: phone ? 4 : 5, gap: 12 });
  if (!temperature) return { xAxis: [{ ...mainX, ...fixed }], yAxis: [mainY] };
  const known = temperature.filter((value): value is number => value !== null);
  const degrees = valY(Math.min(0, ...known), Math.max(1, ...known), "°C outdoor", t, {
    place: 1,
    most: 2,
    gap: 11,
  });
  const nameTextStyle = {
    ...degrees.nameTextStyle,
    align: "left" as const,
    padding: [0, 0, 0, -36],
  };
  return {
    xAxis: [
      { ...mainX, ...fixed, axisLabel: { show: false }, axisTick: { show: false } },
      { ...timeX(window, plotWidth, t, 1), ...fixed },
    ],
    yAxis: [mainY, { ...degrees, nameTextStyle }],
  };
}

export function tip({ left, top }: Frame, t: Tokens): NonNullable<EChartsOption["tooltip"]> {
  return {
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
      return [x - wide - 16 > left ? x - wide - 16 : x + 16, top];
    },
  };
}

export function zoom({ left, right, view, stride, temperature }: Frame, brush: boolean, t: Tokens) {
  const shared = {
    xAxisIndex: temperature ? [0, 1] : [0],
    filterMode: "none" as const,
    startValue: view.from,
    endValue: view.to,
    minValueSpan: 6 * stride,
  };
  const inside = {
    type: "inside" as const,
    ...shared,
    zoomOnMouseWheel: "ctrl" as const,
    moveOnMouseMove: false,
    moveOnMouseWheel: false,
    preventDefaultMouseMove: false,
  };
  if (!brush) return [inside];
  const shadow = {
    lineStyle: { color: t.ink3, width: 1, opacity: 1 },
    areaStyle: { opacity: 0 },
  };
  return [
    inside,
    {
      type: "slider" as const,
      ...shared,
      left,
      right,
      bottom: 4,
      height: 20,
      brushSelect: false,
      showDetail: false,
      showDataShadow: true,
      borderColor: t.line,
      borderRadius: 2,
      backgroundColor: "transparent",
      fillerColor: `${t.ink3}1F`,
      dataBackground: shadow,
      selectedDataBackground: shadow,
      handleIcon: "path://M0,0 h6 v20 h-6 z",
      handleSize: 18,
      handleStyle: { color: t.bg, borderColor: t.ink2, borderWidth: 1 },
      moveHandleSize: 0,
      emphasis: { handleStyle: { borderColor: t.model } },
    },
  ];
}
