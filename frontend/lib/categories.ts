import { capital } from "@/lib/format/words";

/** Which colour an appliance has. Six places in stacking order; the last is what no sub-meter
 *  explains. Neighbours in the stack can be told apart also without red, green or blue. */
export const UNMETERED = 5;

const PREFERRED: Record<string, number> = {
  rooms: 0,
  room: 0,
  plug: 0,
  sockets: 0,
  it: 0,
  hot_water: 1,
  heat: 1,
  heater: 1,
  heating: 1,
  kitchen: 2,
  light: 2,
  lighting: 2,
  ventilation: 3,
  cooling: 3,
  hvac: 3,
  refrigeration: 3,
  laundry: 4,
  washing_machine: 4,
  process: 4,
  ev_charger: 4,
  unmetered: UNMETERED,
};

/** The places of appliances given in the stack's order: its own where free, else the next free one;
 *  beyond five, places are shared and the name beside tells them apart. */
export function categories(appliances: readonly (string | null)[]): number[] {
  const free = new Set([0, 1, 2, 3, 4]);
  const claim = (place: number) => (free.delete(place), place);
  const out = appliances.map((appliance) => {
    const place = PREFERRED[appliance ?? ""];
    if (place === UNMETERED) return UNMETERED;
    return place !== undefined && free.has(place) ? claim(place) : -1;
  });
  return out.map((place, at) => {
    if (place >= 0) return place;
    const [next] = free;
    return next !== undefined ? claim(next) : (PREFERRED[appliances[at] ?? ""] ?? at % UNMETERED);
  });
}

const NAMES: Record<string, string> = {
  hvac: "Heating, cooling",
  it: "IT",
  ev_charger: "EV charger",
  plug: "Sockets",
};

/** hot_water → Hot water; hvac → Heating, cooling */
export function applianceName(appliance: string): string {
  const words = NAMES[appliance] ?? appliance.replaceAll("_", " ");
  return capital(words);
}
