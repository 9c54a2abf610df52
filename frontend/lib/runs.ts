import { count, number, percent } from "@/lib/format/number";

/** Runs of models in the words of the page. */
export const RUNS = {
  train: "Trained",
  backtest: "Backtested",
  promote: "Compared for promotion",
  rollback: "Rolled back",
  drift: "Drift watch",
  forecast: "Forecast",
  detect: "Detection",
  recommend: "Recommendations",
} as const;

export const ROLES = {
  champion: "now serves",
  challenger: "challenger",
  rejected: "rejected",
  done: "done",
  failed: "failed",
} as const;

/** A version without the model's name before it: lstm-20261121T142545 is 20261121T142545 of lstm. */
export function versionOf(model: string | null, version: string | null): string {
  if (version === null) return "";
  return model !== null && version.startsWith(`${model}-`)
    ? version.slice(model.length + 1)
    : version;
}

/** A model and its version in a sentence, named once. */
export function modelName(model: string | null, version: string | null): string {
  return [model, versionOf(model, version)].filter(Boolean).join(" ");
}

const NAMES: Record<string, string> = {
  mase: "MASE",
  mase24: "MASE 24 h",
  wql24: "wQL 24 h",
  wql: "wQL",
  coverage80: "80% range held",
  naive_mase: "as last week",
  p_value: "p",
};

/** A run's metrics in a line: the numbers among them, named; the rest stays in the API. */
export function metricsLine(metrics: Record<string, unknown>, most = 4): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(metrics)) {
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    const words = NAMES[name] ?? name.replaceAll("_", " ");
    parts.push(`${words} ${metric(name, value)}`);
    if (parts.length === most) break;
  }
  return parts.join(", ");
}

function metric(name: string, value: number): string {
  if (/coverage|share/.test(name) && value >= 0 && value <= 1) return percent(value, 0);
  if (name === "p_value") return number(value, 3);
  if (Number.isInteger(value)) return count(value);
  return number(value, Math.abs(value) < 0.1 ? 4 : Math.abs(value) < 10 ? 3 : 1);
}

/** What the words on the model page mean. */
export const TERMS: readonly (readonly [string, string])[] = [
  [
    "Champion",
    "The model version that serves. Another one takes its place only when it was better on the same days, and not by chance (a paired test).",
  ],
  [
    "Challenger",
    "A version that was trained and is compared with the champion, but does not serve.",
  ],
  [
    "As last week",
    "The simplest forecast there is: each hour as the same hour one week before. A model that does not beat it is of no use.",
  ],
  [
    "MASE",
    "The mean error of the forecast over that of taking each hour as the day before. Below 1 is better than that; 0.66 means a third less error.",
  ],
  [
    "wQL",
    "Weighted quantile loss: how well the whole range fits, not only its middle. 0.075 is about 7.5% of the load. Lower is better.",
  ],
  [
    "80% range held",
    "The share of hours that lay inside the range that was to hold eight of ten. Well below 80%: too sure of itself. Well above: of little use.",
  ],
  [
    "Forecasts scored",
    "How many forecasts, each made from what was known at its time only, and compared with what came.",
  ],
  [
    "Drift",
    "What comes in, or the error, is no longer as it was when the model was trained; then it is trained again, at the latest after seven days.",
  ],
];
