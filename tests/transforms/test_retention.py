"""What is too old goes, and nothing that is younger, and no number that stood on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from pipeline.retention import REACH, Floors, retain
from pipeline.transform import transform

START = datetime(2018, 3, 1, tzinfo=UTC)
DAYS = 40
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = Settings(raw_retention_days=10, analytics_retention_days=20, _env_file=None)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckDBWarehouse]:
    opened = DuckDBWarehouse(tmp_path / "w.duckdb", memory_limit="1GB", threads=1)
    opened.create_tables()
    yield opened
    opened.close()


def fill(warehouse: DuckDBWarehouse, tenant: str, start: datetime, days: int = DAYS) -> None:
    """One meter with a reading an hour, transformed."""
    place = {"tenant_id": tenant, "building_id": "b"}
    for table, rows in {
        "building_metadata": [{**place, "timezone": "Europe/Dublin", "country": "IE"}],
        "device_metadata": [
            {
                **place, "device_id": "d", "kind": "main_meter", "meter_type": "interval",
                "interval_minutes": 60, "installed_at": start,
            }
        ],
        "raw_readings": [reading(tenant, start + timedelta(hours=n)) for n in range(24 * days)],
    }.items():  # fmt: skip
        warehouse.load(table, pa.Table.from_pylist(rows))
    touch(warehouse, tenant, *(start.date() + timedelta(days=n) for n in range(days)))
    transform(warehouse, now=START + timedelta(days=DAYS))


def reading(tenant: str, ts: datetime, kwh: float = 1.0, revision: int = 0) -> dict[str, object]:
    return {
        "tenant_id": tenant, "device_id": "d", "ts": ts, "revision": revision, "energy_kwh": kwh,
        "quality": "metered", "received_at": ts, "updated_at": ts,
    }  # fmt: skip


def touch(warehouse: DuckDBWarehouse, tenant: str, *days: date) -> None:
    notes = [
        {"tenant_id": tenant, "table_name": "raw_readings", "day": day, "noted_at": NOW}
        for day in days
    ]
    warehouse.load("pending_windows", pa.Table.from_pylist(notes))


def first(warehouse: DuckDBWarehouse, table: str, column: str, tenant: str) -> date:
    name = f"powerlytics_raw.{table}" if "raw" in table else f"powerlytics_analytics.{table}"
    found = warehouse.query(
        f"SELECT MIN({column}) AS first FROM {name} WHERE tenant_id = @tenant AND {column} > "
        + ("DATE '2000-01-01'" if column == "day" else "TIMESTAMP '2000-01-01 00:00:00+00'"),
        {"tenant": tenant},
    ).to_pylist()[0]["first"]
    return found.date() if isinstance(found, datetime) else found


def energies(warehouse: DuckDBWarehouse, tenant: str) -> dict[date, float]:
    rows = warehouse.query(
        "SELECT day, energy_kwh FROM powerlytics_analytics.analytics_daily "
        "WHERE tenant_id = @tenant AND day >= DATE '2000-01-01'",
        {"tenant": tenant},
    ).to_pylist()
    return {row["day"]: row["energy_kwh"] for row in rows}


def test_a_replay_of_2018_is_never_wiped_by_todays_clock(warehouse: DuckDBWarehouse) -> None:
    fill(warehouse, "t", START)
    last = START.date() + timedelta(days=DAYS - 1)
    assert retain(SETTINGS, warehouse, NOW).rows > 0
    assert first(warehouse, "raw_readings", "ts", "t") == last - timedelta(days=10) - REACH
    for table, column in (("analytics_hourly", "ts"), ("analytics_daily", "day"),
                          ("data_quality_daily", "day"), ("ml_features", "ts")):  # fmt: skip
        assert first(warehouse, table, column, "t") == last - timedelta(days=20), table
    version = warehouse.version()
    assert retain(SETTINGS, warehouse, NOW).rows == 0
    assert warehouse.version() == version, "nothing to drop is no commit"


def test_a_reading_from_the_future_never_makes_the_rest_old(warehouse: DuckDBWarehouse) -> None:
    fill(warehouse, "t", START)
    warehouse.load("raw_readings", pa.Table.from_pylist([reading("t", NOW + timedelta(days=900))]))
    touch(warehouse, "t", (NOW + timedelta(days=900)).date())
    transform(warehouse, now=START + timedelta(days=DAYS))
    retain(SETTINGS, warehouse, NOW)
    last = START.date() + timedelta(days=DAYS - 1)
    assert first(warehouse, "raw_readings", "ts", "t") == last - timedelta(days=10) - REACH


def test_a_late_reading_of_the_oldest_day_inside_the_retention_is_never_too_late(
    warehouse: DuckDBWarehouse,
) -> None:
    fill(warehouse, "t", START)
    retain(SETTINGS, warehouse, NOW)
    before = energies(warehouse, "t")
    oldest = START + timedelta(days=DAYS - 1 - 10)
    warehouse.load("raw_readings", pa.Table.from_pylist([reading("t", oldest, 5.0, revision=1)]))
    touch(warehouse, "t", oldest.date())
    transform(warehouse, now=START + timedelta(days=DAYS))
    assert energies(warehouse, "t") == before | {oldest.date(): before[oldest.date()] + 4.0}


@pytest.mark.parametrize("what", ["late", "everything", "backfill"])
def test_days_whose_raw_rows_are_gone_never_lose_their_numbers(
    warehouse: DuckDBWarehouse, what: str
) -> None:
    fill(warehouse, "t", START)
    retain(SETTINGS, warehouse, NOW)
    before = energies(warehouse, "t")
    gone = START + timedelta(days=DAYS - 18)
    bounds: tuple[date, ...] = ()
    if what == "late":
        warehouse.load("raw_readings", pa.Table.from_pylist([reading("t", gone, 5.0, revision=1)]))
        touch(warehouse, "t", gone.date())
    elif what == "everything":
        note = {"tenant_id": "t", "table_name": "device_metadata", "noted_at": NOW}
        warehouse.load("pending_windows", pa.Table.from_pylist([note]))
    else:
        bounds = (START.date(), START.date() + timedelta(days=DAYS))
    transform(warehouse, *bounds, now=START + timedelta(days=DAYS))
    assert energies(warehouse, "t") == before


def test_what_one_tenant_dropped_never_keeps_another_from_its_own_days(
    warehouse: DuckDBWarehouse,
) -> None:
    fill(warehouse, "new", START)
    retain(SETTINGS, warehouse, NOW)
    before = energies(warehouse, "new")
    fill(warehouse, "old", START, days=25)
    assert energies(warehouse, "new") == before
    assert set(energies(warehouse, "old").values()) >= {24.0}
    assert min(energies(warehouse, "old")) == START.date()


def test_a_retention_that_fails_midway_drops_nothing(
    warehouse: DuckDBWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(warehouse, "t", START)
    before = (first(warehouse, "raw_readings", "ts", "t"), energies(warehouse, "t"))
    load = warehouse.load

    def breaks(table: str, rows: pa.Table) -> int:
        if table == "retained":
            raise duckdb.IOException("disk full")
        return load(table, rows)

    monkeypatch.setattr(warehouse, "load", breaks)
    with pytest.raises(duckdb.IOException):
        retain(SETTINGS, warehouse, NOW)
    assert (first(warehouse, "raw_readings", "ts", "t"), energies(warehouse, "t")) == before


def test_no_part_of_a_window_is_lost_or_doubled_between_tenants_floors() -> None:
    day = date(2026, 1, 1)
    held = Floors(
        frozenset({"a", "b", "c"}),
        {"a": day + timedelta(days=3), "b": day + timedelta(days=5), "c": day + timedelta(days=2)},
    )
    assert list(held.parts(day, day + timedelta(days=7))) == [
        (day + timedelta(days=2), day + timedelta(days=3), ("a", "b")),
        (day + timedelta(days=3), day + timedelta(days=5), ("b",)),
        (day + timedelta(days=5), day + timedelta(days=7), ()),
    ]
