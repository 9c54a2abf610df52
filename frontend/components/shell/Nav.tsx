"use client";

import { VisuallyHidden } from "@mantine/core";
import Link from "next/link";
import { usePathname } from "next/navigation";

import { useOpenIncidents } from "@/lib/api/foreseen";
import { useSummary } from "@/lib/api/queries";
import { show } from "@/lib/format/figure";
import { quantity } from "@/lib/format/number";
import { useLive } from "@/lib/live/live";
import { useQueryParam } from "@/lib/url";

import { Mark } from "./Mark";
import classes from "./nav.module.css";
import { buildingHref, isCurrent, pages } from "./pages";

/** Pages, and every building with its last reading; figures elsewhere are of whole hours. */
export function Nav() {
  const path = usePathname();
  const id = useQueryParam("id");
  const { data } = useSummary();
  const { readings } = useLive();
  const open = useOpenIncidents().data?.counts["open"] ?? 0;
  const onBuilding = isCurrent("/building", path);

  return (
    <nav className={classes.nav} aria-label="Main">
      <Link href="/" className={classes.brand}>
        <Mark />
        Powerlytics
      </Link>
      <ul className={classes.pages}>
        {pages.map(({ href, label, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              className={classes.page}
              aria-current={isCurrent(href, path) ? "page" : undefined}
            >
              <Icon size={18} stroke={1.6} aria-hidden="true" />
              {label}
              {href === "/incidents" && open > 0 && (
                <span className={classes.open}>
                  {open} <VisuallyHidden>open</VisuallyHidden>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      {data && data.buildings.length > 0 && (
        <div className={classes.buildings}>
          <div className={classes.caption} id="nav-buildings">
            Buildings, kW by the last reading
          </div>
          <ul aria-labelledby="nav-buildings">
            {data.buildings.map((building) => {
              const shown = show(building.now);
              const live = readings.get(building.building_id);
              const silent = !shown.known && !live;
              return (
                <li key={building.building_id}>
                  <Link
                    href={buildingHref(building.building_id)}
                    className={classes.building}
                    aria-current={
                      onBuilding && id === building.building_id ? "location" : undefined
                    }
                  >
                    <span className={classes.name}>{building.name}</span>
                    <span className={classes.kw} data-silent={silent}>
                      {live ? quantity(live.kw, "kW") : shown.known ? shown.text : "silent"}
                    </span>
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      )}
      {data && (
        <div className={classes.foot}>
          {data.tenant_name}
          <br />
          {data.buildings.length} buildings, {data.status.devices} devices
        </div>
      )}
    </nav>
  );
}
