"""A part of an hour is never given to a model as the hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from bigquery.duckdb_warehouse import DuckDBWarehouse
from pipeline.panel import known
from pipeline.transform import transform

AT = datetime(2026, 2, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
BUILDING = {"tenant_id": "t", "building_id": "b", "timezone": "UTC", "country": "IE"}
DEVICE = {
    "tenant_id": "t", "building_id": "b", "device_id": "d", "kind": "main_meter",
    "meter_type": "interval", "interval_minutes": 15,
}  # fmt: skip
READING = {
    "tenant_id": "t", "device_id": "d", "revision": 0, "energy_kwh": 1.0, "quality": "metered",
    "received_at": AT, "updated_at": AT,
}  # fmt: skip


def test_neither_the_hour_under_way_nor_that_of_the_installation_looks_like_a_low_one(
    tmp_path: Path,
) -> None:
    warehouse = DuckDBWarehouse(tmp_path / "w.duckdb", memory_limit="1GB", threads=1)
    warehouse.create_tables()
    begin, now = AT + 2 * QUARTER, AT + timedelta(hours=30) + 3 * QUARTER
    readings = [{**READING, "ts": begin + n * QUARTER} for n in range((now - begin) // QUARTER)]
    note = {"tenant_id": "t", "table_name": "raw_readings", "day": AT.date(), "noted_at": AT}
    for table, rows in {
        "building_metadata": [BUILDING],
        "device_metadata": [{**DEVICE, "installed_at": begin}],
        "raw_readings": readings,
        "pending_windows": [note],
    }.items():
        warehouse.load(table, pa.Table.from_pylist(rows))
    transform(warehouse, now=now)
    found = warehouse.query(
        "SELECT f.ts, f.energy_kwh, h.completeness, h.known_intervals "
        "FROM powerlytics_analytics.ml_features AS f "
        "JOIN powerlytics_analytics.analytics_hourly AS h ON h.ts = f.ts ORDER BY f.ts"
    ).to_pylist()
    assert [row["energy_kwh"] for row in found] == [None, *[4.0] * 29, None]
    assert {row["completeness"] for row in found} == {1.0}
    assert (found[0]["known_intervals"], found[-1]["known_intervals"]) == (2, 3)
    (span,) = known(warehouse, now).values()
    assert (span.first, span.end) == (AT + timedelta(hours=1), AT + timedelta(hours=30))
    warehouse.close()
