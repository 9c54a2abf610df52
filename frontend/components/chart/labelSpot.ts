import type { Values } from "@/lib/series";

export interface Spot {
  place: number;
  above: boolean;
}

/** Where a line's own name can stand: the point at which it is farthest above (or below) the other
 *  lines over the label's width, away from the ends and from `avoid`. Null where it never parts. */
export function labelSpot(
  values: Values,
  others: readonly Values[],
  margin: number,
  avoid: readonly number[],
): Spot | null {
  let best: (Spot & { room: number }) | null = null;
  for (let place = margin; place < values.length - margin; place += 1) {
    const value = values[place] ?? null;
    if (value === null || avoid.some((other) => Math.abs(other - place) < margin * 2)) continue;
    const near: number[] = [];
    for (let i = place - margin; i <= place + margin; i += 1) {
      for (const column of [values, ...others]) {
        const neighbour = column[i] ?? null;
        if (neighbour !== null) near.push(neighbour);
      }
    }
    if (near.length === 0) continue;
    const spots = [
      { place, above: true, room: value - Math.max(...near) },
      { place, above: false, room: Math.min(...near) - value },
    ];
    for (const spot of spots) if (!best || spot.room > best.room) best = spot;
  }
  return best && { place: best.place, above: best.above };
}
