import { count, percent } from "@/lib/format/number";

/** How good a model's forecasts were, all of them issued before the truth was known. */
export interface Skill {
  mase: number | null;
  naiveMase: number | null;
  wql: number | null;
  naiveWql: number | null;
  coverage80: number | null;
  origins: number | null;
}

/** How much smaller the error is than that of "as last week"; below 0 it is larger. */
export function better(skill: Skill): number | null {
  const { mase, naiveMase } = skill;
  return mase === null || naiveMase === null || naiveMase <= 0 ? null : 1 - mase / naiveMase;
}

/** The 80% range held 83% of hours: said when it was promised wrongly too. */
export function coverageWords(coverage: number): string {
  const held = `its 80% range held ${percent(coverage, 0)} of hours`;
  if (coverage < 0.75) return `${held}, too few: the range is too narrow`;
  if (coverage > 0.88) return `${held}: the range is wider than it need be`;
  return held;
}

/** "27% better than “as last week”; its 80% range held 83% of hours, over 53 forecasts." */
export function skillWords(skill: Skill): string | null {
  const by = better(skill);
  const parts: string[] = [];
  if (by !== null) {
    const size = percent(Math.abs(by), 0);
    if (Math.abs(by) < 0.005) parts.push("as good as “as last week”");
    else parts.push(`${size} ${by > 0 ? "better" : "worse"} than “as last week”`);
  }
  if (skill.coverage80 !== null) parts.push(coverageWords(skill.coverage80));
  if (parts.length === 0) return null;
  const origins =
    skill.origins === null
      ? ""
      : `, over ${count(skill.origins)} ${skill.origins === 1 ? "forecast" : "forecasts"}`;
  return `${parts.join("; ")}${origins}.`;
}

/** Whether a share of hours in the 80% range keeps the promise. */
export function keepsPromise(coverage: number): boolean {
  return coverage >= 0.75 && coverage <= 0.88;
}
