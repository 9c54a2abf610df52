"use client";

import Link from "next/link";

import { Figure } from "@/components/figure/Figure";
import { Empty, Failed, Loading } from "@/components/figure/states";
import page from "@/components/page.module.css";
import { Severity } from "@/components/severity/Severity";
import { buildingHref } from "@/components/shell/pages";
import { instant } from "@/lib/api/columns";
import { ApiError } from "@/lib/api/error";
import { useIncident } from "@/lib/api/foreseen";
import { meterName } from "@/lib/api/modelled";
import { useMaySay, useSummary } from "@/lib/api/queries";
import type { IncidentDetail } from "@/lib/api/types";
import { kindName, stillOpen } from "@/lib/incidents";

import { Causes } from "./Causes";
import { named, useFilters } from "./Filters";
import { incidentsHref } from "./href";
import { IncidentCurve } from "./IncidentCurve";
import { IncidentFacts } from "./IncidentFacts";
import { IncidentLog } from "./IncidentLog";
import classes from "./incidents.module.css";
import { Judge } from "./Judge";
import { Similar } from "./Similar";
import { StatusTag } from "./StatusTag";
import { useVerdict } from "./useVerdict";

export function IncidentView({ id }: { id: string }) {
  const query = useIncident(id);
  const { data: summary } = useSummary();
  if (query.error instanceof ApiError && query.error.status === 404)
    return (
      <Empty title="There is no such incident">
        A later look may have taken it back, or it is not yours to see.{" "}
        <Link href={incidentsHref()}>All incidents</Link>
      </Empty>
    );
  if (!query.data)
    return (
      <>
        <div className={page.title}>
          <h1>Incident</h1>
        </div>
        <Figure title="Load against expected">
          {query.error ? (
            <Failed error={query.error} retry={() => void query.refetch()} />
          ) : (
            <Loading height={330} label="Incident" />
          )}
        </Figure>
      </>
    );
  const asOf = instant(summary?.as_of) ?? instant(query.data.end) ?? Date.parse(query.data.start);
  return <Loaded incident={query.data} asOf={asOf} tenant={summary?.tenant_name} />;
}

interface LoadedProps {
  incident: IncidentDetail;
  asOf: number;
  tenant: string | undefined;
}

function Loaded({ incident, asOf, tenant }: LoadedProps) {
  const { status } = useVerdict(incident);
  const may = useMaySay();
  const meter = meterName(incident);
  const filters = useFilters();
  return (
    <>
      <div className={page.title}>
        <div className={page.crumbs}>
          {tenant && (
            <>
              <Link href="/">{tenant}</Link> /{" "}
            </>
          )}
          <Link href={incidentsHref(named(filters))}>Incidents</Link> /{" "}
          <Link href={buildingHref(incident.building_id)}>
            {incident.building_name ?? incident.building_id}
          </Link>
        </div>
        <div className={classes.head}>
          <h1>{incident.text.replace(/\.$/, "")}</h1>
          <StatusTag status={status} />
        </div>
        <p className={page.sub}>
          <Severity level={incident.severity} open={stillOpen(status)} /> severity,{" "}
          {kindName(incident.kind).toLowerCase()}
          {meter ? `, meter ${meter}` : ", main meter"}
        </p>
      </div>
      <div className={classes.view} data-judge={may}>
        <div className={classes.curve}>
          <IncidentCurve incident={{ ...incident, status }} asOf={asOf} />
        </div>
        {may && (
          <div className={classes.judge}>
            <Figure title="What was it?">
              <Judge incident={incident} />
            </Figure>
          </div>
        )}
        <div className={classes.causes}>
          <Figure title="Probable causes" subtitle="ranked by what speaks for them">
            <Causes causes={incident.causes} />
          </Figure>
          <Figure title="Similar, in the past" subtitle="the newest first">
            <Similar similar={incident.similar} />
          </Figure>
        </div>
        <div className={classes.figures}>
          <IncidentFacts incident={incident} asOf={asOf} />
          <IncidentLog incident={incident} />
        </div>
      </div>
    </>
  );
}
