"use client";

import { CopyButton } from "@/components/CopyButton";
import { Figure } from "@/components/figure/Figure";
import { Sql } from "@/components/sql/Sql";
import tables from "@/components/table.module.css";
import { instant } from "@/lib/api/columns";
import type { Proof } from "@/lib/api/types";
import {
  count,
  isMoney,
  number,
  percent,
  quantity,
  unitLabel,
  withUnit,
} from "@/lib/format/number";
import { clock, clockSeconds, dayName, longInterval } from "@/lib/time/label";
import { capital } from "@/lib/format/words";

import classes from "./proof.module.css";

/** Definition, quality, query, rows and age of one number. */
export function ProofBody({ proof }: { proof: Proof }) {
  const zone = proof.period?.timezone ?? "UTC";
  return (
    <>
      <Claim proof={proof} zone={zone} />
      <Quality proof={proof} />
      <Figure
        title="Which query"
        subtitle={proof.column ? `${proof.query}, column ${proof.column}` : proof.query}
        aside={
          <CopyButton size="compact-sm" variant="default" text={() => proof.console_sql}>
            Copy SQL
          </CopyButton>
        }
      >
        <Sql text={proof.sql.trim()} />
        <dl className={classes.parameters}>
          {proof.parameters.map(({ name, type, value }) => (
            <div key={name} style={{ display: "contents" }}>
              <dt title={type}>@{name}</dt>
              <dd>{Array.isArray(value) ? value.join(", ") || "none" : String(value)}</dd>
            </div>
          ))}
        </dl>
      </Figure>
      <Rows proof={proof} zone={zone} />
      <div className={classes.buttons}>
        <CopyButton text={() => window.location.href}>Copy link to this proof</CopyButton>
        <CopyButton variant="default" text={() => proof.id}>
          Copy id
        </CopyButton>
      </div>
      <p className={classes.age}>
        Computed {clockSeconds(instant(proof.executed_at) ?? 0, zone)} in{" "}
        {number(proof.elapsed_ms, 0)} ms. The same figure is in the API under{" "}
        <code className={classes.mono}>{proof.url}</code>.
      </p>
    </>
  );
}

function Claim({ proof, zone }: { proof: Proof; zone: string }) {
  const { value, unit, period } = proof;
  const start = instant(period?.start);
  const end = instant(period?.end);
  const money = isMoney(unit);
  return (
    <div>
      <div className={classes.number}>
        {value === null ? "–" : `${money ? unitLabel(unit) : ""}${quantity(value, unit)}`}
        {value !== null && !money && <span> {unitLabel(unit)}</span>}
      </div>
      <p className={classes.definition}>
        {proof.title}
        {start !== null && end !== null && `, ${longInterval(start, end, zone)} ${zone}`}
      </p>
      <p className={classes.definition}>{capital(proof.definition)}</p>
      {proof.changed && (
        <p className={classes.definition}>
          <strong>
            Data has changed since: the same query now gives{" "}
            {proof.value_now === null ? "no value" : withUnit(proof.value_now, unit)}.
          </strong>
        </p>
      )}
      {proof.note && <p className={classes.definition}>{proof.note}</p>}
    </div>
  );
}

function Quality({ proof }: { proof: Proof }) {
  const { intervals, completeness, estimated_share: estimatedShare } = proof;
  const due = intervals.expected;
  if (due === null || due === 0) return null;
  const rows = [
    ["Metered", intervals.metered],
    ["Estimated by the source", intervals.estimated],
    ["Suspect among these", intervals.suspect],
    ["Missing", intervals.missing],
  ] as const;
  const known = completeness ?? 0;
  const estimated = known * (estimatedShare ?? 0);
  return (
    <Figure
      title="How complete"
      aside={
        <span className={classes.share}>{completeness === null ? "–" : percent(completeness)}</span>
      }
    >
      <div className={classes.bar} aria-hidden="true">
        <span className={classes.metered} style={{ width: `${(known - estimated) * 100}%` }} />
        <span className={classes.estimated} style={{ width: `${estimated * 100}%` }} />
      </div>
      <table className={`${tables.table} ${classes.rows}`}>
        <tbody>
          {rows.map(([name, value], place) => (
            <tr key={name}>
              <th scope="row" style={{ fontWeight: 400 }}>
                {name}
              </th>
              <td>
                {value === null ? "–" : count(value)}
                {place === 0 && <span className={tables.quiet}> intervals</span>}
              </td>
              <td>{value === null ? "–" : percent(value / due)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Figure>
  );
}

function Rows({ proof, zone }: { proof: Proof; zone: string }) {
  const { sample } = proof;
  return (
    <Figure
      title="Which rows"
      subtitle={
        proof.rows === null
          ? "the newest readings, newest revision each"
          : `${count(proof.rows)} hourly rows; the newest readings behind them`
      }
    >
      {sample.length === 0 ? (
        <p>
          {proof.period === null
            ? "The figure is stored with what it rests on; no single readings stand behind it."
            : "No reading lies in this period."}
        </p>
      ) : (
        <div className={classes.rows} role="region" aria-label="Rows" tabIndex={0}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">Meter</th>
                <th scope="col">From</th>
                <th scope="col">kWh</th>
                <th scope="col">Rev.</th>
                <th scope="col">Quality</th>
              </tr>
            </thead>
            <tbody>
              {sample.map((row) => {
                const at = instant(row.ts) ?? 0;
                return (
                  <tr key={`${row.device_id} ${row.ts}`} title={row.quality_reason ?? undefined}>
                    <th scope="row" className={classes.mono} style={{ fontWeight: 400 }}>
                      {row.device_id}
                    </th>
                    <td>
                      {dayName(at, zone, true)} {clock(at, zone)}
                    </td>
                    <td>{reading(row)}</td>
                    <td>{row.revision}</td>
                    <td style={row.quality === "metered" ? undefined : { color: "var(--warn)" }}>
                      {row.quality?.replace("_", ", ") ?? "–"}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </Figure>
  );
}

function reading(row: Proof["sample"][number]): string {
  if (row.energy_kwh !== null) return number(row.energy_kwh, 2);
  if (row.register_kwh !== null) return `at ${number(row.register_kwh, 1)}`;
  return "–";
}
