/** How a figure is written. The words of the app are English, so its digits are too. */

export const LOCALE = "en-GB";

const MINUS = "\u2212";
const cache = new Map<string, Intl.NumberFormat>();

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.NumberFormat(LOCALE, options);
    cache.set(key, found);
  }
  return found;
}

/** Digits behind the point for a value of this unit: what a reader can use, no more. */
export function decimals(value: number, unit: string): number {
  const size = Math.abs(value);
  switch (unit) {
    case "kW":
    case "kWh":
    case "MWh":
      return size >= 99.95 ? 0 : 1;
    case "EUR":
    case "GBP":
    case "USD":
      return size < 9.995 ? 2 : 0;
    case "kg":
    case "kgCO2e":
    case "kg CO2e":
      return size < 9.95 ? 1 : 0;
    case "EUR/kWh":
    case "GBP/kWh":
    case "ratio":
    case "":
    case "1":
      return 2;
    case "°C":
    case "%":
      return 1;
    default:
      return 0;
  }
}

export function number(value: number, places: number): string {
  const rounded = Number(value.toFixed(places));
  const text = formatter({ minimumFractionDigits: places, maximumFractionDigits: places }).format(
    Math.abs(rounded),
  );
  return rounded < 0 ? MINUS + text : text;
}

/** A value in its unit, without the unit: 2,383, 81.9, 5.10. */
export function quantity(value: number, unit: string): string {
  return number(value, decimals(value, unit));
}

/** A difference always carries its sign: +185, −3, ±0. */
export function difference(value: number, unit: string): string {
  const places = decimals(value, unit);
  const rounded = Number(value.toFixed(places));
  if (rounded === 0) return `±${number(0, places)}`;
  return rounded > 0 ? `+${number(rounded, places)}` : number(rounded, places);
}

/** A share 0..1 as per cent: 96.1%. */
export function percent(share: number, places = 1): string {
  // 0.9996 is not complete: only the whole is called 100%.
  const limit = 1 - 0.5 / 10 ** (places + 2);
  if (share < 1 && share >= limit) return `${number(100 - 10 ** -places, places)}%`;
  return `${number(share * 100, share === 1 || share === 0 ? 0 : places)}%`;
}

/** A relative change with its sign: +5.1%, −12%. From 10% on without a digit behind the point. */
export function change(share: number): string {
  const size = Math.abs(share * 100);
  const places = size >= 9.95 ? 0 : 1;
  const rounded = Number((share * 100).toFixed(places));
  if (rounded === 0) return "±0%";
  return `${rounded > 0 ? "+" : ""}${number(rounded, places)}%`;
}

const SYMBOLS: Record<string, string> = { EUR: "€", GBP: "£", USD: "$" };

/** What stands beside a value: money is written as its sign, a bare ratio as nothing. */
export function unitLabel(unit: string): string {
  if (unit in SYMBOLS) return SYMBOLS[unit] ?? unit;
  if (unit === "1" || unit === "ratio") return "";
  if (unit === "kg" || unit === "kgCO2e" || unit === "kg CO2e") return "kg CO₂e";
  return unit;
}

export function isMoney(unit: string): boolean {
  return unit in SYMBOLS;
}

/** Value and unit in one run of text, for sentences and labels: €204, 2,383 kW. */
export function withUnit(value: number, unit: string): string {
  if (isMoney(unit)) {
    const text = quantity(value, unit);
    return text.startsWith(MINUS)
      ? `${MINUS}${unitLabel(unit)}${text.slice(1)}`
      : `${unitLabel(unit)}${text}`;
  }
  const label = unitLabel(unit);
  if (label === "%") return `${quantity(value, unit)}%`;
  return label ? `${quantity(value, unit)} ${label}` : quantity(value, unit);
}

export function count(value: number): string {
  return number(value, 0);
}
