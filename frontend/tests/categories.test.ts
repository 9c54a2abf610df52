import { describe, expect, it } from "vitest";

import { applianceName, categories, UNMETERED } from "@/lib/categories";
import { rampBounds, rampStep } from "@/lib/ramp";

describe("categories", () => {
  it("two sub-meters never share a colour while one is free", () => {
    const places = categories(["hvac", "refrigeration", "lighting", "plug", "unmetered"]);
    expect(new Set(places).size).toBe(5);
    expect(places.at(-1)).toBe(UNMETERED);
  });

  it("only what no sub-meter explains is hatched", () => {
    expect(categories(["hvac", "unheard_of", null])).not.toContain(UNMETERED);
    expect(categories(Array(9).fill("plug"))).not.toContain(UNMETERED);
  });

  it("names read as words", () => {
    expect(applianceName("washing_machine")).toBe("Washing machine");
  });
});

describe("ramp", () => {
  it("holds every value, and nothing known has bounds too", () => {
    expect([-5, 0, 50, 100, 900].map((value) => rampStep(value, 0, 100))).toEqual([0, 0, 3, 5, 5]);
    expect(rampBounds([null])).toEqual([0, 0]);
    expect(rampStep(4, 4, 4)).toBe(1);
  });
});
