"use client";

import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "next/navigation";

import { useSummary } from "@/lib/api/queries";

import { buildingHref, pages } from "./pages";

/** Ctrl K: any building or page by its name. */
export function Jump() {
  const router = useRouter();
  const { data } = useSummary();
  const actions: SpotlightActionData[] = [
    ...(data?.buildings ?? []).map((building) => ({
      id: building.building_id,
      label: building.name,
      description: building.kind ?? "",
      onClick: () => router.push(buildingHref(building.building_id)),
    })),
    ...pages.map((page) => ({
      id: page.href,
      label: page.label,
      onClick: () => router.push(page.href),
    })),
  ];
  return (
    <Spotlight
      actions={actions}
      nothingFound="No building or page of that name"
      highlightQuery
      shortcut="mod + K"
      scrollable
      maxHeight={360}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} />,
        placeholder: "Jump to a building or page…",
        "aria-label": "Jump to a building or page",
      }}
    />
  );
}
