"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { Empty, Failed, Loading } from "@/components/figure/states";
import page from "@/components/page.module.css";
import { SkillFigure } from "@/features/forecast/SkillFigure";
import { WeekFigure } from "@/features/forecast/WeekFigure";
import { FirstLook } from "@/features/incidents/FirstLook";
import { IncidentsHere } from "@/features/incidents/IncidentsHere";
import { WorthDoing } from "@/features/recommendations/WorthDoing";
import { ApiError } from "@/lib/api/error";
import { instant } from "@/lib/api/columns";
import { useBuilding, useSummary } from "@/lib/api/queries";
import { useStale } from "@/lib/time/useStale";

import { BreakdownFigure } from "./BreakdownFigure";
import { CarpetFigure } from "./CarpetFigure";
import { FactsRow } from "./FactsRow";
import { about, headline } from "./headline";
import { LoadFigure } from "./LoadFigure";
import { RoomsFigure } from "./RoomsFigure";

export function BuildingView({ id }: { id: string }) {
  const building = useBuilding(id);
  const summary = useSummary();
  const { stale } = useStale(instant(summary.data?.as_of));

  if (building.error instanceof ApiError && building.error.status === 404) {
    return (
      <Empty title="There is no such building">
        It may have another id now, or it is not yours to see.{" "}
        <Link href="/building">All buildings</Link>
      </Empty>
    );
  }
  const error = building.error ?? summary.error;
  if (!building.data || !summary.data) {
    return (
      <>
        <div className={page.title}>
          <h1>{building.data?.name ?? "Building"}</h1>
        </div>
        <Figure title="Load">
          {error ? (
            <Failed
              error={error}
              retry={() => {
                void building.refetch();
                void summary.refetch();
              }}
            />
          ) : (
            <Loading height={420} label="Load" />
          )}
        </Figure>
      </>
    );
  }

  const row = summary.data.buildings.find((other) => other.building_id === id);
  const asOf = instant(summary.data.as_of);
  return (
    <>
      <div className={page.title}>
        <div className={page.crumbs}>
          <Link href="/">{summary.data.tenant_name}</Link> / <Link href="/building">Buildings</Link>
        </div>
        <h1>{headline(building.data, row, stale)}</h1>
        <p className={page.sub}>{about(building.data)}</p>
        {asOf !== null && <FirstLook building={id} />}
      </div>
      {asOf === null ? (
        <Empty title="No reading has arrived yet">
          Readings appear here once the first sync has landed.
        </Empty>
      ) : (
        <div className={page.stack}>
          <FactsRow building={building.data} row={row} summary={summary.data} asOf={asOf} />
          <LoadFigure building={building.data} asOf={asOf} />
          <div className={page.half}>
            <WeekFigure building={building.data} asOf={asOf} />
            <div className={page.stack}>
              <SkillFigure building={building.data} />
              <WorthDoing building={id} />
            </div>
          </div>
          <IncidentsHere building={building.data} asOf={asOf} />
          <div className={page.half}>
            <CarpetFigure building={building.data} asOf={asOf} />
            <BreakdownFigure building={building.data} asOf={asOf} />
          </div>
          {(building.data.beds ?? 0) > 0 && <RoomsFigure building={building.data} asOf={asOf} />}
        </div>
      )}
    </>
  );
}
