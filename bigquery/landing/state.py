"""What Fivetran keeps of each connection: its state, and a log of its runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

LOG = "powerlytics_raw.sync_log"


@dataclass(frozen=True)
class Run:
    """One run of one shard, as sync_log keeps it; times in UTC, lengths in seconds."""

    tenant_id: str
    sync_id: str
    connection: str
    shard: int
    started_at: datetime
    finished_at: datetime | None = None
    status: str = "running"
    rows_upserted: int = 0
    rows_updated: int = 0
    rows_deleted: int = 0
    rows_rejected: int = 0
    checkpoints: int = 0
    retries: int = 0
    lag_seconds: float | None = None
    duration_seconds: float | None = None
    error: str | None = None


def read_state(cursor: duckdb.DuckDBPyConnection, connection: str, shard: int) -> str | None:
    """The state of the last durable checkpoint; None before the first."""
    found = cursor.execute(
        "SELECT state_json FROM powerlytics_local.sync_state WHERE connection = ? AND shard = ?",
        [connection, shard],
    ).fetchone()
    return None if found is None else str(found[0])


def write_state(
    cursor: duckdb.DuckDBPyConnection, connection: str, shard: int, state_json: str
) -> None:
    """Keep a checkpoint, in the transaction of the rows before it."""
    cursor.execute(
        "DELETE FROM powerlytics_local.sync_state WHERE connection = ? AND shard = ?",
        [connection, shard],
    )
    cursor.execute(
        "INSERT INTO powerlytics_local.sync_state (connection, shard, state_json, updated_at) "
        "VALUES (?, ?, ?, ?)",
        [connection, shard, state_json, datetime.now(UTC)],
    )


def write_run(cursor: duckdb.DuckDBPyConnection, run: Run) -> None:
    """The run as it stands now: inserted, or in place of what was known of it."""
    values = vars(run)
    cursor.execute(f"DELETE FROM {LOG} WHERE sync_id = ?", [run.sync_id])
    marks = ", ".join("?" * len(values))
    cursor.execute(f"INSERT INTO {LOG} ({', '.join(values)}) VALUES ({marks})", [*values.values()])


def close_lost_runs(cursor: duckdb.DuckDBPyConnection, connection: str) -> None:
    """Say of runs that a crash left open that they failed."""
    cursor.execute(
        f"UPDATE {LOG} SET status = 'failed', error = 'the process ended before the sync did' "
        "WHERE connection = ? AND status = 'running'",
        [connection],
    )


def newest_reading(cursor: duckdb.DuckDBPyConnection, tenant_id: str) -> datetime | None:
    """Instant of the tenant's newest reading of the last 35 days; None without one."""
    found = cursor.execute(
        "SELECT epoch_us(max(ts)) FROM powerlytics_raw.raw_readings "
        "WHERE tenant_id = ? AND ts >= ? AND NOT coalesce(_fivetran_deleted, FALSE)",
        [tenant_id, datetime.now(UTC) - timedelta(days=35)],
    ).fetchone()
    if found is None or found[0] is None:
        return None
    return datetime.fromtimestamp(found[0] / 1e6, UTC)
