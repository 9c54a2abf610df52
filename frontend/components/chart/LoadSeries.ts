import type { Values } from "@/lib/series";

/** What a load chart draws. Columns are as long as `ts`; a missing value is null. What the models
 *  add (expected, forecast, bands) is drawn when it is given. */
export interface LoadSeries {
  zone: string;
  unit: string;
  resolution: "raw" | "hour" | "day";
  /** Interval starts, epoch ms; `end` closes the last one. */
  ts: readonly number[];
  end: number;
  measured: Values;
  completeness: Values;
  estimatedShare: Values;
  /** Readings known and due in each interval, where the source tells. */
  lastWeek?: Values;
  outdoor?: Values;
  expected?: Values;
  forecast?: Values;
  band50?: { low: Values; high: Values };
  band80?: { low: Values; high: Values };
  proof: string | null;
}

export interface View {
  from: number;
  to: number;
}
