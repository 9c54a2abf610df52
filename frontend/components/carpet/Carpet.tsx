"use client";

import { VisuallyHidden } from "@mantine/core";
import { useId, useState, type KeyboardEvent, type PointerEvent } from "react";

import { HatchKey, HatchPattern } from "@/components/figure/Hatch";
import type { Day } from "@/lib/carpet";
import { number, withUnit } from "@/lib/format/number";
import { rampBounds, rampStep, STEPS } from "@/lib/ramp";
import { interval, shortDate } from "@/lib/time/label";
import { HOUR, startOfDate } from "@/lib/time/zone";
import { useWidth } from "@/lib/useWidth";

import classes from "./carpet.module.css";
import { CarpetTable } from "./CarpetTable";

interface Props {
  title: string;
  days: Day[];
  zone: string;
  unit: string;
  /** Hours from this instant on have not come. */
  now: number;
  table: boolean;
  onTable: (open: boolean) => void;
}

const LEFT = 44;
const ROW = 12;
const TOP = 2;

/** Every hour of many days: columns are local days, rows local hours, ink is load. */
export function Carpet({ title, days, zone, unit, now, table, onTable }: Props) {
  const id = useId();
  const [box, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<{ day: number; hour: number } | null>(null);
  const [low, high] = rampBounds(days.flatMap((day) => day.cells.map((cell) => cell.value)));
  const column = (width - LEFT) / Math.max(1, days.length);
  const height = TOP + 24 * ROW + 22;
  const every = Math.max(7, Math.ceil(days.length / Math.max(1, Math.floor(width / 74)) / 7) * 7);

  const over = (event: PointerEvent<SVGSVGElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const day = Math.floor((event.clientX - bounds.left - LEFT) / column);
    const hour = Math.floor((event.clientY - bounds.top - TOP) / ROW);
    setCursor(days[day] && hour >= 0 && hour < 24 ? { day, hour } : null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = cursor ?? { day: days.length - 1, hour: 12 };
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (move) {
      const [byDay = 0, byHour = 0] = move;
      setCursor({
        day: Math.min(days.length - 1, Math.max(0, at.day + byDay)),
        hour: Math.min(23, Math.max(0, at.hour + byHour)),
      });
    } else if (event.key === "t" || event.key === "T") onTable(!table);
    else if (event.key === "Escape" && cursor) setCursor(null);
    else return;
    event.preventDefault();
  };

  const cell = cursor ? days[cursor.day]?.cells[cursor.hour] : undefined;
  const read = !cursor
    ? ""
    : cell?.at === null || cell?.at === undefined
      ? "nothing was due in this hour"
      : `${interval(cell.at, cell.at + HOUR, zone)}: ${
          cell.value === null ? "no data" : withUnit(cell.value, unit)
        }`;

  const first = days[0];
  const last = days.at(-1);
  const spanned =
    first && last
      ? `${shortDate(startOfDate(first.date, zone), zone)} to ${shortDate(startOfDate(last.date, zone), zone)}`
      : "";

  return (
    <>
      <div
        ref={box}
        role="group"
        aria-roledescription="chart"
        aria-label={`${title}, ${spanned}. From ${withUnit(low, unit)} to ${withUnit(high, unit)}.`}
        tabIndex={0}
        className={classes.box}
        style={{ minHeight: height }}
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(null)}
      >
        {width > 0 && (
          <svg
            width={width}
            height={height}
            aria-hidden="true"
            onPointerMove={over}
            onPointerLeave={() => setCursor(null)}
          >
            <defs>
              <HatchPattern id={id} />
            </defs>
            {[0, 6, 12, 18].map((hour) => (
              <text key={hour} x={LEFT - 8} y={TOP + hour * ROW + 9} className={classes.hour}>
                {String(hour).padStart(2, "0")}:00
              </text>
            ))}
            {days.map((day, d) => (
              <g key={day.date}>
                {day.cells.map(({ hour, at, value }) => {
                  if (at === null || at >= now) return null;
                  const missing = value === null;
                  return (
                    <rect
                      key={hour}
                      data-missing={missing || undefined}
                      x={LEFT + d * column}
                      y={TOP + hour * ROW}
                      width={Math.max(1, column - (missing ? 0 : 1))}
                      height={ROW - (missing ? 0 : 1)}
                      fill={missing ? `url(#${id})` : `var(--ramp-${rampStep(value, low, high)})`}
                    />
                  );
                })}
                {(days.length - 1 - d) % every === every - 1 && (
                  <text x={LEFT + (d + 0.5) * column} y={height - 6} className={classes.day}>
                    {shortDate(startOfDate(day.date, zone), zone)}
                  </text>
                )}
              </g>
            ))}
            {cursor && (
              <rect
                x={LEFT + cursor.day * column - 1}
                y={TOP + cursor.hour * ROW - 1}
                width={column + 1}
                height={ROW + 1}
                fill="none"
                stroke="var(--model)"
                strokeWidth="2"
              />
            )}
          </svg>
        )}
        <VisuallyHidden role="status">{read}</VisuallyHidden>
      </div>
      <div className={classes.key}>
        <span className={classes.read} aria-hidden="true">
          {read}
        </span>
        <span className={classes.ramp}>
          {number(low, high < 100 ? 1 : 0)}
          <span className={classes.steps} aria-hidden="true">
            {Array.from({ length: STEPS }, (_, step) => (
              <span key={step} style={{ background: `var(--ramp-${step})` }} />
            ))}
          </span>
          {withUnit(high, unit)}
        </span>
        <HatchKey />
      </div>
      {table && <CarpetTable title={title} days={days} unit={unit} zone={zone} now={now} />}
    </>
  );
}
