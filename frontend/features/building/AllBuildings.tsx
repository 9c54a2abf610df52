"use client";

import { Async } from "@/components/figure/states";
import page from "@/components/page.module.css";
import { Buildings } from "@/features/overview/Buildings";
import { useSummary } from "@/lib/api/queries";

export function AllBuildings() {
  const query = useSummary();
  const count = query.data?.buildings.length;
  return (
    <>
      <div className={page.title}>
        <h1>{count === undefined ? "Buildings" : `${count} buildings`}</h1>
        {query.data && <p className={page.sub}>{query.data.tenant_name}</p>}
      </div>
      <Async query={query} height={400} label="Buildings">
        {(summary) => <Buildings summary={summary} />}
      </Async>
    </>
  );
}
