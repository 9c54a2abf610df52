"""Which days the rows that landed touched since the last transform.

The local landing notes them in pending_windows, in the transaction of the rows. On BigQuery
Fivetran lands and notes nothing: there the raw tables' partitions say when each last changed, and
fingerprints of the descriptions whether every day has to be looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import structlog

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from bigquery.warehouse import Warehouse

PARTITIONED = ("raw_readings", "raw_weather", "raw_grid")
MARGIN = timedelta(minutes=1)  # a commit and the clock that we read are not one machine's
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
Day = tuple[str, date | None]
"""A table and the UTC day of rows in it that changed; None: every day."""


@dataclass(frozen=True)
class Touched:
    """The days, and what makes them done; called once everything is derived from them."""

    days: list[Day]
    done: Callable[[], object]


def touched(warehouse: Warehouse) -> Touched:
    """What changed since a run of the transform last called ``done``."""
    if isinstance(warehouse, DuckDBWarehouse):
        noted = warehouse.query(load("pending_days")).to_pylist()
        return Touched(
            [(row["table_name"], row["day"]) for row in noted],
            lambda: warehouse.query(load("forget_pending_days")),
        )
    try:
        return _on_bigquery(warehouse)
    except PowerlyticsError as error:
        structlog.get_logger().warning(
            "touched_days_unknown",
            error=str(error),
            instead="yesterday and today are recomputed; transform --from --to for older days",
        )
        return Touched([], lambda: None)


def _on_bigquery(warehouse: Warehouse) -> Touched:
    described = warehouse.query(load("described")).to_pylist()
    looked_at = min(row["looked_at"] for row in described)
    seen = {row["table_name"]: row for row in warehouse.query(load("transform_seen")).to_pylist()}
    since = {name: row["looked_at"] - MARGIN for name, row in seen.items()}
    days = changed_partitions(warehouse.query(load("partitions")).to_pylist(), since)
    days += [
        (row["table_name"], None)
        for row in described
        if row["table_name"] not in seen
        or seen[row["table_name"]]["fingerprint"] != row["fingerprint"]
    ]
    rejected = warehouse.query(
        load("rejected_days"), {"since": since.get("rejected_readings", NEVER)}
    )
    days += [("rejected_readings", row["day"]) for row in rejected.to_pylist() if row["day"]]
    notes = [
        {"table_name": row["table_name"], "fingerprint": row["fingerprint"]} for row in described
    ]
    notes += [
        {"table_name": name, "fingerprint": None} for name in (*PARTITIONED, "rejected_readings")
    ]

    def done() -> None:
        rows = [{**note, "looked_at": looked_at} for note in notes]
        warehouse.load("transform_seen", pa.Table.from_pylist(rows))
        warehouse.query(load("forget_seen"), {"looked_at": looked_at})

    return Touched(days, done)


def changed_partitions(
    partitions: Iterable[Mapping[str, Any]], since: Mapping[str, datetime]
) -> list[Day]:
    """The days of the partitions that changed after ``since`` (by table; never seen: all).

    Rows that have no partition yet may be of any day of late: today and yesterday are recomputed
    anyway, and they count when they have one.
    """
    found = []
    for row in partitions:
        name, key = row["table_name"], row["partition_id"]
        if name not in PARTITIONED or not isinstance(key, str) or not key.isdigit():
            continue
        if row["last_modified_time"] > since.get(name, NEVER):
            found.append((name, datetime.strptime(key[:8], "%Y%m%d").replace(tzinfo=UTC).date()))
    return sorted(set(found))
