import type { Values } from "@/lib/series";
import { DAY, HOUR } from "@/lib/time/zone";

/** A range of outcomes, as long as `ts`. */
export interface Band {
  low: Values;
  high: Values;
}

/** An incident on the curve: its span, and what stands over it. */
export interface IncidentSpan {
  id: string;
  start: number;
  end: number;
  /** "High load, Laundry". */
  label: string;
  /** Where the label finds no room: "+42 kWh". */
  short: string;
  severity: "low" | "medium" | "high";
  /** Open ones are vermilion; dismissed and explained ones are grey. */
  open: boolean;
  /** The meter drawn used more in it than was expected. */
  excess: boolean;
}

/** What a load chart draws. Columns are as long as `ts`; a missing value is null. What the models
 *  add (expected, forecast, bands, incidents) is drawn when it is given. */
export interface LoadSeries {
  zone: string;
  unit: string;
  resolution: "raw" | "hour" | "day";
  /** Interval starts, epoch ms; `end` closes the last one. */
  ts: readonly number[];
  end: number;
  /** Measured intervals lie before; what is not measured from here on has not come, and is no gap. */
  until?: number;
  measured: Values;
  completeness: Values;
  estimatedShare: Values;
  lastWeek?: Values;
  outdoor?: Values;
  /** What the model said of hours that have been measured since. */
  expected?: Values;
  forecast?: Values;
  /** Four and eight of ten outcomes lie inside. */
  band40?: Band;
  band80?: Band;
  incidents?: readonly IncidentSpan[];
  proof: string | null;
}

export interface View {
  from: number;
  to: number;
}

/** The interval's usual length, for the last one. */
export function step(series: LoadSeries): number {
  return series.resolution === "day" ? DAY : HOUR;
}
