"use client";

import { BuildingView } from "./BuildingView";
import { useQueryParam } from "@/lib/url";
import { AllBuildings } from "./AllBuildings";

/** One building by its id in the address; without one, all of them. */
export function BuildingPage() {
  const id = useQueryParam("id");
  return id ? <BuildingView key={id} id={id} /> : <AllBuildings />;
}
