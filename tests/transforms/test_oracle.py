"""The derived tables equal an independent computation in pandas, on whatever readings come."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from tests.transforms import oracle
from tests.transforms.compare import assert_equal_rows
from tests.transforms.estate import AUTUMN, SPRING, Rows, arrow, estate, frames

DAYS = 3
HOURLY_KEY = ["tenant_id", "device_id", "ts"]
DAILY_KEY = ["tenant_id", "device_id", "day"]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    path: Path = tmp_path_factory.mktemp("oracle") / "warehouse.duckdb"
    opened = DuckDBWarehouse(path, memory_limit="1GB")
    opened.create_tables()
    yield opened
    opened.close()


def fill(warehouse: DuckDBWarehouse, rows: Rows) -> None:
    """Exactly these rows, and nothing derived from others."""
    with warehouse.transaction() as cursor:
        for name, table in schema.tables().items():
            cursor.execute(f"DELETE FROM {table.full_name}")
            if rows[name]:
                warehouse.load(name, arrow(table, rows[name]))


def derive(warehouse: DuckDBWarehouse, start: datetime, days: int, as_of: datetime) -> None:
    end = start + timedelta(days=days)
    dates = (start - timedelta(days=1)).date(), (end + timedelta(days=1)).date()
    warehouse.replace_window("analytics_hourly", "analytics_hourly", start, end, {"as_of": as_of})
    warehouse.replace_window("analytics_daily", "analytics_daily", *dates)


def table(warehouse: DuckDBWarehouse, name: str) -> list[dict[str, object]]:
    full = schema.table(name).full_name
    return warehouse.query(f"SELECT * FROM {full}").to_pylist()


def check_against_the_oracle(
    warehouse: DuckDBWarehouse, seed: int, start: datetime, hours_done: int
) -> None:
    rows = estate(seed, start, DAYS)
    as_of = start + timedelta(hours=hours_done, minutes=37)
    fill(warehouse, rows)
    derive(warehouse, start, DAYS, as_of)
    end = start + timedelta(days=DAYS)
    raw = frames(rows)
    hours = oracle.hourly(raw, start, end, as_of)
    assert_equal_rows(table(warehouse, "analytics_hourly"), hours.to_dict("records"), HOURLY_KEY)
    first, last = (start - timedelta(days=1)).date(), (end + timedelta(days=1)).date()
    days = oracle.daily(hours, raw, first, last)
    assert_equal_rows(table(warehouse, "analytics_daily"), days.to_dict("records"), DAILY_KEY)


@pytest.mark.parametrize(("seed", "start", "done"), [(1, SPRING, 80), (2, AUTUMN, 41)])
def test_no_hour_and_no_day_differs_from_the_oracle(
    warehouse: DuckDBWarehouse, seed: int, start: datetime, done: int
):
    check_against_the_oracle(warehouse, seed, start, done)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**9),
    start=st.sampled_from([SPRING, AUTUMN]),
    done=st.integers(20, 24 * DAYS + 5),
)
def test_no_readings_at_all_make_a_row_differ_from_the_oracle(
    warehouse: DuckDBWarehouse, seed: int, start: datetime, done: int
):
    check_against_the_oracle(warehouse, seed, start, done)


@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_twice_gives_what_once_gives_and_windows_in_parts_what_one_gives(
    warehouse: DuckDBWarehouse, start: datetime
):
    fill(warehouse, estate(7, start, DAYS))
    as_of = start + timedelta(days=9)
    derive(warehouse, start, DAYS, as_of)
    once = table(warehouse, "analytics_hourly"), table(warehouse, "analytics_daily")
    derive(warehouse, start, DAYS, as_of)
    for day in (2, 0, 1):
        at = start + timedelta(days=day)
        warehouse.replace_window(
            "analytics_hourly", "analytics_hourly", at, at + timedelta(days=1), {"as_of": as_of}
        )
    assert_equal_rows(table(warehouse, "analytics_hourly"), once[0], HOURLY_KEY)
    assert_equal_rows(table(warehouse, "analytics_daily"), once[1], DAILY_KEY)


@pytest.mark.parametrize(
    ("start", "hours"), [(SPRING, {23, 24}), (AUTUMN, {24, 25})], ids=["spring", "autumn"]
)
def test_hours_never_add_up_to_anything_but_their_day(
    warehouse: DuckDBWarehouse, start: datetime, hours: set[int]
):
    fill(warehouse, estate(11, start, DAYS))
    derive(warehouse, start, DAYS, start + timedelta(days=9))
    sums: dict[tuple[object, ...], float] = {}
    for row in table(warehouse, "analytics_hourly"):
        key = row["tenant_id"], row["device_id"], row["local_date"]
        if row["energy_kwh"] is not None:
            sums[key] = sums.get(key, 0.0) + float(str(row["energy_kwh"]))
    days = table(warehouse, "analytics_daily")
    assert {row["hours"] for row in days if row["building_id"] == "dublin"} == hours
    for row in days:
        expected = sums.get((row["tenant_id"], row["device_id"], row["day"]))
        assert (row["energy_kwh"] is None) == (expected is None)
        assert expected is None or row["energy_kwh"] == pytest.approx(expected, rel=1e-12)
