import type { EChartsOption, SeriesOption } from "echarts";

import { base, FONT, hatch, timeX, valY } from "@/components/chart/parts";
import { UNMETERED } from "@/lib/categories";
import { percent, withUnit } from "@/lib/format/number";
import { gaps, type Values } from "@/lib/series";
import { middles } from "@/lib/time/axis";
import { interval } from "@/lib/time/label";
import { HOUR } from "@/lib/time/zone";
import type { Tokens } from "@/theme/tokens";

export interface Layer {
  id: string;
  name: string;
  place: number;
  values: Values;
}

export interface Stack {
  zone: string;
  unit: string;
  ts: readonly number[];
  end: number;
  /** From the bottom up; the last is what no sub-meter explains. */
  layers: Layer[];
}

/** The sum of the layers; null where one is missing, for a sum of a part is no sum. */
export function total(stack: Stack, place: number): number | null {
  let sum = 0;
  for (const layer of stack.layers) {
    const value = layer.values[place] ?? null;
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

export function stackOption(stack: Stack, width: number, height: number, t: Tokens): EChartsOption {
  const at = middles(stack.ts, HOUR);
  const sums = stack.ts.map((_, place) => total(stack, place));
  const [left, right, top] = [44, 8, 26];
  const window = { from: stack.ts[0] ?? stack.end - HOUR, to: stack.end, zone: stack.zone };

  const series: SeriesOption[] = stack.layers.map((layer, index) => {
    const colour = t.categories[layer.place] ?? t.ink3;
    return {
      type: "line",
      name: layer.name,
      stack: "main",
      // A stack drawn over a missing layer would show the rest too low: there, nothing is drawn.
      data: at.map((x, place) => [x, sums[place] === null ? null : layer.values[place]]),
      showSymbol: false,
      symbol: "circle",
      color: colour,
      itemStyle: { color: colour },
      lineStyle: { color: t.bg, width: 1 },
      areaStyle: {
        opacity: 1,
        color: (layer.place === UNMETERED ? hatch(t, t.bg) : colour) as string,
      },
      emphasis: { disabled: true },
      z: 3 + stack.layers.length - index,
    };
  });
  const first = series[0];
  if (first) {
    Object.assign(first, {
      markArea: {
        silent: true,
        itemStyle: { color: hatch(t) },
        data: gaps(stack.ts, sums, stack.end).map((gap) => [
          { xAxis: gap.start },
          { xAxis: gap.end },
        ]),
      },
    });
  }

  return {
    ...base(t),
    grid: [{ left, right, top, height: height - top - 26, outerBoundsMode: "none" }],
    axisPointer: { lineStyle: { color: t.ink2, type: "solid" } },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: t.raise,
      borderColor: t.line2,
      borderWidth: 1,
      padding: [10, 12],
      textStyle: { color: t.ink, fontFamily: FONT, fontSize: 13 },
      extraCssText: "border-radius:4px;box-shadow:0 4px 16px rgba(0,0,0,.12)",
      formatter: (params) => {
        const [one] = params as unknown as { dataIndex: number }[];
        return stackTooltip(stack, one?.dataIndex ?? 0, t);
      },
    },
    xAxis: [timeX(window, width - left - right, t)],
    yAxis: [
      valY(0, Math.max(0, ...sums.map((sum) => sum ?? 0)), stack.unit, t, { most: 4, gap: 10 }),
    ],
    series,
  };
}

function stackTooltip(stack: Stack, place: number, t: Tokens): string {
  const start = stack.ts[place] ?? 0;
  const end = stack.ts[place + 1] ?? stack.end;
  const sum = total(stack, place);
  const row = (name: string, value: number | null, strong = false) =>
    `<tr style="font-weight:${strong ? 600 : 400}"><td style="padding:1px 16px 1px 0">` +
    `${name.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)}</td><td style="text-align:right">` +
    `${value === null ? "–" : withUnit(value, stack.unit)}</td>` +
    `<td style="text-align:right;padding-left:12px;color:${t.ink3}">` +
    `${value === null || !sum ? "" : percent(value / sum, 0)}</td></tr>`;
  return (
    `<div style="font-weight:600;margin-bottom:4px">${interval(start, end, stack.zone)}</div>` +
    `<table style="border-spacing:0;width:100%">` +
    [...stack.layers]
      .reverse()
      .map((layer) => row(layer.name, layer.values[place] ?? null))
      .join("") +
    row("Main meter", sum, true) +
    `</table>`
  );
}
