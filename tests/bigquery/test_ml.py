"""Forecasts, incidents and recommendations on both warehouses: the same rows, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bigquery.settings import Settings
from bigquery.warehouse import Warehouse
from pipeline.forecast import forecast
from pipeline.recommend import recommend
from tests.ml.estate import METERS, fill

pytestmark = pytest.mark.slow  # half a minute of processes; CI runs it
COUNT = "SELECT * FROM {table} WHERE {when} >= '2000-01-01'"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, _env_file=None)


def rows(warehouse: Warehouse, table: str, when: str) -> list[dict[str, Any]]:
    sql = COUNT.format(table=f"powerlytics_analytics.{table}", when=when)
    return sorted(warehouse.query(sql).to_pylist(), key=lambda row: repr(list(row.values())))


def test_a_forecast_that_is_issued_again_replaces_itself(
    warehouse: Warehouse, home: Settings
) -> None:
    end = fill(warehouse, 12, METERS[3:])
    done = forecast(home, warehouse, now=end)
    first = rows(warehouse, "forecasts", "ts")
    assert len(first) == done.rows > 0
    assert forecast(home, warehouse, now=end + timedelta(minutes=5)).rows == 0
    forecast(home, warehouse, now=end, again=True)
    assert rows(warehouse, "forecasts", "ts") == first
    untold = [row for row in rows(warehouse, "forecast_skill", "computed_at") if row["reason"]]
    assert [row["device_id"] for row in untold] == ["n-new"]
    runs = [(row["tenant_id"], row["kind"]) for row in rows(warehouse, "model_runs", "started_at")]
    assert sorted(runs) == [("harbour", "forecast")] * 2 + [("north", "forecast")] * 2


def test_recommendations_that_are_made_again_replace_themselves(
    warehouse: Warehouse, home: Settings
) -> None:
    end = fill(warehouse, 40, METERS[5:])
    for _ in range(2):
        done = recommend(home, warehouse, now=end)
        stored = warehouse.query("SELECT * FROM powerlytics_analytics.recommendations")
        assert stored.num_rows == done.recommendations
