"use client";

import { Figure } from "@/components/figure/Figure";
import { Empty, Failed, Loading } from "@/components/figure/states";
import page from "@/components/page.module.css";
import { OpenIncidents } from "@/features/incidents/OpenIncidents";
import { WorthDoing } from "@/features/recommendations/WorthDoing";
import { instant } from "@/lib/api/columns";
import { useSummary } from "@/lib/api/queries";
import { withUnit } from "@/lib/format/number";
import { duration } from "@/lib/time/label";
import { useStale } from "@/lib/time/useStale";

import { Buildings } from "./Buildings";
import { Ledger } from "./Ledger";
import { LoadFigure } from "./LoadFigure";
import { Movers } from "./Movers";
import classes from "./overview.module.css";

export function Overview() {
  const { data, error, refetch } = useSummary();
  const { age, stale } = useStale(instant(data?.as_of));
  if (!data) {
    return (
      <>
        <div className={page.title}>
          <h1>Overview</h1>
        </div>
        <Figure title="Load, last 48 hours">
          {error ? (
            <Failed error={error} retry={() => void refetch()} />
          ) : (
            <Loading height={380} label="Load" />
          )}
        </Figure>
      </>
    );
  }
  if (data.as_of === null) {
    return (
      <>
        <div className={page.title}>
          <h1>{data.headline.text}</h1>
        </div>
        <Empty title="No reading has arrived yet">
          Readings appear here once the first sync has landed. The state of the syncs stands under
          Data health.
        </Empty>
      </>
    );
  }
  return (
    <>
      <div className={page.title}>
        <h1>
          {stale && data.now.value !== null
            ? `Nothing has come for ${duration(age)}; the last load was ${withUnit(data.now.value, data.now.unit)}`
            : data.headline.text}
        </h1>
        {!stale && <p className={page.sub}>{data.headline.detail}</p>}
      </div>
      <div className={page.stack}>
        <div className={classes.top}>
          <div className={classes.load}>
            <LoadFigure summary={data} />
          </div>
          <div className={classes.side}>
            <WorthDoing />
            <OpenIncidents asOf={instant(data.as_of) ?? 0} />
            <Movers summary={data} />
          </div>
          <div className={classes.ledger}>
            <Ledger summary={data} />
          </div>
        </div>
        <Buildings summary={data} most={12} />
      </div>
    </>
  );
}
