/** The colours of the house, light and dark. Ink is measured, petrol is the model, vermilion is an
 *  open incident or an error. Charts read these values; CSS reads the same ones as variables. */

export interface Tokens {
  bg: string;
  sub: string;
  raise: string;
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  line2: string;
  edge: string;
  hatch: string;
  model: string;
  band50: string;
  band80: string;
  alert: string;
  alertBg: string;
  excess: string;
  warn: string;
  warnBg: string;
  /** For measured magnitudes, quiet to loud. */
  ramp: readonly string[];
  /** Text on the ramp flips from this step on. */
  rampFlip: number;
  /** Categories in stacking order; the last is what no sub-meter explains. */
  categories: readonly string[];
}

const light: Tokens = {
  bg: "#FFFFFF",
  sub: "#F5F7F7",
  raise: "#FFFFFF",
  ink: "#12181B",
  ink2: "#465157",
  ink3: "#647077",
  line: "#E3E8EA",
  line2: "#B9C2C6",
  edge: "#7F8C93",
  hatch: "#8C989E",
  model: "#00677D",
  band50: "rgba(0,116,140,.30)",
  band80: "rgba(0,116,140,.14)",
  alert: "#BF360C",
  alertBg: "#FDF0EB",
  excess: "rgba(191,54,12,.28)",
  warn: "#8A5A00",
  warnBg: "#FBF4E4",
  ramp: ["#F2F5F6", "#D6DEE2", "#ABB8BF", "#788992", "#43555F", "#131C21"],
  rampFlip: 4,
  categories: ["#2B6CB0", "#A84C86", "#B58200", "#1F7F5A", "#5E3822", "#7A868C"],
};

const dark: Tokens = {
  bg: "#0F1517",
  sub: "#0A0F11",
  raise: "#172023",
  ink: "#E9EEF0",
  ink2: "#AFBABF",
  ink3: "#8B989E",
  line: "#232C30",
  line2: "#46535A",
  edge: "#69777E",
  hatch: "#66747B",
  model: "#56BBD2",
  band50: "rgba(86,187,210,.30)",
  band80: "rgba(86,187,210,.14)",
  alert: "#FF8560",
  alertBg: "#2A1913",
  excess: "rgba(255,133,96,.36)",
  warn: "#E0AC4A",
  warnBg: "#271F10",
  ramp: ["#192125", "#2B363B", "#465359", "#73828A", "#A6B3B9", "#EEF3F5"],
  rampFlip: 3,
  categories: ["#6AA5E3", "#C46BA0", "#E3BC55", "#45A982", "#9C6440", "#93A0A6"],
};

export const tokens = { light, dark } as const;

export type Scheme = keyof typeof tokens;

/** The tokens as CSS custom properties, `--ink`, `--ramp-0`, `--category-0` and so on. */
export function cssVariables(t: Tokens): Record<`--${string}`, string> {
  const out: Record<`--${string}`, string> = {};
  for (const [name, value] of Object.entries(t)) {
    if (typeof value !== "string") continue;
    out[`--${name}`] = value;
  }
  t.ramp.forEach((colour, step) => (out[`--ramp-${step}`] = colour));
  t.categories.forEach((colour, place) => (out[`--category-${place}`] = colour));
  return out;
}
