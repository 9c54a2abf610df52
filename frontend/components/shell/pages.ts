import {
  IconAlertTriangle,
  IconBuilding,
  IconBulb,
  IconChartDots,
  IconDatabase,
  IconLayoutDashboard,
} from "@tabler/icons-react";

/** What can be gone to. A page enters here when it is real. On phones five of them stand at the
 *  thumb; the others are reached by the jump and from where they matter. */
export const pages = [
  { href: "/", label: "Overview", short: "Overview", icon: IconLayoutDashboard, tab: true },
  { href: "/building", label: "Buildings", short: "Buildings", icon: IconBuilding, tab: true },
  {
    href: "/incidents",
    label: "Incidents",
    short: "Incidents",
    icon: IconAlertTriangle,
    tab: true,
  },
  {
    href: "/recommendations",
    label: "Recommendations",
    short: "Advice",
    icon: IconBulb,
    tab: true,
  },
  { href: "/models", label: "Models", short: "Models", icon: IconChartDots, tab: false },
  { href: "/data", label: "Data health", short: "Data", icon: IconDatabase, tab: true },
] as const;

export function isCurrent(href: string, path: string): boolean {
  const plain = (p: string) => p.replace(/\/+$/, "") || "/";
  return plain(href) === plain(path);
}

export function buildingHref(id: string): string {
  return `/building?id=${encodeURIComponent(id)}`;
}
