"""A zone that does not exist is set aside and said; it stops nobody's numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from bigquery.duckdb_warehouse import DuckDBWarehouse
from pipeline.transform import transform

AT = datetime(2026, 2, 1, tzinfo=UTC)
SCOPE = {"all_buildings": True, "building_ids": []}


def test_a_building_with_a_zone_that_does_not_exist_never_stops_the_transform(tmp_path: Path):
    warehouse = DuckDBWarehouse(tmp_path / "w.duckdb", memory_limit="1GB", threads=1)
    warehouse.create_tables()
    for tenant, zone in (("good", "Europe/Dublin"), ("odd", "Mars/Olympus")):
        place = {"tenant_id": tenant, "building_id": "b"}
        device = {
            **place, "device_id": "d", "kind": "main_meter", "meter_type": "interval",
            "interval_minutes": 60, "installed_at": AT,
        }  # fmt: skip
        reading = {
            "tenant_id": tenant, "device_id": "d", "ts": AT, "revision": 0, "energy_kwh": 1.0,
            "quality": "metered", "received_at": AT, "updated_at": AT,
        }  # fmt: skip
        note = {"tenant_id": tenant, "table_name": "raw_readings", "day": AT.date()}
        for table, row in {
            "building_metadata": {**place, "timezone": zone, "country": "IE"},
            "device_metadata": device,
            "raw_readings": reading,
            "pending_windows": {**note, "noted_at": AT},
        }.items():
            warehouse.load(table, pa.Table.from_pylist([row]))

    for _ in range(2):
        transform(warehouse, now=AT + timedelta(days=1))

    found = warehouse.query(
        "SELECT tenant_id, day, timezone, SUM(energy_kwh) AS kwh "
        "FROM powerlytics_analytics.analytics_daily WHERE day = DATE '2026-02-01' "
        "GROUP BY 1, 2, 3 ORDER BY 1"
    ).to_pylist()
    assert [(row["tenant_id"], row["timezone"], row["kwh"]) for row in found] == [
        ("good", "Europe/Dublin", 1.0), ("odd", "UTC", 1.0),
    ]  # fmt: skip
    span = {"start": AT - timedelta(days=1), "end": AT + timedelta(days=2)}
    [said] = warehouse.read("rejections", {**SCOPE, **span, "tenant_id": "odd"}).to_pylist()
    assert (said["reason"], said["rejected"]) == ("unknown_timezone", 1)
    assert "Mars/Olympus" in said["example"]
    assert warehouse.read("rejections", {**SCOPE, **span, "tenant_id": "good"}).num_rows == 0
    warehouse.close()
