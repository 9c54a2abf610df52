"use client";

import type { EChartsOption } from "echarts";
import { useEffect, useRef, useState } from "react";

import { createChart, type ECharts } from "./engine";

interface Props {
  height: number;
  /** Builds the option for a width; called again when the box or its inputs change. */
  build: (width: number) => EChartsOption;
  onReady?: (chart: ECharts | null) => void;
}

/** The element carries its chart, so that a test and the console can ask what is drawn. */
export interface ChartElement extends HTMLDivElement {
  chart?: ECharts;
}

/** A canvas that measures its own box. Its axes stand before the data: an empty series draws them. */
export function ChartBox({ height, build, onReady }: Props) {
  const box = useRef<ChartElement>(null);
  const [chart, setChart] = useState<ECharts | null>(null);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    let made: ECharts | undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    void createChart(element).then((instance) => {
      if (gone) return instance.dispose();
      made = instance;
      element.chart = instance;
      setChart(instance);
      onReady?.(instance);
    });
    return () => {
      gone = true;
      observer.disconnect();
      made?.dispose();
      delete element.chart;
      onReady?.(null);
    };
  }, [onReady]);

  useEffect(() => {
    if (!chart || width === 0) return;
    chart.resize({ width, height });
    chart.setOption(build(width), { notMerge: true });
  }, [chart, width, height, build]);

  return <div ref={box} data-chart style={{ height, width: "100%" }} aria-hidden="true" />;
}
