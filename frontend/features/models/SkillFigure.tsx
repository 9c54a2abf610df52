"use client";

import { Figure } from "@/components/figure/Figure";
import { Value } from "@/components/figure/KeyFigure";
import { Table } from "@/components/Table";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import { skillOf } from "@/lib/api/modelled";
import type { Models, ModelSkill } from "@/lib/api/types";
import { count, number, percent } from "@/lib/format/number";
import { modelName, versionOf } from "@/lib/runs";
import { better, keepsPromise } from "@/lib/skill";
import { shortDate } from "@/lib/time/label";

import classes from "./models.module.css";

const BASES = { served: "as served", backtest: "backtest" } as const;

/** A day ahead before a week, as served before backtest, the best on top. */
function order(a: ModelSkill, b: ModelSkill): number {
  return (
    a.horizon_hours - b.horizon_hours ||
    Number(b.basis === "served") - Number(a.basis === "served") ||
    (a.mase.value ?? Infinity) - (b.mase.value ?? Infinity)
  );
}

/** Every model against the simplest forecast, over all meters. */
export function SkillFigure({ models, zone }: { models: Models; zone: string }) {
  const rows = [...models.skill].sort(order);
  const most = Math.max(1, ...rows.map((row) => row.mase.value ?? 0), ...naive(rows));
  const { champion } = models;
  return (
    <Figure
      title="Skill against “as last week”"
      subtitle="error (MASE), mean over meters; the tick is “as last week”, shorter is better"
    >
      {rows.length === 0 ? (
        <p className={classes.quiet}>
          Not scored yet: a forecast is scored once the hours it spoke of have been measured.
        </p>
      ) : (
        <Table
          label="Skill"
          columns={[
            "Model",
            ["Ahead", tables.left],
            ["Error, drawn", `${classes.bars} ${classes.desk} ${tables.left}`],
            "MASE",
            ["As last week", classes.desk],
            "Better by",
            ["wQL", classes.desk],
            "80% held",
            ["Worst tenth", classes.desk],
            ["Forecasts", classes.desk],
          ]}
          className={classes.table}
        >
          {rows.map((row) => (
            <Row
              key={`${row.model} ${row.version} ${row.basis} ${row.horizon_hours}`}
              row={row}
              most={most}
              zone={zone}
              serves={row.model === champion?.model && row.version === champion.version}
            />
          ))}
        </Table>
      )}
    </Figure>
  );
}

const naive = (rows: readonly ModelSkill[]) => rows.map((row) => row.naive_mase.value ?? 0);

interface RowProps {
  row: ModelSkill;
  most: number;
  zone: string;
  serves: boolean;
}

function Row({ row, most, zone, serves }: RowProps) {
  const by = better(skillOf(row));
  const held = row.coverage80.value;
  const [from, to] = [instant(row.first_origin), instant(row.last_origin)];
  const name = modelName(row.model, row.version);
  const place = (value: number | null) => `${((value ?? 0) / most) * 100}%`;
  return (
    <tr>
      <th scope="row" className={serves ? undefined : classes.plain}>
        {row.model} <span className={classes.version}>{versionOf(row.model, row.version)}</span>
        <span className={classes.said}>
          {serves ? "champion, " : ""}
          {BASES[row.basis]}, {count(row.meters)} {row.meters === 1 ? "meter" : "meters"}
          {from !== null && to !== null
            ? `, ${shortDate(from, zone)} – ${shortDate(to, zone)}`
            : ""}
        </span>
      </th>
      <td className={tables.left}>
        {row.horizon_hours > 48 ? "7 days" : `${row.horizon_hours} h`}
      </td>
      <td className={`${classes.bars} ${classes.desk}`}>
        <span className={classes.track} aria-hidden="true">
          <span className={classes.bar} style={{ width: place(row.mase.value) }} />
          {row.naive_mase.value !== null && (
            <span className={classes.tick} style={{ left: place(row.naive_mase.value) }} />
          )}
        </span>
      </td>
      <td>
        <Value figure={row.mase} label={`MASE of ${name}`} bar={false} quiet model />
      </td>
      <td className={classes.desk}>
        <Value figure={row.naive_mase} label="MASE as last week" bar={false} quiet />
      </td>
      <td>{by === null ? "–" : percent(by, 0)}</td>
      <td className={classes.desk}>{row.wql.value === null ? "–" : number(row.wql.value, 4)}</td>
      <td className={held !== null && !keepsPromise(held) ? classes.off : undefined}>
        {held === null ? "–" : percent(held, 0)}
      </td>
      <td className={classes.desk}>
        {row.coverage80_p10.value === null ? "–" : percent(row.coverage80_p10.value, 0)}
      </td>
      <td className={classes.desk}>{row.origins === null ? "–" : count(row.origins)}</td>
    </tr>
  );
}
