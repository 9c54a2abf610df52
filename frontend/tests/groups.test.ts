import { describe, expect, it } from "vitest";

import { groups, plain } from "@/features/building/groups";
import type { Breakdown } from "@/lib/api/types";

type Part = Breakdown["parts"][number];

const part = (name: string, appliance: string | null, value: number | null): Part => ({
  key: name,
  device_id: appliance && name,
  name: `Hopkins Hostel: ${name}`,
  appliance,
  category: "rooms",
  energy: { value, unit: "kWh", completeness: 1, estimated_share: 0, proof: "prf", why: null },
  share: value === null ? null : value / 100,
});
const rooms = (...values: (number | null)[]) =>
  values.map((value, place) => part(`room 10${place}`, "plug", value));

describe("the breakdown's lines", () => {
  it("many rooms are one line whose sum is its members'", () => {
    const found = groups(
      [...rooms(1, 2, 3, 4.5), part("lighting", "lighting", 7), part("unmetered", null, 2)],
      "Hopkins Hostel",
    );
    expect(found.map(({ name, parts }) => [name, parts.length])).toEqual([
      ["Rooms", 4],
      ["Lighting", 1],
      ["Unmetered", 1],
    ]);
    expect(found[0]?.energy.value).toBeCloseTo(10.5);
    expect(found[0]?.share).toBeCloseTo(0.105);
    expect(found[0]?.energy.proof).toBeUndefined();
    expect(found[1]?.energy.proof).toBe("prf");
  });

  it("no sum is made of a part", () => {
    const [group] = groups(rooms(1, 2, 3, null), "Hopkins Hostel");
    expect(group?.energy.value).toBeNull();
    expect(group?.share).toBeNull();
  });

  it("no meter is lost, few of a kind stand alone", () => {
    const found = groups(rooms(1, 2, 3), "Hopkins Hostel");
    expect(found.map(({ name }) => name)).toEqual(["Room 100", "Room 101", "Room 102"]);
  });

  it("a name loses only its building", () => {
    expect(plain("Hopkins Hostel: hot water", "Hopkins Hostel")).toBe("Hot water");
    expect(plain("hvac", "Hopkins Hostel")).toBe("Heating, cooling");
  });
});
