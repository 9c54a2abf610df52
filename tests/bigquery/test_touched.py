"""On BigQuery nobody notes what landed: the transform finds it out, and misses nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import structlog

from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from bigquery.warehouse import Warehouse
from pipeline.touched import changed_partitions, touched
from pipeline.transform import transform
from tests.bigquery.estate import AS_OF, empty, fill

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)


def partition(table: str, key: str | None, minutes: float = 0) -> dict[str, Any]:
    changed = NOON + timedelta(minutes=minutes)
    return {"table_name": table, "partition_id": key, "last_modified_time": changed}


def test_no_partition_that_changed_is_missed_and_none_that_did_not_is_taken() -> None:
    since = {"raw_readings": NOON, "raw_weather": NOON}
    found = changed_partitions(
        [
            partition("raw_readings", "20250301", 1),  # 10 months late
            partition("raw_readings", "20260107", 1),
            partition("raw_readings", "20260106", 0),
            partition("raw_readings", "__UNPARTITIONED__", 1),
            partition("raw_readings", "__NULL__", 1),
            partition("raw_weather", "20260107", -5),
            partition("raw_grid", "20260105", -500),  # never seen
            partition("device_metadata", None, 1),
            partition("sync_log", "20260107", 1),
        ],
        since,
    )
    assert found == [
        ("raw_grid", date(2026, 1, 5)),
        ("raw_readings", date(2025, 3, 1)),
        ("raw_readings", date(2026, 1, 7)),
    ]


@pytest.fixture
def bigquery(cloud: Warehouse) -> Warehouse:
    """In front of the emulator, every table empty."""
    empty(cloud)
    return cloud


@pytest.fixture
def seen(bigquery: Warehouse) -> Warehouse:
    """The estate, all of it seen."""
    fill(bigquery)
    touched(bigquery).done()
    return bigquery


def tables(warehouse: Warehouse) -> set[tuple[str, bool]]:
    """What was touched: the table, and whether all of its days."""
    return {(table, day is None) for table, day in touched(warehouse).days}


def test_what_was_never_seen_is_all_touched_until_it_is_done(bigquery: Warehouse) -> None:
    fill(bigquery)
    wanted = {("raw_readings", False), ("device_metadata", True), ("raw_tariffs", True)}
    assert tables(bigquery) >= wanted
    assert tables(bigquery) >= wanted, "asking is not doing"


def test_what_fivetran_sends_again_unchanged_never_costs_the_whole_history(
    seen: Warehouse,
) -> None:
    seen.query(
        "UPDATE powerlytics_raw.building_metadata "
        "SET name = 'New', _fivetran_synced = CURRENT_TIMESTAMP() WHERE TRUE"
    )
    assert not any(every for _, every in tables(seen))


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE powerlytics_raw.raw_tariffs SET price_per_kwh = 0.5 WHERE TRUE", "raw_tariffs"),
        (
            "UPDATE powerlytics_raw.device_metadata SET interval_minutes = 15 WHERE TRUE",
            "device_metadata",
        ),
        (
            "DELETE FROM powerlytics_raw.building_metadata WHERE tenant_id = 'north'",
            "building_metadata",
        ),
    ],
)
def test_a_change_that_derived_numbers_depend_on_is_never_missed(
    seen: Warehouse, change: str, table: str
) -> None:
    seen.query(change)
    assert (table, True) in tables(seen)


@pytest.mark.slow
def test_a_run_that_ended_is_not_done_again_and_one_that_failed_is(
    bigquery: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(bigquery)
    monkeypatch.setattr(bigquery, "replace_window", _fails)
    with pytest.raises(PowerlyticsError):
        transform(bigquery, now=AS_OF)
    assert any(every for _, every in tables(bigquery))
    monkeypatch.undo()
    transform(bigquery, now=AS_OF)
    assert not any(every for _, every in tables(bigquery))


def test_partitions_that_cannot_be_read_are_said_and_nothing_is_called_done(
    seen: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = seen.query

    def refuses(sql: str, parameters: Any = None) -> Any:
        if sql == load("partitions"):
            raise PowerlyticsError("no permission bigquery.tables.list")
        return asked(sql, parameters)

    seen.query("UPDATE powerlytics_raw.raw_tariffs SET price_per_kwh = 0.7 WHERE TRUE")
    monkeypatch.setattr(seen, "query", refuses)
    with structlog.testing.capture_logs() as said:
        found = touched(seen)
        found.done()
    assert found.days == []
    assert [line["event"] for line in said] == ["touched_days_unknown"]
    assert "bigquery.tables.list" in said[0]["error"]
    monkeypatch.undo()
    assert ("raw_tariffs", True) in tables(seen)


def _fails(*_: object) -> int:
    raise PowerlyticsError("quota exceeded")
