"use client";

import page from "@/components/page.module.css";
import { useMaySeeHealth, useQuality, useSummary, useSync } from "@/lib/api/queries";

import { Devices } from "./Devices";
import { Rejections } from "./Rejections";
import { Syncs } from "./Syncs";

const DAYS = 42;

/** Does the data arrive, how whole is it, what was refused. */
export function DataHealth() {
  const quality = useQuality(DAYS);
  const may = useMaySeeHealth();
  const sync = useSync(may);
  const { data: summary } = useSummary();
  const zone = summary?.timezone ?? "UTC";
  return (
    <>
      <div className={page.title}>
        <h1>{quality.data?.text ?? "Data health"}</h1>
        {sync.data && <p className={page.sub}>{sync.data.text}</p>}
      </div>
      <div className={page.stack}>
        <div className={page.side}>
          {may && <Syncs query={sync} zone={zone} />}
          <Rejections query={quality} />
        </div>
        <Devices query={quality} zone={zone} />
      </div>
    </>
  );
}
