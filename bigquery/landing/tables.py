"""Tables of the destination: found, made, extended, widened as what arrives needs it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from bigquery.landing.types import duckdb_type, widest

SYNCED, DELETED, ROW_ID = "_fivetran_synced", "_fivetran_deleted", "_fivetran_id"


def quoted(name: str) -> str:
    """An identifier as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Target:
    """A table that rows land in: its name, its columns with their types, its key."""

    schema: str
    name: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def sql(self) -> str:
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def clock(self) -> str | None:
        """The key's instant, whose zone maps bound what has to be read; None without one."""
        timed = [c for c in self.key if self.columns[c].startswith("TIMESTAMP")]
        return "ts" if "ts" in timed else (timed[0] if timed else None)


def prepare(
    cursor: duckdb.DuckDBPyConnection,
    schema: str,
    name: str,
    key: tuple[str, ...],
    arriving: pa.Schema | None,
) -> Target:
    """The table, able to hold what arrives."""
    standing = _columns(cursor, schema, name)
    wanted = {f.name: duckdb_type(f.type) for f in arriving or [] if not f.name.startswith("_op")}
    table = f"{quoted(schema)}.{quoted(name)}"
    if not standing:
        wanted |= {column: "VARCHAR" for column in key if column not in wanted}
        wanted |= {SYNCED: "TIMESTAMP WITH TIME ZONE", DELETED: "BOOLEAN"}
        listed = ", ".join(f"{quoted(column)} {kind}" for column, kind in wanted.items())
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}")
        cursor.execute(f"CREATE TABLE {table} ({listed})")
        return Target(schema, name, wanted, key)
    system = {SYNCED: "TIMESTAMP WITH TIME ZONE", DELETED: "BOOLEAN"}
    for column, kind in {**wanted, **system}.items():
        if column not in standing:
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(column)} {kind}")
            standing[column] = kind
        elif (wider := widest(standing[column], kind)) != standing[column]:
            cursor.execute(f"ALTER TABLE {table} ALTER {quoted(column)} TYPE {wider}")
            standing[column] = wider
    return Target(schema, name, standing, key)


def _columns(cursor: duckdb.DuckDBPyConnection, schema: str, name: str) -> dict[str, str]:
    rows = cursor.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = ? AND table_name = ?",
        [schema, name],
    ).fetchall()
    return dict(rows)
