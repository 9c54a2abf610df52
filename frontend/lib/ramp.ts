/** Steps of the ramp for measured magnitudes. */
export const STEPS = 6;

/** The step of a value between the bounds of what is shown; a single value is the quiet step. */
export function rampStep(value: number, low: number, high: number): number {
  if (high <= low) return 1;
  const share = (value - low) / (high - low);
  return Math.min(STEPS - 1, Math.max(0, Math.floor(share * STEPS)));
}

/** Bounds around the values, so that one outlier does not flatten the rest: 2nd to 98th. */
export function rampBounds(values: readonly (number | null)[]): [number, number] {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  if (known.length === 0) return [0, 0];
  const at = (share: number) => known[Math.round(share * (known.length - 1))] ?? 0;
  return [at(0.02), at(0.98)];
}

/** The same for a comparison of like with like: differences of a few per cent stay quiet. */
export function likeBounds(values: readonly (number | null)[]): [number, number] {
  const [low, high] = rampBounds(values);
  const middle = (low + high) / 2;
  return [Math.min(low, middle * 0.6), Math.max(high, middle * 1.4)];
}
