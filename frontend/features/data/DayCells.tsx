import { memo, useId } from "react";

import { HatchPattern } from "@/components/figure/Hatch";
import { percent } from "@/lib/format/number";

/** From this share on, this shade. Below the last, a day is hatched. */
export const SHADES = [
  { from: 0.99995, fill: "var(--ramp-1)", label: "100%" },
  { from: 0.95, fill: "var(--ramp-2)", label: "95–99.9" },
  { from: 0.75, fill: "var(--ramp-3)", label: "75–95" },
  { from: 0.25, fill: "var(--ramp-5)", label: "25–75" },
] as const;

const CELL = 12;
const HEIGHT = 16;

interface Props {
  /** 0..1 a day; null where nothing was due. */
  values: (number | null)[];
  days: string[];
  name: string;
}

/** One path a shade: a row of days costs a handful of nodes, however many days there are. */
export const DayCells = memo(function DayCells({ values, days, name }: Props) {
  const id = useId();
  const paths = new Map<string, string>();
  values.forEach((value, place) => {
    if (value === null) return;
    const fill = SHADES.find((shade) => value >= shade.from)?.fill ?? `url(#${id})`;
    const cell = `M${place * CELL} 0h${CELL - 1}v${HEIGHT}h-${CELL - 1}z`;
    paths.set(fill, (paths.get(fill) ?? "") + cell);
  });
  const worst = values.reduce<number>(
    (found, value, place) =>
      value !== null && (found < 0 || value < (values[found] ?? 1)) ? place : found,
    -1,
  );
  const said =
    worst < 0
      ? "nothing was due"
      : `least complete on ${days[worst] ?? ""}, ${percent(values[worst] ?? 0)}`;
  return (
    <svg
      role="img"
      aria-label={`${name} by day: ${said}`}
      width="100%"
      height={HEIGHT}
      viewBox={`0 0 ${values.length * CELL - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      style={{ display: "block" }}
    >
      <defs>
        <HatchPattern id={id} />
      </defs>
      {[...paths].map(([fill, d]) => (
        <path key={fill} d={d} fill={fill} />
      ))}
    </svg>
  );
});
