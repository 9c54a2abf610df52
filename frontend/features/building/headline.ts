import type { Building, BuildingRow } from "@/lib/api/types";
import { show } from "@/lib/format/figure";
import { count, percent, withUnit } from "@/lib/format/number";

/** The building in one sentence, from the API's own figures. */
export function headline(building: Building, row: BuildingRow | undefined): string {
  if (!row) return building.name;
  const now = show(row.now);
  if (!now.known) return `${building.name}: no load now, ${now.note}`;
  const load = `${building.name} draws ${now.about}${withUnit(row.now.value ?? 0, "kW")}`;
  if (row.change === null) return load;
  if (Math.abs(row.change) < 0.01) return `${load}, as in this hour last week`;
  const by = percent(Math.abs(row.change), Math.abs(row.change) < 0.1 ? 1 : 0);
  return `${load}, ${by} ${row.change > 0 ? "more" : "less"} than this hour last week`;
}

/** What the building is, as its source describes it. */
export function about(building: Building): string {
  const { kind, city, floor_area_m2: area, beds, built_year: built } = building;
  const parts = [
    kind && kind.charAt(0).toUpperCase() + kind.slice(1),
    city,
    area !== null && `${count(area)} m²`,
    beds && `${count(beds)} beds`,
    built && `built ${built}`,
  ];
  return parts.filter(Boolean).join(", ");
}
