"""The embedded warehouse: one DuckDB file, one owning process, a cursor for every query."""

from __future__ import annotations

import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from bigquery import owner, schema
from bigquery.dialect import prepare, to_duckdb, translate
from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from bigquery.warehouse import Bound, DryRun, Parameters

MOST_JOINED = 8
CHECKPOINT_AFTER = "128MB"


@cache
def _columns() -> dict[str, dict[str, str]]:
    return {
        table.full_name: {column.name: column.type for column in table.columns}
        for table in schema.tables().values()
    }


@lru_cache(maxsize=512)
def _translate(sql: str) -> tuple[str, frozenset[str]]:
    """GoogleSQL as DuckDB runs it, and the names of its parameters."""
    translated = translate(sql, _columns())
    statements = duckdb.extract_statements(translated)
    names = (name for statement in statements for name in statement.named_parameters)
    return translated, frozenset(names)


class DuckDBWarehouse:
    """The Warehouse protocol over one DuckDB file.

    Raises PowerlyticsError when another process holds the file, and for SQL that DuckDB refuses.
    """

    def __init__(
        self, path: Path, *, memory_limit: str = "4GB", threads: int | None = None
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path.resolve()
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "temp_directory": str(self.path.parent / "spill"),
            "threads": threads or os.cpu_count() or 1,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            # A checkpoint joins row groups that small commits left. A hundred at once, as is usual,
            # let one commit wait for seconds; a few at a time keep up with what commits leave.
            # (After 24 windows of a month were replaced: 32 at once 4.3 s, 8 at once 1.2 s.)
            "max_vacuum_tasks": MOST_JOINED,
            # A checkpoint writes what the whole file looks like: 0.5 s at 100 M rows. Every 16 MB
            # of log, as is usual, it would be on every day's account.
            "checkpoint_threshold": CHECKPOINT_AFTER,
        }
        try:
            self._connection = duckdb.connect(str(self.path), config=config)
        except duckdb.IOException as error:
            if "lock" in str(error):
                raise owner.in_use(self.path, str(error)) from None
            raise PowerlyticsError(f"cannot open {path}: {_line(error)}") from None
        except duckdb.Error as error:
            raise PowerlyticsError(f"cannot open {path}: {_line(error)}") from None
        owner.announce(self.path)
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
        prepare(self._connection)
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._prefix, self._commits = secrets.token_hex(4), 0

    def create_tables(self) -> None:
        with self.transaction() as cursor:
            for table in schema.tables().values():
                cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {table.dataset}")
                cursor.execute(to_duckdb(table.ddl))

    def query(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        translated, names = _translate(sql)
        with self._cursor() as cursor:
            result = _run(cursor, translated, names, parameters or {})
        if not _reads_only(sql):
            self._committed()
        return result

    def read(self, name: str, parameters: Parameters | None = None) -> pa.Table:
        return self.query(load(name), parameters)

    def load(self, table: str, rows: pa.Table) -> int:
        target = schema.table(table)
        unknown = set(rows.column_names) - set(target.column_names)
        if unknown:
            raise PowerlyticsError(f"{target.full_name} has no column {', '.join(sorted(unknown))}")
        columns = ", ".join(f'"{name}"' for name in rows.column_names)
        with self.transaction() as cursor:
            cursor.register("arriving_rows", rows)
            try:
                cursor.execute(
                    f"INSERT INTO {target.full_name} ({columns}) "  # noqa: S608 - our own names
                    f"SELECT {columns} FROM arriving_rows"
                )
                cursor.unregister("arriving_rows")
            except duckdb.Error as error:
                # an aborted transaction takes only ROLLBACK; the next load replaces the name
                raise PowerlyticsError(f"cannot load {table}: {_line(error)}") from None
        return rows.num_rows

    def replace_window(
        self,
        table: str,
        select_name: str,
        start: Bound,
        end: Bound,
        parameters: Parameters | None = None,
    ) -> int:
        # The MERGE ON FALSE of statements/replace_window.sql says the same in one statement, but
        # DuckDB 2.0 runs it as a join against the whole table: 80 s for 8 M rows, this 0.01 s.
        target = schema.table(table)
        select, names = _translate(load(select_name))
        values = {**(parameters or {}), "window_start": start, "window_end": end}
        window = f"{target.partition} >= $window_start AND {target.partition} < $window_end"
        named = {"window_start", "window_end"}
        if values.get("keep"):
            others = "NOT list_contains($keep, tenant_id)"
            select = f"SELECT * FROM ({select.rstrip().rstrip(';')}) WHERE {others}"  # noqa: S608
            window, names, named = f"{window} AND {others}", names | {"keep"}, named | {"keep"}
        with self.transaction() as cursor:
            cursor.execute(
                f"DELETE FROM {target.full_name} WHERE {window}",  # noqa: S608 - our own names
                {name: values[name] for name in named},
            )
            insert = f"INSERT INTO {target.full_name} BY NAME {select}"
            with _joined_as_written(self._connection):
                done = _run(cursor, insert, names, values)
        return int(done.column(0)[0].as_py())

    def dry_run(self, sql: str, parameters: Parameters | None = None) -> DryRun:
        translated, names = _translate(sql)
        with self._cursor() as cursor:
            probe = f"SELECT * FROM ({translated.rstrip().rstrip(';')}) LIMIT 0"  # noqa: S608
            return DryRun(_run(cursor, probe, names, parameters or {}).schema, None)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside BEGIN and COMMIT; rolled back when the block raises. Nested: the outer's.

        Whatever this thread asks of the warehouse inside goes through the same transaction.
        """
        outer: duckdb.DuckDBPyConnection | None = getattr(self._mine, "cursor", None)
        if outer is not None:
            yield outer
            return
        with self._cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            self._mine.cursor = cursor
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                _roll_back(cursor)
                raise
            finally:
                self._mine.cursor = None
        self._committed()

    def version(self) -> str:
        return f"{self._prefix}-{self._commits}"

    def announce(self, url: str) -> None:
        """Tell other processes where this owner serves its API."""
        owner.announce(self.path, url)

    def close(self) -> None:
        with self._lock:
            for cursor in self._idle:
                cursor.close()
            self._idle.clear()
            self._connection.close()
        owner.withdraw(self.path)

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        mine: duckdb.DuckDBPyConnection | None = getattr(self._mine, "cursor", None)
        if mine is not None:
            yield mine
            return
        with self._lock:
            cursor = self._idle.pop() if self._idle else None
            if cursor is None:
                cursor = self._connection.cursor()
                prepare(cursor)
        try:
            yield cursor
        finally:
            with self._lock:
                self._idle.append(cursor)

    def _committed(self) -> None:
        if getattr(self._mine, "cursor", None) is None:
            with self._lock:
                self._commits += 1


def _run(
    cursor: duckdb.DuckDBPyConnection, sql: str, names: frozenset[str], parameters: Parameters
) -> pa.Table:
    missing = sorted(names - parameters.keys())
    if missing:
        raise PowerlyticsError(f"the query needs a value for @{', @'.join(missing)}")
    try:
        result = cursor.sql(sql, params={name: parameters[name] for name in names})
        table = None if result is None else result.to_arrow_table()
    except duckdb.Error as error:
        raise PowerlyticsError(f"the query failed: {_line(error)}") from error
    return pa.table({}) if table is None else table


@contextmanager
def _joined_as_written(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Hash the right side of each join, as the transforms are written: many rows first, few after.

    DuckDB takes the hours of all devices for fewer than the hours of all buildings and would hash
    them, which doubles the time of the hourly roll-up. Queries that run meanwhile get that too.
    """
    with connection.cursor() as beside:  # a cursor whose transaction broke takes no setting back
        beside.execute("SET disabled_optimizers = 'build_side_probe_side'")
        try:
            yield
        finally:
            beside.execute("RESET disabled_optimizers")


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:
        return  # a failed COMMIT has already rolled back


def _reads_only(sql: str) -> bool:
    text = re.sub(r"^(\s|--[^\n]*\n|#[^\n]*\n|/\*.*?\*/)+", "", sql, flags=re.DOTALL)
    return re.match(r"(?i)(select|with|\(|from)\b", text) is not None or text.startswith("(")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:500]
