import type { Building, BuildingRow } from "@/lib/api/types";
import { show } from "@/lib/format/figure";
import { count, percent, withUnit } from "@/lib/format/number";
import { capital } from "@/lib/format/words";

/** The building in one sentence, from the API's own figures; `stale`: they are not of now. */
export function headline(building: Building, row: BuildingRow | undefined, stale: boolean): string {
  if (!row) return building.name;
  const now = show(row.now);
  if (!now.known) return `${building.name}: no load now, ${now.note}`;
  const load = `${building.name} ${stale ? "last drew" : "draws"} ${now.about}${withUnit(row.now.value ?? 0, "kW")}`;
  if (row.change === null) return load;
  const hour = stale ? "the same hour a week before" : "this hour last week";
  if (Math.abs(row.change) < 0.01) return `${load}, as in ${hour}`;
  const by = percent(Math.abs(row.change), Math.abs(row.change) < 0.1 ? 1 : 0);
  return `${load}, ${by} ${row.change > 0 ? "more" : "less"} than ${stale ? "in " : ""}${hour}`;
}

/** What the building is, as its source describes it. */
export function about(building: Building): string {
  const { kind, city, floor_area_m2: area, beds, built_year: built } = building;
  const parts = [
    kind && capital(kind),
    city,
    area !== null && `${count(area)} m²`,
    beds && `${count(beds)} beds`,
    built && `built ${built}`,
  ];
  return parts.filter(Boolean).join(", ");
}
