"use client";

import { useQueryParam } from "@/lib/url";

import { IncidentList } from "./IncidentList";
import { IncidentView } from "./IncidentView";

/** One incident by its id in the address; without one, all of them. */
export function IncidentsPage() {
  const id = useQueryParam("id");
  return id ? <IncidentView key={id} id={id} /> : <IncidentList />;
}
