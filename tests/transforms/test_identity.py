"""Sub-meters and what none of them saw are the main meter: every hour, every day, however metered.

The residual is generated, not derived, so the sum is held against something that the SQL never saw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from pipeline.transform import transform

ZONE = ZoneInfo("Europe/Dublin")
# Three local days; on the second, 29 March, the clocks go forward.
FIRST, LAST = date(2026, 3, 28), date(2026, 3, 31)
START = datetime(2026, 3, 28, tzinfo=UTC)
END = datetime(2026, 3, 30, 23, tzinfo=UTC)
QUARTERS = [START + timedelta(minutes=15 * n) for n in range(int((END - START).days * 96 + 92))]
SCOPE = {"tenant_id": "t", "all_buildings": True, "building_ids": []}
SPAN = {"start_date": FIRST, "end_date": LAST, "before": END}
PARTS = ("hvac", "lighting", "residual")


def device(name: str, kind: str, meter: str, minutes: int, parent: str | None) -> dict[str, object]:
    return {
        "tenant_id": "t", "building_id": "b", "device_id": name, "kind": kind, "meter_type": meter,
        "interval_minutes": minutes, "parent_device_id": parent, "installed_at": START,
        "rated_power_kw": 100.0, "register_max_kwh": 1_000.0,
    }  # fmt: skip


def reading(name: str, ts: datetime, *, revision: int = 0, **value: float) -> dict[str, object]:
    return {
        "tenant_id": "t", "device_id": name, "ts": ts, "revision": revision, "quality": "metered",
        "received_at": ts, "updated_at": ts, "energy_kwh": None, "register_kwh": None, **value,
    }  # fmt: skip


def fill(warehouse: DuckDBWarehouse, used: dict[str, list[float]]) -> None:
    """The meters of a building that used this in each quarter: every kind of meter."""
    rows = []
    register = 995.0  # rolls over at 1,000
    for n, ts in enumerate(QUARTERS):
        hvac, lighting, rest = (used[part][n] for part in PARTS)
        rows.append(reading("lighting", ts, register_kwh=register))
        register = (register + lighting) % 1_000.0
        rows += [
            reading("hvac", ts + timedelta(minutes=5 * k), energy_kwh=hvac / 3) for k in range(3)
        ]
        rows.append(reading("fan", ts, energy_kwh=hvac / 4))  # below hvac: a part of it already
        main = hvac + lighting + rest
        if n % 7 == 0:  # first wrong, then corrected
            rows.append(reading("main", ts, energy_kwh=main * 3))
            rows.append(reading("main", ts, revision=1, energy_kwh=main))
        else:
            rows.append(reading("main", ts, energy_kwh=main))
    rows.append(reading("lighting", END, register_kwh=register))
    for table, found in {
        "building_metadata": [
            {"tenant_id": "t", "building_id": "b", "timezone": "Europe/Dublin", "country": "IE"}
        ],
        "device_metadata": [
            device("main", "main_meter", "interval", 15, None),
            device("hvac", "sub_meter", "interval", 5, "main"),
            device("fan", "sub_meter", "interval", 15, "hvac"),
            device("lighting", "sub_meter", "register", 15, "main"),
        ],
        "raw_readings": rows,
    }.items():
        warehouse.load(table, pa.Table.from_pylist(found))
    days = [(START + timedelta(days=n)).date() for n in range(4)]
    notes = [
        {"tenant_id": "t", "table_name": "raw_readings", "day": day, "noted_at": END}
        for day in days
    ]
    warehouse.load("pending_windows", pa.Table.from_pylist(notes))
    transform(warehouse, now=END + timedelta(days=1))


@pytest.fixture(params=[1, 2])
def used(request: pytest.FixtureRequest) -> dict[str, list[float]]:
    """kWh of each part in each quarter of an hour."""
    random = Random(request.param)
    return {part: [random.random() for _ in QUARTERS] for part in PARTS}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckDBWarehouse]:
    opened = DuckDBWarehouse(tmp_path / "w.duckdb", memory_limit="1GB", threads=1)
    opened.create_tables()
    yield opened
    opened.close()


def bucket(ts: datetime, resolution: str) -> datetime:
    """Which hour or local day an instant belongs to, by its first instant in UTC."""
    if resolution == "hour":
        return ts.replace(minute=0)
    day = ts.astimezone(ZONE).date()
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize("resolution", ["hour", "day"])
def test_no_energy_is_lost_or_doubled_between_the_main_meter_and_its_parts(
    warehouse: DuckDBWarehouse, used: dict[str, list[float]], resolution: str
) -> None:
    fill(warehouse, used)
    asked = {**SCOPE, **SPAN, "resolution": resolution}
    found: dict[datetime, dict[str, float]] = defaultdict(dict)
    for row in warehouse.read("breakdown_series", asked).to_pylist():
        found[row["ts"].astimezone(UTC)][row["device_id"] or "residual"] = row["energy_kwh"]
    wanted: dict[datetime, dict[str, float]] = defaultdict(lambda: dict.fromkeys(PARTS, 0.0))
    for n, ts in enumerate(QUARTERS):
        for part in PARTS:
            wanted[bucket(ts, resolution)][part] += used[part][n]
    assert found.keys() == wanted.keys()
    assert len(found) == (71 if resolution == "hour" else 3)  # 24 + 23 + 24 hours
    for ts, parts in wanted.items():
        assert found[ts] == pytest.approx(parts), ts
    if resolution == "day":
        mains = warehouse.query(
            "SELECT day, energy_kwh FROM powerlytics_analytics.analytics_daily "
            "WHERE device_id = 'main' AND day >= @start_date AND day < @end_date",
            SPAN,
        ).to_pylist()
    else:
        mains = warehouse.query(
            "SELECT ts, energy_kwh FROM powerlytics_analytics.analytics_hourly "
            "WHERE device_id = 'main' AND ts >= TIMESTAMP(@start_date) AND ts < @before",
            SPAN,
        ).to_pylist()
    assert sorted(row["energy_kwh"] for row in mains) == pytest.approx(
        sorted(sum(parts.values()) for parts in found.values())
    )
