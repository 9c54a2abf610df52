import type { RangeFigure, Recommendation, Saving } from "@/lib/api/types";

import {
  count,
  decimals,
  isMoney,
  number,
  percent,
  unitLabel,
  withUnit,
} from "@/lib/format/number";

import type { Range } from "./ranges";

export const ADVICE = {
  base_load: "Base load",
  peak_shaving: "Peak shaving",
  schedule: "Schedule",
  set_point: "Set point",
  upgrade: "Upgrade",
} as const;

export function adviceName(kind: string): string {
  return Object.hasOwn(ADVICE, kind)
    ? ADVICE[kind as keyof typeof ADVICE]
    : kind.replaceAll("_", " ");
}

export function rangeOf({ low, value, high, unit }: RangeFigure): Range {
  return { low, mid: value, high, unit };
}

/** What a measured saving proves; null while nothing is measured. */
export function verdict({ saved: { low, high } }: Saving): string | null {
  if (low === null || high === null) return null;
  if (low > 0) return "Saved: the whole range lies above zero.";
  if (high < 0) return "More is used than before the change: the whole range lies below zero.";
  return "Zero lies within the range: it cannot be told from chance yet.";
}

/** The days and the baseline that a measured saving rests on; null while nothing is measured. */
export function basis(saving: Saving): string | null {
  const { days_before: before, days_after: after, days_since: due, note } = saving;
  const error = saving.baseline_error.value;
  if (before === null || after === null || due === null || error === null) return null;
  const by = saving.method === "opendsm" ? "OpenDSM" : "our own regression";
  return [
    `${count(after)} of ${count(due)} days measured, against a baseline of ${count(before)} days by ${by}`,
    `its daily error is ${percent(error, 0)}`,
    ...(note ? [note] : []),
  ].join("; ");
}

/** The most money first; without a price by energy, behind those that have one. */
export function byMoney(a: Recommendation, b: Recommendation): number {
  const known = (r: Recommendation) => Number(r.cost.value !== null);
  return (
    known(b) - known(a) ||
    (b.cost.value ?? 0) - (a.cost.value ?? 0) ||
    (b.energy.value ?? 0) - (a.energy.value ?? 0) ||
    a.recommendation_id.localeCompare(b.recommendation_id)
  );
}

/** A figure that a rule rests on, in the unit that the rule named: 12.4 kW, €0.31/kWh, 17:00. */
export function evidenceText(value: number | null, unit: string): string {
  if (value === null) return "–";
  if (unit === "o'clock") return `${String(Math.round(value)).padStart(2, "0")}:00`;
  const [money = "", per] = unit.split("/");
  if (per && isMoney(money)) return `${unitLabel(money)}${number(value, 2)}/${per}`;
  const [first = "", ...rest] = unit.split(" ");
  if (rest.length === 0 && first !== "W/m²") return withUnit(value, unit);
  return `${number(value, first === "W/m²" ? 1 : decimals(value, first))} ${unit}`;
}
