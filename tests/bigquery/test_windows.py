"""Replacing a window, with the platform's own transforms, on both warehouses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from bigquery import schema
from bigquery.errors import PowerlyticsError
from bigquery.warehouse import Warehouse
from tests.bigquery.estate import AS_OF, END, FIRST, differences, fill, midnight

FROM, TO = date(2026, 1, 6), date(2026, 1, 9)
BY_TIMESTAMP = ("analytics_hourly", "ml_features")
CHAIN = ("analytics_hourly", "analytics_daily", "data_quality_daily", "ml_features")


def replace(warehouse: Warehouse, table: str, start: date = FROM, end: date = TO) -> int:
    bounds = (midnight(start), midnight(end)) if table in BY_TIMESTAMP else (start, end)
    return warehouse.replace_window(table, table, *bounds, {"as_of": AS_OF})


def contents(warehouse: Warehouse, table: str) -> list[dict[str, object]]:
    found = warehouse.query(f"SELECT * FROM {schema.table(table).full_name}")
    return [dict(row) for row in found.to_pylist()]


def strangers(table: str) -> pa.Table:
    """A row that no transform makes at the start of each day, and just before each midnight."""
    target = schema.table(table)
    days = [FIRST + timedelta(days=away) for away in range((END - FIRST).days)]
    times: list[date | datetime] = list(days)
    if table in BY_TIMESTAMP:
        times = [midnight(day) for day in days]
        times += [midnight(day) - timedelta(hours=1) for day in days]
    partition = str(target.partition)
    kind = pa.timestamp("us", "UTC") if table in BY_TIMESTAMP else pa.date32()
    return pa.table(
        {
            "tenant_id": ["stranger"] * len(times),
            "device_id": ["stranger"] * len(times),
            partition: pa.array(times, kind),
        }
    )


@pytest.mark.parametrize("table", CHAIN)
def test_a_window_loses_all_its_rows_and_no_neighbour_loses_one(
    warehouse: Warehouse, table: str
) -> None:
    fill(warehouse)
    before = strangers(table)
    warehouse.load(table, before)
    put_in = replace(warehouse, table)
    partition = str(schema.table(table).partition)
    low, high = (midnight(FROM), midnight(TO)) if table in BY_TIMESTAMP else (FROM, TO)
    rows = contents(warehouse, table)
    left = sorted(row[partition] for row in rows if row["tenant_id"] == "stranger")
    all_times = sorted(before.column(partition).to_pylist())
    assert left == [time for time in all_times if not low <= time < high]
    made = [row for row in rows if row["tenant_id"] != "stranger"]
    assert len(made) == put_in
    assert all(low <= row[partition] < high for row in made)


@pytest.mark.slow
def test_twice_gives_what_once_gives(warehouse: Warehouse) -> None:
    fill(warehouse)
    first = [replace(warehouse, table) for table in CHAIN]
    once = {table: contents(warehouse, table) for table in CHAIN}
    assert [replace(warehouse, table) for table in CHAIN] == first
    assert first == [2 * 72, 2 * 3, 2 * 3, 2 * 72]
    for table in CHAIN:
        assert differences(once[table], contents(warehouse, table)) == [], table


def test_a_window_without_source_rows_becomes_empty(warehouse: Warehouse) -> None:
    warehouse.load("analytics_daily", strangers("analytics_daily"))
    assert replace(warehouse, "analytics_daily", FIRST, END) == 0
    assert contents(warehouse, "analytics_daily") == []


def test_a_transform_that_fails_leaves_the_window_as_it_was(warehouse: Warehouse) -> None:
    fill(warehouse, timezone="Nowhere/At_All")
    warehouse.load("analytics_hourly", strangers("analytics_hourly"))
    before = contents(warehouse, "analytics_hourly")
    with pytest.raises(PowerlyticsError) as refused:
        replace(warehouse, "analytics_hourly")
    assert "\n" not in str(refused.value)
    assert differences(before, contents(warehouse, "analytics_hourly")) == []


def test_a_transform_without_its_parameter_changes_nothing(warehouse: Warehouse) -> None:
    warehouse.load("analytics_hourly", strangers("analytics_hourly"))
    before = contents(warehouse, "analytics_hourly")
    with pytest.raises(PowerlyticsError, match="needs a value for @as_of"):
        warehouse.replace_window(
            "analytics_hourly", "analytics_hourly", midnight(FROM), midnight(TO)
        )
    assert differences(before, contents(warehouse, "analytics_hourly")) == []


def test_the_version_changes_with_a_window(warehouse: Warehouse) -> None:
    before = warehouse.version()
    replace(warehouse, "analytics_daily")
    assert warehouse.version() != before


def test_no_other_name_than_a_table_or_a_file_is_taken(warehouse: Warehouse) -> None:
    for table, select in [("raw_nothing", "analytics_daily"), ("analytics_daily", "../x")]:
        with pytest.raises(PowerlyticsError, match="is named"):
            warehouse.replace_window(table, select, FROM, TO)
