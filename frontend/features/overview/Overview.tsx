"use client";

import { Figure } from "@/components/figure/Figure";
import { Empty, Failed, Loading } from "@/components/figure/states";
import page from "@/components/page.module.css";
import { useSummary } from "@/lib/api/queries";

import { Buildings } from "./Buildings";
import { Ledger } from "./Ledger";
import { LoadFigure } from "./LoadFigure";
import { Movers } from "./Movers";

export function Overview() {
  const { data, error, refetch } = useSummary();
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
        <h1>{data.headline.text}</h1>
        <p className={page.sub}>{data.headline.detail}</p>
      </div>
      <div className={page.stack}>
        <div className={page.side}>
          <LoadFigure summary={data} />
          <Movers summary={data} />
        </div>
        <Ledger summary={data} />
        <Buildings summary={data} most={12} />
      </div>
    </>
  );
}
