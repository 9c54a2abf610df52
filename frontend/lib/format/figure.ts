import { isMoney, percent, quantity, unitLabel, withUnit } from "./number";

/** A number as the API gives it: with its unit, its completeness and the way to its proof. */
export interface Figure {
  value: number | null;
  unit: string;
  completeness?: number | null;
  estimated_share?: number | null;
  proof?: string | null;
  why?: string | null;
}

export interface Shown {
  /** What stands in the place of the number. */
  text: string;
  /** The same with its currency sign, where it is money: −€0.46. */
  money: string;
  /** ≈ where much is estimated. */
  about: string;
  /** What stands behind the number: nothing behind money. */
  unit: string;
  /** Why there is no number, in words. */
  note: string | null;
  known: boolean;
}

export const ESTIMATED_FROM = 0.2;
export const COMPLETE_FROM = 0.5;

/** Missing is "–" with its reason, half missing is "not enough data", much estimated is "≈". */
export function show(figure: Figure): Shown {
  const none = { text: "–", money: "–", about: "", unit: "", known: false };
  if (figure.value === null) return { ...none, note: figure.why ?? "no data" };
  if ((figure.completeness ?? 1) < COMPLETE_FROM) return { ...none, note: "not enough data" };
  const money = isMoney(figure.unit);
  const text = quantity(figure.value, figure.unit);
  return {
    text,
    money: money ? withUnit(figure.value, figure.unit) : text,
    about: (figure.estimated_share ?? 0) >= ESTIMATED_FROM ? "≈" : "",
    unit: money ? "" : unitLabel(figure.unit),
    note: null,
    known: true,
  };
}

/** What a screen reader says on the button: "2,383 kW, 96% complete, 3% estimated. Show proof". */
export function spoken(figure: Figure, label?: string, text?: string): string {
  const shown = show(figure);
  const start = label ? `${label}: ` : "";
  if (!shown.known || figure.value === null) return `${start}${shown.note}. Show proof`;
  const said = [text ? `${text} ${shown.unit}`.trim() : withUnit(figure.value, figure.unit)];
  if (typeof figure.completeness === "number")
    said.push(`${percent(figure.completeness, 0)} complete`);
  if (figure.estimated_share) said.push(`${percent(figure.estimated_share, 0)} estimated`);
  return `${start}${said.join(", ")}. Show proof`;
}
