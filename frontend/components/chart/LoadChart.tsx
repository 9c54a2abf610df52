"use client";

import { VisuallyHidden } from "@mantine/core";
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from "react";

import { middles } from "@/lib/time/axis";
import { DAY, HOUR } from "@/lib/time/zone";
import { useTokens } from "@/theme/useTokens";

import classes from "./chart.module.css";
import { ChartBox } from "./ChartBox";
import type { ECharts } from "./engine";
import { describe } from "./describe";
import { loadOption, type LoadLook } from "./loadOption";
import { step, type LoadSeries, type View } from "./LoadSeries";
import { LoadTable } from "./LoadTable";
import { timeTicks } from "./parts";
import { rows, title as rowTitle, tooltip } from "./tooltip";

interface Props {
  title: string;
  series: LoadSeries;
  height: number;
  view?: View | undefined;
  onView?: (view: View | null) => void;
  now?: number | undefined;
  limit?: LoadLook["limit"];
  brush?: boolean;
  comparison?: string;
  table: boolean;
  onTable: (open: boolean) => void;
  onProof?: (id: string) => void;
}

/** Measured load with what it is compared with. Zoom by brush or Ctrl + wheel; focused:
 *  arrows an hour, Shift a day, + and − zoom, Enter proof, T table. */
export function LoadChart({
  title,
  series,
  height,
  view,
  onView,
  now,
  limit,
  brush = false,
  comparison = "Last week",
  table,
  onTable,
  onProof,
}: Props) {
  const t = useTokens();
  const hint = useId();
  const [chart, setChart] = useState<ECharts | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const full = useMemo<View>(
    () => ({ from: series.ts[0] ?? series.end - DAY, to: series.end }),
    [series],
  );
  const shown = view ?? full;
  // The view while the pointer drags; the option is not rebuilt under the pointer.
  const current = useRef<View>(shown);
  const at = useMemo(() => middles(series.ts, step(series)), [series]);

  const { from, to } = shown;
  const build = useCallback(
    (width: number) => {
      current.current = { from, to };
      const option = loadOption(
        series,
        {
          width,
          height,
          view: { from, to },
          brush,
          comparison: comparison.toLowerCase(),
          ...(now === undefined ? {} : { now }),
          ...(limit ? { limit } : {}),
        },
        t,
      );
      const format = (params: unknown) => {
        const list = params as { dataIndex: number }[];
        return tooltip(series, list[0]?.dataIndex ?? 0, comparison, t);
      };
      return { ...option, tooltip: { ...option.tooltip, formatter: format } };
    },
    [series, from, to, height, brush, comparison, now, limit, t],
  );

  useEffect(() => {
    if (!chart) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const zoomed = () => {
      const [zoom] = chart.getOption()["dataZoom"] as { startValue: number; endValue: number }[];
      if (!zoom) return;
      const next = { from: zoom.startValue, to: zoom.endValue };
      current.current = next;
      const width = chart.getWidth() - 64;
      const marks = timeTicks({ ...next, zone: series.zone }, width, t);
      const two = (chart.getOption()["xAxis"] as unknown[]).length > 1;
      chart.setOption({ xAxis: two ? [{}, marks] : [marks] });
      clearTimeout(timer);
      timer = setTimeout(() => {
        const whole = next.from <= full.from + 1 && next.to >= full.to - 1;
        onView?.(whole ? null : next);
      }, 250);
    };
    const reset = () => onView?.(null);
    chart.on("datazoom", zoomed);
    chart.getZr().on("dblclick", reset);
    return () => {
      clearTimeout(timer);
      if (chart.isDisposed()) return;
      chart.off("datazoom", zoomed);
      chart.getZr().off("dblclick", reset);
    };
  }, [chart, full, onView, series.zone, t]);

  const point = (place: number) => {
    const next = Math.min(Math.max(place, 0), series.ts.length - 1);
    setCursor(next);
    if (!chart) return;
    const x = chart.convertToPixel({ xAxisIndex: 0 }, at[next] ?? 0);
    chart.dispatchAction({ type: "showTip", x, y: height / 3 });
  };

  // About the cursor, which keeps its place on the screen: out undoes in.
  const zoom = (factor: number) => {
    const { from: a, to: b } = current.current;
    const pivot = Math.min(Math.max((cursor !== null && at[cursor]) || (a + b) / 2, a), b);
    const scale = Math.max(factor, (6 * HOUR) / (b - a));
    const next = {
      from: Math.max(full.from, pivot - (pivot - a) * scale),
      to: Math.min(full.to, pivot + (b - pivot) * scale),
    };
    const near = step(series); // the address rounds to minutes
    onView?.(next.from <= full.from + near && next.to >= full.to - near ? null : next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const stride = event.shiftKey ? Math.max(1, Math.round(DAY / step(series))) : 1;
    const start =
      cursor ?? series.ts.findLastIndex((_, i) => (series.measured[i] ?? null) !== null);
    if (event.key === "ArrowLeft") point(cursor === null ? start : start - stride);
    else if (event.key === "ArrowRight") point(cursor === null ? start : start + stride);
    else if (event.key === "+" || event.key === "=") zoom(0.5);
    else if (event.key === "-") zoom(2);
    else if (event.key === "Enter" && series.proof) onProof?.(series.proof);
    else if (event.key === "t" || event.key === "T") onTable(!table);
    else if (event.key === "Escape" && cursor !== null) {
      setCursor(null);
      chart?.dispatchAction({ type: "hideTip" });
    } else return;
    event.preventDefault();
  };

  const read =
    cursor === null
      ? ""
      : `${rowTitle(series, cursor)}: ${rows(series, cursor, comparison)
          .map((row) => `${row.name} ${row.value}`)
          .join(", ")}`;

  return (
    <>
      <div
        role="group"
        aria-roledescription="chart"
        aria-label={describe(series, title, shown)}
        aria-describedby={hint}
        tabIndex={0}
        className={classes.focus}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setCursor(null);
          chart?.dispatchAction({ type: "hideTip" });
        }}
      >
        <ChartBox height={height} build={build} onReady={setChart} />
        <VisuallyHidden id={hint}>
          Left and right arrows move by an interval, with Shift by a day. Plus and minus zoom. Enter
          opens the proof. T shows the table.
        </VisuallyHidden>
        <VisuallyHidden role="status">{read}</VisuallyHidden>
      </div>
      {table && <LoadTable title={title} series={series} view={shown} comparison={comparison} />}
    </>
  );
}
