"use client";

import { useEffect, useState } from "react";
import { Button } from "@mantine/core";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import { Failed, Loading } from "@/components/figure/states";
import { Table } from "@/components/Table";
import tables from "@/components/table.module.css";
import { useMeterSkill } from "@/lib/api/foreseen";
import { skillOf } from "@/lib/api/modelled";
import { useSummary } from "@/lib/api/queries";
import type { MeterSkill, Models } from "@/lib/api/types";
import { count, percent } from "@/lib/format/number";
import { better, keepsPromise } from "@/lib/skill";

import classes from "./models.module.css";

const MOST = 12;

/** Those without a forecast first, then those that beat last week least. */
function order(a: MeterSkill, b: MeterSkill): number {
  return (
    Number(b.reason !== null) - Number(a.reason !== null) ||
    (better(skillOf(a)) ?? 1) - (better(skillOf(b)) ?? 1)
  );
}

/** The champion's own before its predecessors', as served before backtest. */
const rank = (row: MeterSkill, champion: Models["champion"]) =>
  2 * Number(row.version === champion?.version) + Number(row.basis === "served");

/** One row a meter: a day ahead by the champion (any model where none serves). A meter without a forecast stands with its reason. */
export function byMeter(skills: readonly MeterSkill[], champion: Models["champion"]): MeterSkill[] {
  const found = new Map<string, MeterSkill>();
  for (const row of skills) {
    if (row.reason === null && row.horizon_hours !== 24) continue;
    if (champion && row.reason === null && row.model !== champion.model) continue;
    const key = `${row.building_id} ${row.device_id}`;
    const other = found.get(key);
    if (!other || rank(row, champion) > rank(other, champion)) found.set(key, row);
  }
  return [...found.values()].sort(order);
}

/** Skill meter by meter: a mean hides the one that fails. */
export function MeterSkillFigure({ champion }: { champion: Models["champion"] }) {
  const [all, setAll] = useState(false);
  const { data: summary } = useSummary();
  const query = useMeterSkill(champion?.model ?? null);
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const rows = byMeter(query.data?.pages.flatMap(({ data }) => data) ?? [], champion);
  const shown = all ? rows : rows.slice(0, MOST);
  const without = rows.filter(({ reason }) => reason !== null).length;
  const buildings = new Map(summary?.buildings.map((row) => [row.building_id, row.name]));
  return (
    <Figure
      title="Meter by meter"
      subtitle={`the champion, 24 h ahead; the least good first${without ? `; ${count(without)} without a forecast` : ""}`}
    >
      {query.error && !query.data ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Loading height={300} label="Meters" />
      ) : rows.length === 0 ? (
        <p className={classes.quiet}>No meter has been scored yet.</p>
      ) : (
        <>
          <Table
            label="Meters"
            columns={[
              "Meter",
              "MASE",
              ["As last week", tables.wide],
              "Better by",
              "80% held",
              ["Forecasts", tables.wide],
            ]}
            className={classes.table}
          >
            {shown.map((meter) => (
              <Row
                key={`${meter.building_id} ${meter.device_id}`}
                meter={meter}
                building={buildings.get(meter.building_id) ?? meter.building_id}
              />
            ))}
          </Table>
          {query.isFetchNextPageError && (
            <Failed error={query.error} retry={() => void fetchNextPage()} />
          )}
          {rows.length > shown.length && (
            <Button variant="default" mt="md" onClick={() => setAll(true)}>
              All {rows.length} meters
            </Button>
          )}
        </>
      )}
    </Figure>
  );
}

function Row({ meter, building }: { meter: MeterSkill; building: string }) {
  const name =
    meter.device_id === null
      ? `${building}, whole building`
      : named(building, meter.name ?? meter.device_id);
  const by = better(skillOf(meter));
  const held = meter.coverage80.value;
  return (
    <tr>
      <th scope="row" className={classes.plain}>
        {name}
        {meter.reason !== null && <span className={classes.said}>No forecast: {meter.reason}</span>}
      </th>
      <td>
        <Value figure={meter.mase} label={`MASE of ${name}`} bar={false} quiet model why={false} />
      </td>
      <td className={tables.wide}>
        <Value figure={meter.naive_mase} label="MASE as last week" bar={false} quiet why={false} />
      </td>
      <td className={by !== null && by < 0 ? classes.off : undefined}>
        {by === null ? "–" : percent(by, 0)}
      </td>
      <td className={held !== null && !keepsPromise(held) ? classes.off : undefined}>
        {held === null ? "–" : percent(held, 0)}
      </td>
      <td className={tables.wide}>{meter.origins === null ? "–" : count(meter.origins)}</td>
    </tr>
  );
}

/** A meter's name says its building once. */
function named(building: string, name: string): string {
  return name.startsWith(building) ? name : `${building}, ${name.toLowerCase()}`;
}
