"use client";

import { NativeSelect } from "@mantine/core";
import { useIsMutating } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { Async, Empty, Failed } from "@/components/figure/states";
import page from "@/components/page.module.css";
import { ACTING, useRecommendations, useSavings } from "@/lib/api/foreseen";
import { useSummary } from "@/lib/api/queries";
import type { Recommendation } from "@/lib/api/types";
import { count, withUnit } from "@/lib/format/number";
import { scaleOf } from "@/lib/ranges";
import { byMoney, rangeOf } from "@/lib/recommendations";
import { setQuery, useQueryParam } from "@/lib/url";

import { Advice } from "./Advice";
import { Done } from "./Done";
import classes from "./recommendations.module.css";

/** What would save energy, each as a range, the most money first. */
export function RecommendationsPage() {
  const building = useQueryParam("building");
  const query = useRecommendations(building);
  const { data: summary } = useSummary();
  const savings = useSavings(building);
  const rows = [...(query.data?.data ?? [])].sort(byMoney);
  const done = savings.data?.data ?? [];
  // The card or the row that had the focus goes when it moves between the lists.
  const region = useRef<HTMLDivElement>(null);
  const acting = useIsMutating({ mutationKey: ACTING }) > 0;
  const before = useRef<number | null>(null);
  useEffect(() => {
    const moved = before.current !== null && before.current !== done.length;
    if (moved && !acting && document.activeElement === document.body) region.current?.focus();
    if (acting) before.current ??= done.length;
    else before.current = null;
  }, [acting, done.length]);
  return (
    <>
      <div className={page.title}>
        <h1>{query.data ? headline(rows, done.length) : "Recommendations"}</h1>
        <p className={page.sub}>
          Savings a year, as ranges: most likely, and from low to high in eight of ten cases. The
          most money first.
        </p>
      </div>
      <div className={classes.filters}>
        <NativeSelect
          label="Building"
          size="sm"
          value={building ?? ""}
          onChange={(event) => setQuery({ building: event.currentTarget.value || null })}
          data={[
            { value: "", label: "All" },
            ...(summary?.buildings ?? []).map(({ building_id: value, name: label }) => ({
              value,
              label,
            })),
          ]}
        />
      </div>
      {savings.error && <Failed error={savings.error} retry={() => void savings.refetch()} />}
      <div ref={region} tabIndex={-1} role="group" aria-label="Done" className={classes.region}>
        {done.length > 0 && <Done savings={done} />}
      </div>
      <Async query={query} height={400} label="Recommendations">
        {() =>
          rows.length === 0 ? (
            <Empty title={nothing(done.length)}>
              {done.length > 0
                ? "Rules and models look again every day; what they find next will stand here."
                : "Rules and models look at whole weeks: the first recommendation comes once a building has about four weeks of readings, and is renewed every day."}
            </Empty>
          ) : (
            <List rows={rows} />
          )
        }
      </Async>
    </>
  );
}

function List({ rows }: { rows: Recommendation[] }) {
  const scales = {
    energy: scaleOf(rows.map(({ energy }) => rangeOf(energy))),
    cost: scaleOf(rows.map(({ cost }) => rangeOf(cost))),
    carbon: scaleOf(rows.map(({ carbon }) => rangeOf(carbon))),
  };
  return (
    <div className={classes.list}>
      {rows.map((advice) => (
        <Advice key={advice.recommendation_id} advice={advice} scales={scales} />
      ))}
    </div>
  );
}

const nothing = (done: number) => (done > 0 ? "All was done" : "Nothing to recommend yet");

function headline(rows: readonly Recommendation[], done: number): string {
  if (rows.length === 0) return nothing(done);
  const things = rows.length === 1 ? "One thing is" : `${count(rows.length)} things are`;
  const first = rows.length === 1 ? "it may save" : "the first may save";
  const [top] = rows;
  if (!top || top.cost.value === null) return `${things} worth doing`;
  return `${things} worth doing; ${first} ${withUnit(top.cost.value, top.cost.unit)} a year`;
}
