import { describe, expect, it } from "vitest";

import { metricsLine } from "@/lib/runs";

describe("a run's metrics in a line", () => {
  it("are named and rounded, and what is no number stays out", () => {
    const metrics = {
      mase: 0.6604,
      wql: 0.07446,
      coverage80: 0.827,
      verdicts: { naive: "better" },
      drifted: false,
      broken: NaN,
      p_value: 0.0031,
      origins: 1053,
    };
    expect(metricsLine(metrics, 9)).toBe(
      "MASE 0.660, wQL 0.0745, 80% range held 83%, p 0.003, origins 1,053",
    );
    expect(metricsLine(metrics, 1)).toBe("MASE 0.660");
    expect(metricsLine({})).toBe("");
  });
});
