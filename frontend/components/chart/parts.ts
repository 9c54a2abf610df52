import type { EChartsOption, SeriesOption } from "echarts";

import type { Tokens } from "@/theme/tokens";
import { number } from "@/lib/format/number";
import { scale } from "@/lib/series";
import { ticks } from "@/lib/time/axis";

/** The parts every chart is made of. Values on the time axis are instants; only labels know zones. */

export const FONT = '"IBM Plex Sans Variable", system-ui, sans-serif';

export type Point = [number, number | null];

export function base(t: Tokens): EChartsOption {
  return {
    animation: false,
    useUTC: true,
    color: [t.ink],
    textStyle: { fontFamily: FONT, fontSize: 12, color: t.ink3 },
  };
}

/** How many labels fit: a day's name needs about 84 px, 56 on phones. */
export function labelRoom(width: number): number {
  return width < 420 ? Math.max(2, Math.floor(width / 64)) : Math.min(12, Math.floor(width / 88));
}

export interface TimeWindow {
  from: number;
  to: number;
  zone: string;
}

/** Ticks at the building's midnights, whatever the browser's zone is. */
export function timeTicks(window: TimeWindow, width: number, t: Tokens) {
  // A label at the very end would be cut by the edge.
  const room = ((window.to - window.from) * 26) / Math.max(width, 1);
  const marks = ticks(window.from, window.to, window.zone, labelRoom(width)).filter(
    (mark) => mark.at <= window.to - room,
  );
  const byInstant = new Map(marks.map((mark) => [mark.at, mark]));
  const customValues = marks.map((mark) => mark.at);
  return {
    axisTick: { show: true, customValues, length: 4, lineStyle: { color: t.line2 } },
    axisLabel: {
      customValues,
      margin: 9,
      color: t.ink3,
      fontSize: 12,
      fontFamily: FONT,
      formatter: (value: number) => {
        const mark = byInstant.get(value);
        if (!mark) return "";
        return mark.strong ? `{day|${mark.text}}` : mark.text;
      },
      rich: { day: { fontWeight: 600, color: t.ink, fontSize: 12, fontFamily: FONT } },
    },
  };
}

export function timeX(window: TimeWindow, width: number, t: Tokens, place = 0) {
  return {
    type: "time" as const,
    gridIndex: place,
    min: window.from,
    max: window.to,
    axisLine: { lineStyle: { color: t.line2 }, onZero: false },
    splitLine: { show: false },
    axisPointer: { label: { show: false } },
    ...timeTicks(window, width, t),
  };
}

export function valY(
  bottom: number,
  top: number,
  unit: string,
  t: Tokens,
  { place = 0, most = 5, gap = 10 }: { place?: number; most?: number; gap?: number } = {},
) {
  const { min, max, step } = scale(bottom, top, most);
  return {
    type: "value" as const,
    gridIndex: place,
    min,
    max,
    interval: step,
    name: unit,
    nameLocation: "end" as const,
    nameGap: gap,
    nameTextStyle: { color: t.ink3, fontSize: 12, align: "right" as const, padding: [0, 6, 0, 0] },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: t.line, width: 1 } },
    axisLabel: {
      color: t.ink3,
      fontSize: 12,
      margin: 6,
      formatter: (value: number) => number(value, step < 1 ? (step < 0.1 ? 2 : 1) : 0),
    },
  };
}

/** Diagonal lines for what is not known; sharp on every screen. */
export function hatch(t: Tokens, ground = "transparent") {
  const dpr = typeof window === "undefined" ? 1 : window.devicePixelRatio || 1;
  const side = 6;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(side * dpr);
  const pen = canvas.getContext("2d");
  if (pen) {
    pen.scale(canvas.width / side, canvas.width / side);
    pen.fillStyle = ground;
    pen.fillRect(0, 0, side, side);
    pen.strokeStyle = t.hatch;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const shift of [-side, 0, side]) {
      pen.moveTo(shift - 1, side + 1);
      pen.lineTo(shift + side + 1, -1);
    }
    pen.stroke();
  }
  const unit = side / canvas.width;
  return { image: canvas, repeat: "repeat" as const, scaleX: unit, scaleY: unit };
}

/** A shape between two lines, drawn as one polygon so that it survives a zoom. */
export function band(
  name: string,
  at: readonly number[],
  low: readonly (number | null)[],
  high: readonly (number | null)[],
  fill: string,
): SeriesOption {
  const rows = at.flatMap((x, i) => {
    const [lo, hi] = [low[i] ?? null, high[i] ?? null];
    return lo === null || hi === null ? [] : [[x, lo, hi]];
  });
  return {
    type: "custom",
    name,
    silent: true,
    z: 1,
    data: rows,
    encode: { x: 0, y: [1, 2] },
    tooltip: { show: false },
    renderItem: (params, api) => {
      if (params.dataIndexInside !== 0) return null;
      const upper = rows.map(([x = 0, , hi = 0]) => api.coord([x, hi]));
      const lower = rows.map(([x = 0, lo = 0]) => api.coord([x, lo])).reverse();
      return { type: "polygon", shape: { points: [...upper, ...lower] }, style: { fill } };
    },
    clip: true,
  };
}

/** A line without symbols: `data` may hold nulls, and the line breaks there. */
export function line(
  name: string,
  data: Point[],
  color: string,
  width: number,
  dash?: number[],
): SeriesOption & { type: "line" } {
  return {
    type: "line",
    name,
    data,
    connectNulls: false,
    showSymbol: false,
    symbol: "circle",
    symbolSize: 6,
    color,
    itemStyle: { color },
    lineStyle: { color, width, ...(dash ? { type: dash } : {}), cap: "round", join: "round" },
    emphasis: { disabled: true },
    z: 3,
  };
}
