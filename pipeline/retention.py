"""Rows past the retention are dropped, and what they gave is never recomputed without them.

Age is measured against the tenant's newest reading, not against the clock: a replay of 2018 keeps
its year. On BigQuery partitions expire by themselves, by the clock (partition_expiration_days).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa

from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from bigquery.settings import Settings
from bigquery.warehouse import Warehouse

# A reading of the oldest day inside the retention reaches two days back into the derived tables,
# and those days read one more day of raw rows.
REACH = timedelta(days=3)


@dataclass(frozen=True)
class Retained:
    """What a run of the retention dropped: tenants with dropped rows, rows of all tables."""

    tenants: int = 0
    rows: int = 0


@dataclass(frozen=True)
class Floors:
    """The first day that may be recomputed for each tenant whose older raw rows are gone."""

    tenants: frozenset[str]
    days: Mapping[str, date]

    def parts(self, start: date, end: date) -> Iterator[tuple[date, date, tuple[str, ...]]]:
        """The window [start, end) in parts, each with the tenants whose rows must stay as they are.

        A part in which that is everybody is left out.
        """
        cuts = {start, end, *(day for day in self.days.values() if start < day < end)}
        for begin, until in pairwise(sorted(cuts)):
            keep = tuple(sorted(name for name, day in self.days.items() if day > begin))
            if not keep or not self.tenants <= set(keep):
                yield begin, until, keep


def retain(settings: Settings, warehouse: Warehouse, now: datetime | None = None) -> Retained:
    """Drop what is older than the retention of raw and of derived rows, all in one transaction.

    It has work once a day for each tenant, when its newest reading is of a new day.
    """
    if not isinstance(warehouse, DuckDBWarehouse):
        raise PowerlyticsError(
            "BigQuery drops old partitions by itself: see partition_expiration_days in the schema"
        )
    as_of = now or datetime.now(UTC)
    found = warehouse.query(load("newest_readings"), {"as_of": as_of}).to_pylist()
    due = [(row, since) for row in found if (since := _since(settings, row)) != _known(row)]
    if not due:
        return Retained()
    with warehouse.transaction():
        dropped = [_drop(warehouse, row["tenant_id"], *since, as_of) for row, since in due]
    return Retained(sum(rows > 0 for rows in dropped), sum(dropped))


def floors(warehouse: Warehouse, as_of: datetime) -> Floors:
    """What may still be recomputed: a day needs the raw rows of the day before it."""
    found = warehouse.query(load("retained_since")).to_pylist()
    since = {row["tenant_id"]: row["raw_since"] for row in found}
    if not isinstance(warehouse, DuckDBWarehouse):
        expired = timedelta(days=schema.table("raw_readings").expiration_days or 0)
        since = dict.fromkeys(since, as_of.date() - expired + timedelta(days=1))
    days = {name: day + timedelta(days=1) for name, day in since.items() if day is not None}
    return Floors(frozenset(since), days)


def _known(row: Mapping[str, Any]) -> tuple[date, date]:
    return row["raw_since"] or date.min, row["derived_since"] or date.min


def _since(settings: Settings, row: Mapping[str, Any]) -> tuple[date, date]:
    """How far back raw and derived rows go from now on: what is gone does not come back."""
    raw, derived = _known(row)
    newest: date = row["newest_day"]
    return (
        max(raw, newest - timedelta(days=settings.raw_retention_days) - REACH),
        max(derived, newest - timedelta(days=settings.analytics_retention_days)),
    )


def _drop(
    warehouse: DuckDBWarehouse, tenant_id: str, raw: date, derived: date, as_of: datetime
) -> int:
    rows = 0
    for table in schema.tables().values():
        if not table.expiration_days or not table.partition:
            continue
        day = raw if table.dataset == "powerlytics_raw" else derived
        kind = next(column.type for column in table.columns if column.name == table.partition)
        before = datetime(day.year, day.month, day.day, tzinfo=UTC) if kind == "TIMESTAMP" else day
        statement = load("drop_older").format(table=table.full_name, partition=table.partition)
        done = warehouse.query(statement, {"tenant_id": tenant_id, "before": before})
        rows += int(done.column(0)[0].as_py())
    warehouse.query(load("forget_retained"), {"tenant_id": tenant_id})
    note = {"raw_since": raw, "derived_since": derived, "dropped_at": as_of}
    warehouse.load("retained", pa.Table.from_pylist([{"tenant_id": tenant_id, **note}]))
    return rows
