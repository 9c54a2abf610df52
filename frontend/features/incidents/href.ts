/** Where an incident is shown; `filters`: of the list to go back to. */
export function incidentHref(id: string, filters: Record<string, string> = {}): string {
  return incidentsHref({ id, ...filters });
}

/** The list under a filter. */
export function incidentsHref(filters: Record<string, string> = {}): string {
  const query = new URLSearchParams(filters).toString();
  return query ? `/incidents?${query}` : "/incidents";
}
