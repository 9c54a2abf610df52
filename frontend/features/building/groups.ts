import type { Breakdown } from "@/lib/api/types";
import { applianceName } from "@/lib/categories";
import type { Figure } from "@/lib/format/figure";

type Part = Breakdown["parts"][number];

/** One line of the breakdown: a sub-meter, or many of one kind with their sum. */
export interface Group {
  id: string;
  name: string;
  /** One for a meter that stands alone. */
  parts: Part[];
  /** A sum has no proof of its own: its members' are its proof. */
  energy: Figure;
  share: number | null;
}

/** From here on meters of one appliance stand as one line; their own lines open below it. */
const MANY = 4;

/** "Hopkins Hostel: hot water" stands under that building as "Hot water". */
export function plain(name: string, building: string): string {
  const rest = name.startsWith(building)
    ? name.slice(building.length).replace(/^[:,]?\s+/, "")
    : name;
  return applianceName(rest || name);
}

/** The parts of a building in their own order, a hostel's many rooms as one. */
export function groups(parts: readonly Part[], building: string): Group[] {
  const members = new Map<string, Part[]>();
  for (const part of parts) {
    const key = part.appliance ?? part.key;
    members.set(key, [...(members.get(key) ?? []), part]);
  }
  return [...members].flatMap(([key, same]) =>
    same.length < MANY
      ? same.map((part) => alone(part, building))
      : [{ id: key, name: together(same, building), parts: same, ...sum(same) }],
  );
}

function alone(part: Part, building: string): Group {
  const { key, energy, share } = part;
  return { id: key, name: plain(part.name, building), parts: [part], energy, share };
}

function together(parts: readonly Part[], building: string): string {
  const rooms = parts.every((part) => /^room\b/i.test(plain(part.name, building)));
  return rooms ? "Rooms" : applianceName(parts[0]?.appliance ?? "other");
}

/** Unknown where a member is: a sum of a part is no sum. */
function sum(parts: readonly Part[]): Pick<Group, "energy" | "share"> {
  const known = parts.every((part) => part.energy.value !== null);
  const add = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0);
  const value = known ? add((part) => part.energy.value ?? 0) : null;
  const estimated = add((part) => (part.energy.value ?? 0) * (part.energy.estimated_share ?? 0));
  return {
    energy: {
      value,
      unit: parts[0]?.energy.unit ?? "kWh",
      completeness: Math.min(...parts.map((part) => part.energy.completeness ?? 1)),
      estimated_share: value ? estimated / value : 0,
      why: "a meter has no reading",
    },
    share: parts.every((part) => part.share !== null) ? add((part) => part.share ?? 0) : null,
  };
}
