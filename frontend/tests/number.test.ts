import { describe, expect, it } from "vitest";

import { change, decimals, difference, percent, quantity, withUnit } from "@/lib/format/number";
import { show, spoken } from "@/lib/format/figure";

describe("numbers", () => {
  it("power has a digit behind the point only below 100", () => {
    expect(quantity(2383.4, "kW")).toBe("2,383");
    expect(quantity(81.94, "kW")).toBe("81.9");
    expect(quantity(99.97, "kW")).toBe("100");
    expect(decimals(-120, "kWh")).toBe(0);
  });

  it("money has cents below ten only, and its sign in front", () => {
    expect(withUnit(5.1, "EUR")).toBe("€5.10");
    expect(withUnit(204.4, "EUR")).toBe("€204");
    expect(withUnit(-46.2, "GBP")).toBe("−£46");
  });

  it("a little carbon is not called none", () => {
    expect(quantity(0.31, "kgCO2e")).toBe("0.3");
    expect(quantity(344.2, "kgCO2e")).toBe("344");
  });

  it("a minus is a minus sign, never a hyphen", () => {
    expect(quantity(-3.2, "°C")).toBe("−3.2");
    expect(difference(-185, "kW")).toBe("−185");
  });

  it("a difference always shows its sign, and nothing is not plus nothing", () => {
    expect(difference(185, "kW")).toBe("+185");
    expect(difference(0.004, "kW")).toBe("±0.0");
    expect(change(0.0513)).toBe("+5.1%");
    expect(change(-0.123)).toBe("−12%");
    expect(change(0.00001)).toBe("±0%");
  });

  it("almost complete is never called complete", () => {
    expect(percent(0.961)).toBe("96.1%");
    expect(percent(1)).toBe("100%");
    expect(percent(0)).toBe("0%");
    expect(percent(0.9999)).toBe("99.9%");
  });
});

describe("figures", () => {
  const figure = {
    value: 2383,
    unit: "kW",
    completeness: 0.96,
    estimated_share: 0.03,
    proof: "prf_1",
  };

  it("a missing value is a dash with its reason, never a zero", () => {
    const silent = { ...figure, value: null, why: "silent 61 h" };
    expect(show(silent)).toMatchObject({ text: "–", note: "silent 61 h", known: false });
    expect(spoken(silent, "Load")).toBe("Load: silent 61 h. Show proof");
  });

  it("below half complete no number is shown", () => {
    expect(show({ ...figure, completeness: 0.49 })).toMatchObject({
      text: "–",
      note: "not enough data",
    });
  });

  it("from a fifth estimated the number says about", () => {
    expect(show({ ...figure, estimated_share: 0.2 }).about).toBe("≈");
    expect(show({ ...figure, estimated_share: 0.19 }).about).toBe("");
  });

  it("money that was not spent has its minus before the currency", () => {
    const saved = { value: -0.46, unit: "EUR" };
    expect(show(saved)).toMatchObject({ text: "−0.46", money: "−€0.46", unit: "" });
    expect(show({ ...saved, value: 5.1 }).money).toBe("€5.10");
  });

  it("a screen reader hears value, completeness and estimate", () => {
    expect(spoken(figure)).toBe("2,383 kW, 96% complete, 3% estimated. Show proof");
  });
});
