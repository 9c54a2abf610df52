import { describe, expect, it } from "vitest";

import { metricsLine, modelName, versionOf } from "@/lib/runs";

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

describe("a model's name", () => {
  it("is said once, also where its version begins with it", () => {
    expect(modelName("global", "global-68bf6688-20261121T142545")).toBe(
      "global 68bf6688-20261121T142545",
    );
    expect(modelName("lstm", "2026-11-19-1")).toBe("lstm 2026-11-19-1");
    expect(modelName(null, "7")).toBe("7");
    expect(modelName("naive168", null)).toBe("naive168");
    expect(versionOf("lstm", "lstm2-1")).toBe("lstm2-1");
  });
});
