"""``powerlytics sync``: every connection of connections.json, its shards side by side."""

from __future__ import annotations

import json
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import structlog

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.landing import Phase, held, land
from bigquery.landing.state import (
    Run,
    close_lost_runs,
    newest_reading,
    read_state,
    write_run,
    write_state,
)
from bigquery.landing.tenancy import pinned
from bigquery.settings import Settings
from bigquery.warehouse import Warehouse
from pipeline.fivetran.phases import Played
from pipeline.fivetran.player import check, declared, play
from pipeline.fivetran.process import ConnectorProcess
from pipeline.progress import Progress, silent

RAW = "powerlytics_raw"  # the dataset that a connection lands in
REPORT_SECONDS = 0.2
MOST_PROCESSES = 8
COMMIT_ATTEMPTS = 5


@dataclass(frozen=True)
class Connection:
    """One line of connections.json: what a Fivetran connection is in the cloud.

    ``tenant_id`` is the administrator's word on whose rows it writes; else its first rows tell.
    """

    name: str
    configuration: dict[str, str]
    shards: int = 1
    tenant_id: str | None = None


@dataclass(frozen=True)
class SyncResult:
    """What one shard of one connection did; lengths in seconds."""

    connection: str
    shard: int
    rows_upserted: int = 0
    rows_updated: int = 0
    rows_deleted: int = 0
    rows_rejected: int = 0
    checkpoints: int = 0
    retries: int = 0
    lag_seconds: float | None = None
    duration_seconds: float = 0.0
    error: str | None = None


def connections(home: Path, shards: int = 1) -> list[Connection]:
    """The connections of an installation. Raises PowerlyticsError: one line to act on."""
    path = home / "connections.json"
    example = '[{"name": "site", "configuration": {"base_url": "https://...", "api_key": "..."}}]'
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PowerlyticsError(f"nothing to sync: write {path}: {example}") from None
    except (OSError, ValueError) as error:
        raise PowerlyticsError(f"cannot read {path}: {error}") from None
    if not isinstance(listed, list) or not listed:
        raise PowerlyticsError(f"{path} lists no connection: write {example}")
    found = [_connection(path, place, one, shards) for place, one in enumerate(listed)]
    names = [connection.name for connection in found]
    if len(set(names)) < len(names):
        raise PowerlyticsError(f"{path}: two connections have the same name")
    return found


def _connection(path: Path, place: int, one: object, shards: int) -> Connection:
    where = f"{path}: connection {place + 1}"
    if not isinstance(one, dict) or not isinstance(one.get("name"), str) or not one["name"]:
        raise PowerlyticsError(f'{where} has no "name"')
    configuration = one.get("configuration")
    if not isinstance(configuration, dict) or not all(
        isinstance(value, str) for value in configuration.values()
    ):
        raise PowerlyticsError(f'{where}: "configuration" is an object of strings')
    number = one.get("shards", shards)
    if type(number) is not int or not 1 <= number <= 64:
        raise PowerlyticsError(f'{where}: "shards" is a whole number from 1 to 64')
    tenant = one.get("tenant_id")
    if tenant is not None and (not isinstance(tenant, str) or not tenant):
        raise PowerlyticsError(f'{where}: "tenant_id" is the name of a tenant')
    return Connection(one["name"], configuration, number, tenant)


def sync(settings: Settings, warehouse: Warehouse, progress: Progress = silent) -> list[SyncResult]:
    """Land what is new at every source; a connection that fails says so in its result.

    Raises PowerlyticsError only when nothing can be tried: no connections, not our warehouse.
    """
    if not isinstance(warehouse, DuckDBWarehouse):
        raise PowerlyticsError(
            "this warehouse is BigQuery: Fivetran itself syncs there (see connector/README.md)"
        )
    wanted = connections(settings.home, settings.shards)
    landing = _Landing(warehouse)
    for connection in wanted:
        with landing.transaction() as cursor:
            close_lost_runs(cursor, connection.name)
    jobs = [(connection, shard) for connection in wanted for shard in range(connection.shards)]
    with ThreadPoolExecutor(min(len(jobs), MOST_PROCESSES), "sync") as pool:
        return list(pool.map(lambda job: _sync(settings, landing, job[0], job[1], progress), jobs))


