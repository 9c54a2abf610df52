import { describe, expect, it } from "vitest";

import { better, skillWords, type Skill } from "@/lib/skill";

const skill = (changed: Partial<Skill>): Skill => ({
  mase: 0.66,
  naiveMase: 0.9,
  wql: 0.07,
  naiveWql: 0.1,
  coverage80: 0.83,
  origins: 53,
  ...changed,
});

describe("skill in plain words", () => {
  it("says how much better it is, how the range held, and over how many forecasts", () => {
    expect(skillWords(skill({}))).toBe(
      "27% better than “as last week”; its 80% range held 83% of hours, over 53 forecasts.",
    );
  });

  it("never calls a worse model better", () => {
    expect(skillWords(skill({ mase: 1.08 }))).toMatch(/^20% worse than “as last week”/);
    expect(skillWords(skill({ mase: 0.9 }))).toMatch(/^as good as “as last week”/);
  });

  it("says when the promised range did not hold", () => {
    expect(skillWords(skill({ coverage80: 0.6 }))).toMatch(/held 60% of hours, too few/);
    expect(skillWords(skill({ coverage80: 0.97 }))).toMatch(/wider than it need be/);
  });

  it("is silent where nothing was measured", () => {
    expect(skillWords(skill({ mase: null, coverage80: null }))).toBeNull();
    expect(better(skill({ naiveMase: 0 }))).toBeNull();
    expect(skillWords(skill({ mase: null, origins: 1 }))).toBe(
      "its 80% range held 83% of hours, over 1 forecast.",
    );
  });
});
