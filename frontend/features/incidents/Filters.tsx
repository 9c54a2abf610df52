"use client";

import { NativeSelect } from "@mantine/core";

import type { IncidentFilters } from "@/lib/api/foreseen";
import { useSummary } from "@/lib/api/queries";
import { KINDS, kindOf, SEVERITIES, severityOf, STATUSES, statusOf } from "@/lib/incidents";
import { setQuery, useQueryParam } from "@/lib/url";

import classes from "./incidents.module.css";

/** The filters that the address names; what it names wrongly is no filter. */
export function useFilters(): IncidentFilters {
  return {
    building: useQueryParam("building"),
    kind: kindOf(useQueryParam("kind")),
    severity: severityOf(useQueryParam("severity")),
    status: statusOf(useQueryParam("status")),
    dates: null,
  };
}

/** The filters as the address names them. */
export function named({ building, kind, severity, status }: IncidentFilters) {
  const given: Record<string, string | null> = { building, kind, severity, status };
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

const options = (names: Record<string, string>) => [
  { value: "", label: "All" },
  ...Object.entries(names).map(([value, label]) => ({ value, label })),
];

/** Which incidents are listed; the address holds it, so a list can be sent to someone. */
export function Filters({ filters }: { filters: IncidentFilters }) {
  const { data } = useSummary();
  const buildings = Object.fromEntries(
    (data?.buildings ?? []).map((row) => [row.building_id, row.name]),
  );
  const choices = [
    { name: "building", label: "Building", data: options(buildings) },
    { name: "kind", label: "Kind", data: options(KINDS) },
    { name: "severity", label: "Severity", data: options(SEVERITIES) },
    { name: "status", label: "Status", data: options(STATUSES) },
  ] as const;
  return (
    <div className={classes.filters} role="group" aria-label="Filters">
      {choices.map(({ name, label, data: entries }) => (
        <NativeSelect
          key={name}
          label={label}
          size="sm"
          data={entries}
          value={filters[name] ?? ""}
          onChange={(event) => setQuery({ [name]: event.currentTarget.value || null })}
        />
      ))}
    </div>
  );
}