class _Landing:
    """Commits of all shards, one after the other: they write to the same tables."""

    def __init__(self, warehouse: DuckDBWarehouse) -> None:
        self._warehouse = warehouse
        self._one = threading.Lock()

    def transaction(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return self._warehouse.transaction()

    def commit(
        self, connection: Connection, shard: int, phases: list[Phase], state: str | None
    ) -> None:
        """Rows, touched windows and state in one transaction; again where another one collided."""
        with self._one:
            for attempt in range(COMMIT_ATTEMPTS):
                try:
                    with self._warehouse.transaction() as cursor:
                        land(cursor, held(cursor, connection.name, phases, connection.tenant_id))
                        if state is not None:
                            write_state(cursor, connection.name, shard, state)
                    return
                except duckdb.TransactionException:
                    if attempt + 1 == COMMIT_ATTEMPTS:
                        raise
                    time.sleep(0.05 * 2**attempt)

    def log(self, run: Run) -> None:
        with self._one, self._warehouse.transaction() as cursor:
            write_run(cursor, run)


def _sync(
    settings: Settings, landing: _Landing, connection: Connection, shard: int, progress: Progress
) -> SyncResult:
    """One shard, whatever happens to it: its own result, its own line in sync_log."""
    name = connection.name
    began = time.monotonic()
    with landing.transaction() as cursor:
        state = read_state(cursor, name, shard)
        tenant = pinned(cursor, name) or connection.tenant_id or name
    run = Run(tenant, secrets.token_hex(8), name, shard, datetime.now(UTC))
    landing.log(run)
    title = f"{name} {shard + 1}/{connection.shards}" if connection.shards > 1 else name
    reporter = _Reporter(progress, title)
    played, retries, error = Played(), 0, None
    log = settings.home / "logs" / f"sync-{name}-{shard}.log"
    configuration = dict(connection.configuration)
    if connection.shards > 1:
        configuration |= {"shard_index": str(shard), "shard_count": str(connection.shards)}
    try:
        with ConnectorProcess(log) as process:
            try:
                if state is None:
                    check(process, configuration)
                tables = declared(process, configuration, RAW)
                play(
                    process,
                    configuration,
                    state,
                    tables,
                    lambda phases, after: landing.commit(connection, shard, phases, after),
                    reporter,
                    played,
                )
            finally:
                retries = process.retries()
    except PowerlyticsError as failure:
        error = " ".join(str(failure).split())
        structlog.get_logger().error("sync_failed", connection=name, shard=shard, error=error)
    except Exception as failure:
        # a breakage of ours at one connection: its trace in the log, the others go on
        error = " ".join(f"{type(failure).__name__}: {failure}".split())
        structlog.get_logger().exception("sync_broke", connection=name, shard=shard)
    with landing.transaction() as cursor:
        tenant = pinned(cursor, name) or run.tenant_id
        newest = newest_reading(cursor, tenant) or played.newest
    now = datetime.now(UTC)
    run = replace(
        run,
        tenant_id=tenant,
        finished_at=now,
        status="failed" if error else "succeeded",
        rows_upserted=played.upserted,
        rows_updated=played.updated,
        rows_deleted=played.deleted,
        rows_rejected=played.rejected,
        checkpoints=played.checkpoints,
        retries=retries,
        lag_seconds=(now - newest).total_seconds() if newest else None,
        duration_seconds=time.monotonic() - began,
        error=error,
    )
    landing.log(run)
    reporter.last(played, error)
    return SyncResult(
        name,
        shard,
        run.rows_upserted,
        run.rows_updated,
        run.rows_deleted,
        run.rows_rejected,
        run.checkpoints,
        run.retries,
        run.lag_seconds,
        run.duration_seconds or 0.0,
        error,
    )


class _Reporter:
    """Says how far a shard is, a few times a second."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress, self._title = progress, title
        self._began = time.monotonic()
        self._said = 0.0

    def __call__(self, played: Played) -> None:
        now = time.monotonic()
        if now - self._said >= REPORT_SECONDS:
            self._said = now
            self._say(played, f"{self._rate(played):,.0f} rows/s{_age(played.newest)}")

    def last(self, played: Played, error: str | None) -> None:
        rows = _rows(played)
        note = f"failed: {error}" if error else f"{self._rate(played):,.0f} rows/s"
        self._progress(self._title, rows, None if error else max(rows, 1), note)

    def _say(self, played: Played, note: str) -> None:
        self._progress(self._title, _rows(played), None, note)

    def _rate(self, played: Played) -> float:
        return _rows(played) / max(time.monotonic() - self._began, 0.001)


def _rows(played: Played) -> int:
    return played.upserted + played.updated + played.deleted


def _age(newest: datetime | None) -> str:
    return f", up to {newest:%Y-%m-%d %H:%M}" if newest else ""
