"""The table that Vertex forecasts: what the meters measured, hour for hour, and nothing later."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.queries import load
from ml.vertex.instances import Instance
from tests.googlesql.fixture import googlesql
from tests.transforms.test_judged import AS_OF, START, assert_judged, stored, warehouse

if TYPE_CHECKING:
    from tests.googlesql.client import GoogleSQL

__all__ = ["googlesql", "stored", "warehouse"]
ORIGIN = START + timedelta(days=2)


@pytest.fixture(scope="module")
def rows(warehouse: DuckDBWarehouse) -> list[dict[str, Any]]:
    return warehouse.query(load("vertex_meters"), {"as_of": ORIGIN}).to_pylist()


def test_no_hour_is_lost_moved_or_invented(
    rows: list[dict[str, Any]], stored: dict[str, list[dict[str, Any]]]
) -> None:
    assert rows
    known = {
        (hour["tenant_id"], hour["device_id"], int(hour["ts"].timestamp()) // 3600): hour[
            "energy_kwh"
        ]
        for hour in stored["powerlytics_analytics.ml_features"]
        if hour["energy_kwh"] is not None
    }
    end = int(ORIGIN.timestamp()) // 3600
    for row in rows:
        instance = Instance.model_validate(row)
        assert instance.end_hour == end
        for number, value in enumerate(instance.energy_kwh):
            key = (row["tenant_id"], row["device_id"], instance.start_hour + number)
            assert np.isnan(value) == (key not in known), key
            if key in known:
                assert value == pytest.approx(known[key], rel=1e-5)


def test_googlesql_gives_the_same_rows(
    googlesql: GoogleSQL, warehouse: DuckDBWarehouse, stored: dict[str, list[dict[str, Any]]]
) -> None:
    sql = load("vertex_meters")
    assert assert_judged(googlesql, warehouse, stored, sql, {"as_of": ("TIMESTAMP", AS_OF)}) > 0


def test_nothing_after_the_origin_is_read(
    warehouse: DuckDBWarehouse, rows: list[dict[str, Any]]
) -> None:
    """Last here: it changes what the warehouse holds."""
    with warehouse.transaction() as cursor:
        cursor.execute(
            "UPDATE powerlytics_analytics.ml_features SET energy_kwh = -1 WHERE ts >= $at",
            {"at": ORIGIN},
        )
    later = warehouse.query(load("vertex_meters"), {"as_of": AS_OF}).to_pylist()
    assert any(",-1," in row["energy_kwh"] for row in later)
    again = warehouse.query(load("vertex_meters"), {"as_of": ORIGIN}).to_pylist()
    key = lambda row: (row["tenant_id"], row["device_id"])  # noqa: E731
    assert sorted(again, key=key) == sorted(rows, key=key)
