import type { SeriesOption } from "echarts";

import type { Tokens } from "@/theme/tokens";

import type { IncidentSpan } from "./LoadSeries";
import { FONT } from "./parts";
import { across, type Plot } from "./plot";

/** What the lane of incidents takes above the plot: the bar, and the words over it. */
export const LANE = 32;

const BAR = { up: 8, height: 4 };
/** From the bar to the baseline of its words; a mark and its gap; pixels a character. */
const WORDS = { up: 10, mark: 12, letter: 6.5, apart: 10 };

export interface Placed {
  span: IncidentSpan;
  /** What fits over the bar before the next incident's words. */
  text: string;
  /** Pixels from the plot's left edge. */
  x: number;
  /** Another's mark stands where this one's would: that one counts it. */
  hidden: boolean;
}

const important = (a: IncidentSpan, b: IncidentSpan) =>
  Number(b.open) - Number(a.open) || b.end - b.start - (a.end - a.start);

/** Which words stand over which incident: all of them, the short form, or the mark alone. An open
 *  incident is named before a closed one, a longer one before a shorter one; of several that begin
 *  together one is named, with how many more there are. */
export function placeLabels(spans: readonly IncidentSpan[], plot: Plot): Placed[] {
  const shown = spans.filter((span) => span.end > plot.from && span.start < plot.to);
  const at = (span: IncidentSpan) => Math.max(0, across(plot, span.start));
  const ranked = [...shown].sort(important);
  const more = new Map<IncidentSpan, number>();
  for (const span of ranked) {
    const leader = [...more.keys()].find(
      (other) => Math.abs(at(other) - at(span)) < WORDS.mark + 2,
    );
    if (leader) more.set(leader, (more.get(leader) ?? 0) + 1);
    else more.set(span, 0);
  }
  const taken = [...more.keys()].map((span) => ({
    span,
    left: at(span),
    right: at(span) + WORDS.mark,
  }));
  const words = new Map<IncidentSpan, { text: string; x: number }>();
  for (const [span, others] of more) {
    const rest = others > 0 ? `, ${others} more` : "";
    const found = [span.label + rest, span.short + rest].flatMap((text) => {
      const width = WORDS.mark + text.length * WORDS.letter;
      // Near the right edge the words end at the edge.
      const left = Math.min(at(span), plot.width - width);
      const free =
        left >= 0 &&
        taken.every(
          (box) => box.span === span || left + width + WORDS.apart <= box.left || left >= box.right,
        );
      return free ? [{ text, left, right: left + width }] : [];
    })[0];
    if (found) taken.push({ span, left: found.left, right: found.right });
    words.set(span, { text: found?.text ?? "", x: found?.left ?? at(span) });
  }
  return shown.map((span) => ({
    span,
    text: "",
    x: at(span),
    ...words.get(span),
    hidden: !words.has(span),
  }));
}

/** The outline of a severity's mark: a triangle, a diamond, a ring; never told by colour alone. */
export function severityShape(severity: IncidentSpan["severity"], x: number, y: number) {
  if (severity === "low") return { type: "circle" as const, shape: { cx: x, cy: y, r: 3 } };
  const points: [number, number][] =
    severity === "high"
      ? [
          [x - 4.5, y + 4],
          [x + 4.5, y + 4],
          [x, y - 4.5],
        ]
      : [
          [x, y - 4.5],
          [x + 4.5, y],
          [x, y + 4.5],
          [x - 4.5, y],
        ];
  return { type: "polygon" as const, shape: { points } };
}

/** Incidents over the curve: a wash over their hours, a bar above the plot, a mark and words. */
export function incidentLane(spans: readonly IncidentSpan[], plot: Plot, t: Tokens): SeriesOption {
  const placed = placeLabels(spans, plot);
  return {
    type: "custom",
    name: "incidents",
    silent: true,
    clip: false,
    z: 6,
    data: placed.map(({ span }) => [span.start, span.end]),
    encode: { x: [0, 1] },
    tooltip: { show: false },
    renderItem: (params, api) => {
      const item = placed[params.dataIndex];
      if (!item) return null;
      const area = params.coordSys as unknown as Record<"x" | "y" | "width" | "height", number>;
      const [left, right] = [api.coord([item.span.start, 0])[0], api.coord([item.span.end, 0])[0]];
      const from = Math.max(left ?? 0, area.x);
      const to = Math.min(right ?? 0, area.x + area.width);
      if (to <= from) return null;
      const color = item.span.open ? t.alert : t.ink3;
      const middle = area.y - BAR.up - BAR.height - WORDS.up;
      const x = area.x + item.x;
      const hollow = item.span.severity === "low";
      return {
        type: "group",
        children: [
          {
            type: "rect",
            shape: { x: from, y: area.y, width: to - from, height: area.height },
            style: { fill: color, opacity: 0.07 },
          },
          {
            type: "rect",
            shape: {
              x: from,
              y: area.y - BAR.up - BAR.height,
              width: to - from,
              height: BAR.height,
            },
            style: { fill: color },
          },
          {
            ...severityShape(item.span.severity, x + 5, middle),
            invisible: item.hidden,
            style: hollow ? { fill: "none", stroke: color, lineWidth: 1.5 } : { fill: color },
          },
          {
            type: "text",
            x: x + WORDS.mark + 1,
            y: middle,
            style: {
              text: item.text,
              fill: color,
              font: `600 12px ${FONT}`,
              verticalAlign: "middle",
            },
          },
        ],
      };
    },
  };
}
