"""A replaced main meter ends no advice: each hour is the sum of the meters of that hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from ml.recommendations import Measured, measured_of
from tests.transforms.estate import arrow

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 4
END = FIRST + timedelta(days=DAYS)
STEP = timedelta(minutes=15)
SCOPE = {
    "tenant_id": "t", "all_buildings": True, "building_ids": [], "start_date": FIRST.date(),
    "end_date": END.date(), "before": END, "timezone": "UTC", "resolution": "hour",
    "levels": ["building"],
}  # fmt: skip
SWAP = FIRST + timedelta(days=1, hours=10, minutes=30)


def put(warehouse: DuckDBWarehouse, table: str, rows: list[dict[str, Any]]) -> None:
    own = {"tenant_id": "t", "_fivetran_deleted": False}
    warehouse.load(table, arrow(schema.table(table), [{**own, **row} for row in rows]))


def meter(
    warehouse: DuckDBWarehouse,
    name: str,
    kwh: float,
    begin: datetime = FIRST,
    end: datetime = END,
    *,
    kind: str = "main_meter",
    lost: datetime | None = None,
) -> None:
    """A meter from ``begin`` to ``end`` that reports ``kwh`` every 15 minutes, but one reading."""
    life = {"installed_at": begin, "removed_at": end if end < END else None}
    described = {"device_id": name, "building_id": "b", "kind": kind, "meter_type": "interval"}
    put(warehouse, "device_metadata", [{**described, **life, "interval_minutes": 15}])
    times = [begin + n * STEP for n in range(int((end - begin) / STEP))]
    rows = [{"device_id": name, "ts": ts, "revision": 0, "energy_kwh": kwh, "quality": "metered"}
            for ts in times if ts != lost]  # fmt: skip
    put(warehouse, "raw_readings", rows)


def read(warehouse: DuckDBWarehouse) -> Measured:
    """From the raw readings to what recommendations know of the building."""
    put(warehouse, "building_metadata", [{"building_id": "b", "timezone": "UTC"}])
    meter(warehouse, "fan", 0.1, kind="sub_meter")
    warehouse.replace_window("analytics_hourly", "analytics_hourly", FIRST, END, {"as_of": END})
    names = ("advice_building", "advice_devices", "advice_conditions", "advice_hours")
    return measured_of(*(warehouse.read(name, SCOPE) for name in names))


def hourly(*parts: tuple[int, float]) -> np.ndarray:
    """So many hours of so many kWh each."""
    return np.concatenate([np.full(hours, kwh) for hours, kwh in parts])


def test_a_replaced_main_meter_ends_no_building(warehouse: DuckDBWarehouse) -> None:
    meter(warehouse, "old", 1.0, end=SWAP)
    meter(warehouse, "new", 2.0, begin=SWAP)
    main = read(warehouse).main
    np.testing.assert_allclose(main, hourly((34, 4.0), (1, np.nan), (DAYS * 24 - 35, 8.0)))
    # and the dashboard says the same of the same hours
    shown = np.array(warehouse.read("energy", SCOPE)["energy_kwh"].to_pylist())
    known = np.isfinite(main)
    np.testing.assert_allclose(main[known], shown[known])


def test_an_hour_without_any_main_meter_is_unknown_and_not_zero(warehouse: DuckDBWarehouse) -> None:
    meter(warehouse, "old", 1.0, end=FIRST + timedelta(hours=30))
    meter(warehouse, "new", 2.0, begin=FIRST + timedelta(hours=35))
    expected = hourly((30, 4.0), (5, np.nan), (DAYS * 24 - 35, 8.0))
    np.testing.assert_allclose(read(warehouse).main, expected)


def test_half_a_building_is_never_taken_for_the_whole(warehouse: DuckDBWarehouse) -> None:
    meter(warehouse, "left", 1.0, lost=FIRST + timedelta(hours=20))
    meter(warehouse, "right", 2.0)
    expected = hourly((20, 12.0), (1, np.nan), (DAYS * 24 - 21, 12.0))
    np.testing.assert_allclose(read(warehouse).main, expected)
