"use client";

import { Button } from "@mantine/core";
import { useMemo } from "react";

import { Figure } from "@/components/figure/Figure";
import { Empty, Failed, Loading } from "@/components/figure/states";
import { Older } from "@/components/Older";
import page from "@/components/page.module.css";
import { instant } from "@/lib/api/columns";
import { useIncidents } from "@/lib/api/foreseen";
import { useSummary } from "@/lib/api/queries";
import { count } from "@/lib/format/number";
import { shortDate } from "@/lib/time/label";
import { setQuery } from "@/lib/url";

import { Filters, useFilters } from "./Filters";
import { headline } from "./headline";
import { IncidentTable } from "./IncidentTable";

/** Every incident of the last three months, newest first. */
export function IncidentList() {
  const filters = useFilters();
  const { data: summary } = useSummary();
  const query = useIncidents(filters);
  const first = query.data?.pages[0];
  const rows = useMemo(() => query.data?.pages.flatMap(({ data }) => data) ?? [], [query.data]);
  const asOf = instant(summary?.as_of) ?? instant(first?.period.end) ?? 0;
  const filtered = [filters.building, filters.kind, filters.severity, filters.status].some(Boolean);
  return (
    <>
      <div className={page.title}>
        <h1>{first ? headline(first.counts) : "Incidents"}</h1>
        <p className={page.sub}>
          Hours in which a meter was not as its past, the calendar and the weather would have it.
        </p>
      </div>
      <Filters filters={filters} />
      <Figure
        title="Incidents"
        subtitle={first ? spanned(first.period) : "newest first"}
        aside={first && tally(first.counts)}
      >
        {query.error && rows.length === 0 ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : !first ? (
          <Loading height={400} label="Incidents" />
        ) : rows.length === 0 ? (
          <Nothing filtered={filtered} />
        ) : (
          <>
            <IncidentTable rows={rows} asOf={asOf} />
            <Older query={query} />
          </>
        )}
      </Figure>
    </>
  );
}

function spanned(period: { start: string; end: string; timezone: string }): string {
  const [from, to] = [Date.parse(period.start), Date.parse(period.end)];
  return `${shortDate(from, period.timezone)} – ${shortDate(to - 1, period.timezone)}, newest first`;
}

function tally(counts: Record<string, number>): string {
  return (["open", "confirmed", "explained", "dismissed"] as const)
    .filter((status) => counts[status])
    .map((status) => `${count(counts[status] ?? 0)} ${status}`)
    .join(", ");
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <Empty
        title="No incident fits these filters"
        action={
          <Button
            variant="default"
            onClick={() => setQuery({ building: null, kind: null, severity: null, status: null })}
          >
            Show all
          </Button>
        }
      />
    );
  return (
    <Empty title="No incident was found">
      The detector looks at every meter as readings land, and fully once a day. It needs two to
      three weeks of readings before it knows what is usual.
    </Empty>
  );
}
