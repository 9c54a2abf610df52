import { IconBuilding, IconDatabase, IconLayoutDashboard } from "@tabler/icons-react";

/** What can be gone to. A page enters here when it is real. */
export const pages = [
  { href: "/", label: "Overview", short: "Overview", icon: IconLayoutDashboard },
  { href: "/building", label: "Buildings", short: "Buildings", icon: IconBuilding },
  { href: "/data", label: "Data health", short: "Data", icon: IconDatabase },
] as const;

export function isCurrent(href: string, path: string): boolean {
  const plain = (p: string) => p.replace(/\/+$/, "") || "/";
  return plain(href) === plain(path);
}

export function buildingHref(id: string): string {
  return `/building?id=${encodeURIComponent(id)}`;
}
