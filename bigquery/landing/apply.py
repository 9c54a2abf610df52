"""Phases of operations, applied in order inside the caller's transaction.

A phase is a run of operations on one table that can be applied as a set. What has to be read of a
table is bounded by the batch: the rows' instants are cut into ranges of days, and each range's
look-up is pruned by DuckDB's zone maps, so landing costs what the batch holds, not the history.
A row that stands there just so is left alone: a look-back rewrites nothing and notes no window.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

import duckdb
import numpy as np
import pyarrow as pa

from bigquery.errors import PowerlyticsError
from bigquery.landing.tables import DELETED, ROW_ID, SYNCED, Target, prepare, quoted
from bigquery.landing.windows import NOTES

OP = "_op"  # in a merge phase: 0 upsert, 2 delete
SEQUENCE = "_op_sequence"
DAY_US = 86_400_000_000
MOST_RANGES = 48


class PhaseKind(Enum):
    """What a phase does to its table."""

    MERGE = "merge"
    UPDATE = "update"
    TRUNCATE = "truncate"
    TRUNCATE_OLDER = "truncate_older"


@dataclass(frozen=True)
class Phase:
    """Operations on one table in their order; ``rows`` of a merge have ``_op``.

    ``at`` is when they arrived; ``touch`` marks also unchanged rows as seen again; ``declared`` are
    the columns that the table has whether or not a row gives them. A truncate with a ``tenant``
    concerns that tenant's rows only, where the table has tenants.
    """

    schema: str
    table: str
    key: tuple[str, ...]
    kind: PhaseKind
    rows: pa.Table | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    touch: bool = False
    declared: pa.Schema | None = None
    tenant: str | None = None


@dataclass
class Landed:
    """What a set of phases did."""

    written: int = 0
    unchanged: int = 0
    windows: int = 0


def land(cursor: duckdb.DuckDBPyConnection, phases: list[Phase]) -> Landed:
    """Apply the phases in their order, note the touched windows. Raises PowerlyticsError."""
    done = Landed()
    for phase in phases:
        arriving = phase.rows.schema if phase.rows is not None else None
        key = phase.key or (ROW_ID,)
        rows = phase.rows
        if rows is not None and not phase.key:
            rows = _with_row_id(cursor, rows)
            arriving = rows.schema
        arriving = pa.unify_schemas(
            [phase.declared or pa.schema([]), arriving or pa.schema([])],
            promote_options="permissive",
        )
        target = prepare(cursor, phase.schema, phase.table, key, arriving)
        if phase.kind is PhaseKind.MERGE and rows is not None:
            _merge(cursor, target, rows, phase, done)
        elif phase.kind is PhaseKind.UPDATE and rows is not None:
            _update(cursor, target, rows, phase, done)
        else:
            _truncate(cursor, target, phase, done)
    return done


def _merge(
    cursor: duckdb.DuckDBPyConnection, target: Target, rows: pa.Table, phase: Phase, done: Landed
) -> None:
    for column in target.key:
        if rows.column(column).null_count:
            raise PowerlyticsError(
                f"{target.name}: {column} is part of the key and may not be NULL"
            )
    key = ", ".join(quoted(c) for c in target.key)
    deletes = has(rows, 2)
    columns = [c for c in rows.column_names if c not in {OP, SEQUENCE}]
    listed = ", ".join(f"u.{quoted(c)}" for c in columns)
    rows = rows.append_column(SEQUENCE, pa.array(np.arange(rows.num_rows, dtype=np.int64)))
    cursor.register("arriving", rows)
    last = f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {SEQUENCE} DESC) = 1"
    try:
        _temporary(
            cursor,
            "gone",
            f"SELECT {key}, {SEQUENCE} FROM arriving WHERE {OP} = 2 {last}"
            if deletes
            else f"SELECT {key}, {SEQUENCE} FROM arriving WHERE FALSE",
        )
        flag = f"coalesce(g.{SEQUENCE} > u.{SEQUENCE}, FALSE)"
        _temporary(
            cursor,
            "landing",
            f"SELECT {listed}, {flag if deletes else 'FALSE'} AS {DELETED} "
            f"FROM (SELECT * FROM arriving WHERE {OP} = 0 {last}) u "
            + (f"LEFT JOIN gone g USING ({key})" if deletes else ""),
        )
    finally:
        cursor.unregister("arriving")
    ranges = _ranges(rows, target)
    _upsert(cursor, target, columns, ranges, phase, done)
    if deletes:
        _delete(cursor, target, ranges, phase, done)


def _upsert(  # noqa: PLR0913, PLR0917 - one statement's parts
    cursor: duckdb.DuckDBPyConnection,
    target: Target,
    columns: list[str],
    ranges: list[tuple[datetime, datetime] | None],
    phase: Phase,
    done: Landed,
) -> None:
    note = NOTES.get(target.name)
    omitted = [c for c in target.columns if c not in {*columns, SYNCED, DELETED}]
    compared = {c: f"l.{quoted(c)}" for c in columns if c not in target.key}
    compared |= dict.fromkeys(omitted, "NULL") | {DELETED: f"l.{DELETED}"}
    quiet = note.quiet if note else frozenset()

    def equal(names: list[str]) -> str:
        # a flag that was never set is the same as FALSE
        sides = [
            f"coalesce(t.{DELETED}, FALSE) = l.{DELETED}"
            if c == DELETED
            else f"t.{quoted(c)} IS NOT DISTINCT FROM {compared[c]}"
            for c in names
        ]
        return " AND ".join(sides) or "TRUE"

    key = ", ".join(quoted(c) for c in target.key)
    match = " AND ".join(f"t.{quoted(c)} = l.{quoted(c)}" for c in target.key)
    found = (
        f"SELECT t.rowid AS _row, {', '.join(f'l.{quoted(c)}' for c in target.key)}, "
        f"{equal(list(compared))} AS _same, "
        f"{equal([c for c in compared if c not in quiet])} AS _quiet "
        f"FROM {target.sql} t JOIN landing l ON {match}"
    )
    _look_up(cursor, target, "standing", found, ranges)
    counts = cursor.execute(
        "SELECT count(*), count(*) FILTER (_same), (SELECT count(*) FROM landing) FROM standing"
    ).fetchone()
    standing, same, arrived = counts or (0, 0, 0)
    kept = "FALSE" if phase.touch else "_same"
    if standing > (0 if phase.touch else same):
        cursor.execute(
            f"DELETE FROM {target.sql} WHERE rowid IN (SELECT _row FROM standing WHERE NOT {kept})"
        )
    without = f"ANTI JOIN (SELECT * FROM standing WHERE {kept}) s USING ({key})" if same else ""
    cursor.execute(
        f"INSERT INTO {target.sql} BY NAME "
        f"SELECT r.*, CAST(? AS TIMESTAMPTZ) AS {SYNCED} FROM landing r {without}",
        [phase.at],
    )
    done.written += arrived - (0 if phase.touch else same)
    done.unchanged += same
    if note and arrived > same:
        quietly = f"ANTI JOIN (SELECT * FROM standing WHERE _quiet) s USING ({key})"
        _note(cursor, target, f"landing r {quietly if standing else ''}", phase, done)


def _delete(
    cursor: duckdb.DuckDBPyConnection,
    target: Target,
    ranges: list[tuple[datetime, datetime] | None],
    phase: Phase,
    done: Landed,
) -> None:
    """Mark what stands in the table and was not upserted in the same phase."""
    key = ", ".join(quoted(c) for c in target.key)
    match = " AND ".join(f"t.{quoted(c)} = l.{quoted(c)}" for c in target.key)
    found = (
        f"SELECT t.rowid AS _row, t.* FROM {target.sql} t "
        f"JOIN (SELECT * FROM gone ANTI JOIN landing USING ({key})) l ON {match} "
        f"AND NOT coalesce(t.{DELETED}, FALSE)"
    )
    _look_up(cursor, target, "standing", found, ranges)
    cursor.execute(
        f"UPDATE {target.sql} SET {DELETED} = TRUE, {SYNCED} = CAST(? AS TIMESTAMPTZ) "
        "WHERE rowid IN (SELECT _row FROM standing)",
        [phase.at],
    )
    _note(cursor, target, "standing r", phase, done)


def _update(
    cursor: duckdb.DuckDBPyConnection, target: Target, rows: pa.Table, phase: Phase, done: Landed
) -> None:
    """Set the given columns of rows that exist; never insert."""
    given = [c for c in rows.column_names if c not in {*target.key, OP, SEQUENCE}]
    rows = rows.append_column(SEQUENCE, pa.array(np.arange(rows.num_rows, dtype=np.int64)))
    key = ", ".join(quoted(c) for c in target.key)
    cursor.register("arriving", rows)
    try:
        _temporary(
            cursor,
            "landing",
            "SELECT * FROM arriving "
            f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {SEQUENCE} DESC) = 1",
        )
    finally:
        cursor.unregister("arriving")
    match = " AND ".join(f"t.{quoted(c)} = l.{quoted(c)}" for c in target.key)
    found = f"SELECT t.rowid AS _row, t.* FROM {target.sql} t JOIN landing l ON {match}"
    _look_up(cursor, target, "standing", found, _ranges(rows, target))
    changes = "".join(f"{quoted(c)} = l.{quoted(c)}, " for c in given)
    match = " AND ".join(f"{target.sql}.{quoted(c)} = l.{quoted(c)}" for c in target.key)
    cursor.execute(
        f"UPDATE {target.sql} SET {changes}{SYNCED} = CAST(? AS TIMESTAMPTZ) FROM landing l "
        f"WHERE {match} AND {target.sql}.rowid IN (SELECT _row FROM standing)",
        [phase.at],
    )
    _note(cursor, target, "standing r", phase, done)


def _truncate(
    cursor: duckdb.DuckDBPyConnection, target: Target, phase: Phase, done: Landed
) -> None:
    """Mark every row, or every row last seen before the truncate was asked for."""
    older = f"AND {SYNCED} < CAST(? AS TIMESTAMPTZ)"
    deferred = phase.kind is PhaseKind.TRUNCATE_OLDER
    which = f"NOT coalesce({DELETED}, FALSE) {older if deferred else ''}"
    bound: list[object] = [phase.at] if deferred else []
    if phase.tenant is not None and "tenant_id" in target.columns:
        which += " AND tenant_id = ?"
        bound.append(phase.tenant)
    note = NOTES.get(target.name)
    if note:
        cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE standing AS SELECT * FROM {target.sql} WHERE {which}",
            bound,
        )
        _note(cursor, target, "standing r", phase, done)
    cursor.execute(
        f"UPDATE {target.sql} SET {DELETED} = TRUE, {SYNCED} = CAST(? AS TIMESTAMPTZ) "
        f"WHERE {which}",
        [datetime.now(UTC), *bound],
    )


def _note(
    cursor: duckdb.DuckDBPyConnection, target: Target, source: str, phase: Phase, done: Landed
) -> None:
    """Append the touched windows; transform reads and deletes them in its own transaction."""
    note = NOTES.get(target.name)
    if note is None:
        return
    noted = cursor.execute(
        "INSERT INTO powerlytics_local.pending_windows BY NAME "
        f"SELECT DISTINCT r.tenant_id, ? AS table_name, {note.day} AS day, "
        f"CAST(? AS TIMESTAMPTZ) AS noted_at FROM {source} WHERE {note.where}",
        [target.name, phase.at],
    ).fetchone()
    done.windows += noted[0] if noted else 0


def _look_up(
    cursor: duckdb.DuckDBPyConnection,
    target: Target,
    name: str,
    select: str,
    ranges: list[tuple[datetime, datetime] | None],
) -> None:
    """The rows of the table that the batch concerns, range by range."""
    for place, bounds in enumerate(ranges):
        text, values = select, []
        if bounds is not None:
            clock = f"t.{quoted(str(target.clock))}"
            kind = target.columns[str(target.clock)]
            text += f" AND {clock} >= CAST(? AS {kind}) AND {clock} < CAST(? AS {kind})"
            values = list(bounds)
        head = f"CREATE OR REPLACE TEMP TABLE {name} AS" if not place else f"INSERT INTO {name}"
        cursor.execute(f"{head} {text}", values)


def _ranges(rows: pa.Table, target: Target) -> list[tuple[datetime, datetime] | None]:
    """Half-open ranges of whole days that hold the batch's instants; [None] when it has none."""
    clock = target.clock
    if (
        clock is None
        or rows.num_rows == 0
        or not pa.types.is_timestamp(rows.schema.field(clock).type)
    ):
        return [None]
    micros = rows.column(clock).cast(pa.timestamp("us", rows.schema.field(clock).type.tz))
    days = np.unique(micros.cast(pa.int64()).to_numpy() // DAY_US)
    gaps = np.diff(days)
    cuts = np.flatnonzero(gaps > 1)
    if len(cuts) >= MOST_RANGES:  # keep the widest gaps, so that the least is read in vain
        cuts = np.sort(cuts[np.argsort(gaps[cuts])[-(MOST_RANGES - 1) :]])
    starts, ends = days[np.r_[0, cuts + 1]], days[np.r_[cuts, len(days) - 1]]
    zone = UTC if rows.schema.field(clock).type.tz else None
    epoch = datetime(1970, 1, 1, tzinfo=zone)
    return [
        (epoch + timedelta(days=int(a)), epoch + timedelta(days=int(b) + 1))
        for a, b in zip(starts, ends, strict=True)
    ]


def has(rows: pa.Table, kind: int) -> bool:
    """Whether a merge has operations of this kind."""
    return bool((rows.column(OP).to_numpy() == kind).any())


def _temporary(cursor: duckdb.DuckDBPyConnection, name: str, select: str) -> None:
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")


def _with_row_id(cursor: duckdb.DuckDBPyConnection, rows: pa.Table) -> pa.Table:
    """The rows with a hash of all their values: equal rows are one row, whichever column is new."""
    names = sorted(c for c in rows.column_names if c != OP)
    parts = ", ".join(
        f"'{n.replace(chr(39), chr(39) * 2)}=' || {quoted(n)}::VARCHAR" for n in names
    )
    cursor.register("arriving", rows)
    try:
        made = cursor.sql(f"SELECT *, md5(concat_ws(chr(31), {parts})) AS {ROW_ID} FROM arriving")
        return pa.table(made.to_arrow_table())
    finally:
        cursor.unregister("arriving")
