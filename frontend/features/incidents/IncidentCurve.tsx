"use client";

import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useMemo, useState } from "react";

import { LoadChart } from "@/components/chart/LoadChart";
import type { View } from "@/components/chart/LoadSeries";
import { Figure } from "@/components/figure/Figure";
import { Empty } from "@/components/figure/states";
import { TableToggle } from "@/components/figure/TableToggle";
import { useProof } from "@/features/proof/useProof";
import { incidentSeries } from "@/lib/api/modelled";
import type { IncidentDetail } from "@/lib/api/types";

/** What was measured against what was usual, with the range of eight in ten hours like them. */
export function IncidentCurve({ incident, asOf }: { incident: IncidentDetail; asOf: number }) {
  const [table, setTable] = useState(false);
  const [view, setView] = useState<View | null>(null);
  const onView = useCallback((next: View | null) => setView(next), []);
  const open = useProof();
  const phone = useMediaQuery("(max-width: 767px)");
  const series = useMemo(() => incidentSeries(incident, asOf), [incident, asOf]);
  return (
    <Figure
      title="Load against expected"
      subtitle="hourly mean; expected: the same hours of the eight weeks before, eight of ten in the band"
      aside={
        series && (
          <>
            {incident.timezone}
            <TableToggle title="Load against expected" open={table} onToggle={setTable} />
          </>
        )
      }
    >
      {series ? (
        <LoadChart
          title="Load against expected"
          series={series}
          height={phone ? 280 : 350}
          view={view ?? undefined}
          onView={onView}
          table={table}
          onTable={setTable}
          onProof={open}
        />
      ) : (
        <Empty title="No hour of this meter is left to draw">
          The hours around the incident are older than what is kept, or were never read.
        </Empty>
      )}
    </Figure>
  );
}
