import { useId } from "react";

import { HatchPattern } from "@/components/figure/Hatch";
import { gaps, type Values } from "@/lib/series";
import { HOUR } from "@/lib/time/zone";

interface Props {
  ts: readonly number[];
  values: Values;
  before?: Values | undefined;
  /** What a screen reader says. */
  label: string;
  width?: number;
  height?: number;
}

function path(values: Values, x: (place: number) => number, y: (value: number) => number): string {
  let pen = "M";
  return values
    .map((value, place) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const step = `${pen}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
      return step;
    })
    .join("");
}

/** A line from zero, a fifth of a word high; missing hours are hatched. */
export function Sparkline({ ts, values, before, label, width = 220, height = 28 }: Props) {
  const id = useId();
  const first = ts[0] ?? 0;
  const end = (ts.at(-1) ?? 0) + HOUR;
  const top = Math.max(1e-9, ...[...values, ...(before ?? [])].map((value) => value ?? 0));
  const at = (instant: number) => ((instant - first) / Math.max(end - first, 1)) * width;
  const x = (place: number) => at((ts[place] ?? 0) + HOUR / 2);
  const y = (value: number) => height - 1.5 - (value / top) * (height - 4);
  return (
    <svg
      role="img"
      aria-label={label}
      width="100%"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={{ display: "block" }}
    >
      <defs>
        <HatchPattern id={id} />
      </defs>
      {gaps(ts, values, end).map((gap) => (
        <rect
          key={gap.start}
          data-gap
          x={at(gap.start)}
          width={Math.max(2, at(gap.end) - at(gap.start))}
          y={0}
          height={height}
          fill={`url(#${id})`}
        />
      ))}
      <line
        x1="0"
        x2={width}
        y1={height - 0.5}
        y2={height - 0.5}
        stroke="var(--line2)"
        vectorEffect="non-scaling-stroke"
      />
      {before && (
        <path
          d={path(before, x, y)}
          fill="none"
          stroke="var(--ink3)"
          strokeWidth="1"
          vectorEffect="non-scaling-stroke"
        />
      )}
      <path
        d={path(values, x, y)}
        fill="none"
        stroke="var(--ink)"
        strokeWidth="1.6"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
