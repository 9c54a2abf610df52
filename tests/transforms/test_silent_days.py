"""Days on which nothing came, and on which nothing ran, are seen as missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from bigquery.duckdb_warehouse import DuckDBWarehouse
from pipeline.transform import transform

AT = datetime(2026, 2, 1, tzinfo=UTC)
BUILDING = {"tenant_id": "t", "building_id": "b", "timezone": "UTC", "country": "IE"}
DEVICE = {
    "tenant_id": "t", "building_id": "b", "device_id": "d", "kind": "main_meter",
    "meter_type": "interval", "interval_minutes": 60, "installed_at": AT,
}  # fmt: skip
READING = {
    "tenant_id": "t", "device_id": "d", "revision": 0, "energy_kwh": 1.0, "quality": "metered",
    "received_at": AT, "updated_at": AT,
}  # fmt: skip


def test_a_week_without_readings_and_without_a_run_never_looks_complete(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(tmp_path / "w.duckdb", memory_limit="1GB", threads=1)
    warehouse.create_tables()
    readings = [{**READING, "ts": AT + timedelta(hours=hour)} for hour in range(30)]
    for table, rows in {
        "building_metadata": [BUILDING],
        "device_metadata": [DEVICE],
        "raw_readings": readings,
        "pending_windows": [
            {"tenant_id": "t", "table_name": "raw_readings", "day": AT.date(), "noted_at": AT}
        ],
    }.items():
        warehouse.load(table, pa.Table.from_pylist(rows))
    transform(warehouse, now=AT + timedelta(hours=30))
    transform(warehouse, now=AT + timedelta(days=9))
    found = warehouse.query(
        "SELECT day, SUM(expected_intervals) AS expected "
        "FROM powerlytics_analytics.data_quality_daily "
        "WHERE day >= DATE '2026-02-01' GROUP BY day ORDER BY day"
    ).to_pylist()
    days = [date(2026, 2, 1) + timedelta(days=away) for away in range(9)]
    assert [(row["day"], int(row["expected"])) for row in found] == [(day, 24) for day in days]
    warehouse.close()


def test_what_lies_before_the_first_reading_never_counts_as_missing(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(tmp_path / "w.duckdb", memory_limit="1GB", threads=1)
    warehouse.create_tables()
    installed = {**DEVICE, "installed_at": AT - timedelta(days=30)}
    note = {"tenant_id": "t", "table_name": "raw_readings", "day": AT.date(), "noted_at": AT}
    for table, row in {
        "building_metadata": BUILDING,
        "device_metadata": installed,
        "raw_readings": {**READING, "ts": AT},
        "pending_windows": note,
    }.items():
        warehouse.load(table, pa.Table.from_pylist([row]))
    transform(warehouse, now=AT + timedelta(hours=1))
    for table in ("analytics_hourly", "ml_features"):
        found = warehouse.query(f"SELECT MIN(ts) AS first FROM powerlytics_analytics.{table}")
        assert found.to_pylist() == [{"first": AT}]
    found = warehouse.query("SELECT day FROM powerlytics_analytics.data_quality_daily")
    assert found.to_pylist() == [{"day": AT.date()}]
    warehouse.close()
