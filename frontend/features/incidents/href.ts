/** Where an incident is shown, and the list under a filter. */
export function incidentHref(id: string): string {
  return `/incidents?id=${encodeURIComponent(id)}`;
}

export function incidentsHref(filters: Record<string, string> = {}): string {
  const query = new URLSearchParams(filters).toString();
  return query ? `/incidents?${query}` : "/incidents";
}
