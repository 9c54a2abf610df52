"""Forecasts as they are issued: once, from what was known, of one's own tenant only."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from ml.runs import Run, record
from pipeline.forecast import NAIVE, due, forecast
from tests.ml.estate import HOUR, METERS, START, Meter, fill, measure

FORECASTS = "SELECT * FROM powerlytics_analytics.forecasts"
SKILL = "SELECT * FROM powerlytics_analytics.forecast_skill"
RUNS = "SELECT * FROM powerlytics_analytics.model_runs"


def rows(warehouse: DuckDBWarehouse, sql: str = FORECASTS) -> list[dict[str, Any]]:
    found = warehouse.query(sql).to_pylist()
    return sorted(found, key=lambda row: repr(list(row.values())))


def of(found: list[dict[str, Any]], tenant: str) -> list[dict[str, Any]]:
    return [row for row in found if row["tenant_id"] == tenant]


def test_a_forecast_is_issued_once_and_again_gives_the_same_rows(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 30)
    first = forecast(home, warehouse, now=end + timedelta(minutes=20))
    assert (first.version, first.tenants, first.without) == (NAIVE, 2, 1)
    issued = rows(warehouse)
    assert len(issued) == first.rows
    assert {row["issued_at"] for row in issued} == {end}
    assert forecast(home, warehouse, now=end + timedelta(minutes=40)).rows == 0
    assert rows(warehouse) == issued
    forecast(home, warehouse, now=end + timedelta(minutes=50), again=True)
    assert rows(warehouse) == issued
    told = [(row["tenant_id"], row["note"]) for row in rows(warehouse, RUNS)]
    harbour, north = ("harbour", "110 rows, 0 without"), ("north", "330 rows, 1 without")
    assert sorted(told) == [harbour, harbour, north, north]


def test_every_meter_and_building_has_48_hours_and_7_days_or_a_reason(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 30)
    forecast(home, warehouse, now=end)
    issued = rows(warehouse)
    untold = {row["device_id"]: row["reason"] for row in rows(warehouse, SKILL) if row["reason"]}
    assert list(untold) == ["n-new"]
    targets = {(m.building, m.device) for m in METERS if m.device not in untold}
    targets |= {(m.building, None) for m in METERS}
    for target in targets:
        own = [row for row in issued if (row["building_id"], row["device_id"]) == target]
        hours = sorted(row["ts"] for row in own if row["resolution"] == "hour")
        assert hours == [end + h * HOUR for h in range(48)], target
        assert sum(row["resolution"] == "day" for row in own) == 7, target
        for row in own:
            quantiles = [row[f"q{level}0_kwh"] for level in range(1, 10)]
            assert quantiles == sorted(quantiles) and quantiles[0] >= 0
            assert row["horizon_hours"] == (row["ts"] - end) // HOUR
    assert {(row["building_id"], row["device_id"]) for row in issued} == targets


def test_a_building_is_its_main_meter_or_the_sum_of_several(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    """By the naive rule the median of a sum may differ from the sum of medians: a little."""
    end = fill(warehouse, 30)
    forecast(home, warehouse, now=end)
    issued = [row for row in rows(warehouse) if row["resolution"] == "hour"]

    def median(building: str, device: str | None) -> dict[datetime, float]:
        return {
            row["ts"]: row["q50_kwh"]
            for row in issued
            if (row["building_id"], row["device_id"]) == (building, device)
        }

    assert median("n-house", None) == median("n-house", "n-main")
    left, right = median("n-twin", "n-left"), median("n-twin", "n-right")
    for ts, said in median("n-twin", None).items():
        assert said == pytest.approx(left[ts] + right[ts], rel=0.1)


def test_what_comes_after_the_hour_of_issue_changes_nothing(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    fill(warehouse, 30)
    then = START + 25 * 24 * HOUR
    forecast(home, warehouse, now=then)
    known_all_along = rows(warehouse)
    warehouse.query(
        "UPDATE powerlytics_analytics.ml_features SET energy_kwh = 9e6 WHERE ts >= @then",
        {"then": then},
    )
    forecast(home, warehouse, now=then, again=True)
    assert rows(warehouse) == known_all_along


def test_one_tenants_meters_never_enter_anothers_forecast(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 30)
    forecast(home, warehouse, now=end)
    before = rows(warehouse)
    warehouse.query(
        "UPDATE powerlytics_analytics.ml_features SET energy_kwh = energy_kwh * 1000 + 7 "
        "WHERE tenant_id = 'harbour' AND ts >= '2000-01-01'"
    )
    # a device of the other tenant with the very same name
    twin = Meter("harbour", "h-house", "n-main", level=500.0)
    described = {"tenant_id": "harbour", "device_id": "n-main", "building_id": "h-house"}
    warehouse.load("device_metadata", pa.Table.from_pylist([{**described, "kind": "main_meter"}]))
    measure(warehouse, twin, 0, 30 * 24, 99)
    forecast(home, warehouse, now=end, again=True)
    after = rows(warehouse)
    assert of(after, "north") == of(before, "north")
    assert of(after, "harbour") != of(before, "harbour")


def test_a_tenant_that_is_late_waits_for_nobody_and_nobody_for_it(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 30)
    warehouse.query(
        "DELETE FROM powerlytics_analytics.ml_features WHERE tenant_id = 'harbour' AND ts >= @ts",
        {"ts": end - 30 * HOUR},
    )
    assert due(warehouse, end) == {"north": end, "harbour": end - 30 * HOUR}
    forecast(home, warehouse, now=end)
    assert {row["issued_at"] for row in of(rows(warehouse), "harbour")} == {end - 30 * HOUR}
    assert due(warehouse, end) == {}
    measure(warehouse, METERS[-1], 29 * 24 - 6, 30 * 24, 5)
    assert due(warehouse, end) == {"harbour": end}
    only = forecast(home, warehouse, now=end, tenants={"north"})
    assert only.rows == 0


def test_where_nothing_can_be_said_nobody_asks_again_before_there_is_more(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    """Ten hours of a new tenant, which may be all that ever comes of it."""
    end = fill(warehouse, 30, [replace(METERS[-1], hours=10)])
    first = forecast(home, warehouse, now=end + timedelta(minutes=1))
    assert (first.tenants, first.rows, first.without) == (1, 0, 2)
    for later in (timedelta(minutes=2), timedelta(days=40)):
        assert forecast(home, warehouse, now=end + later).tenants == 0
    assert [row["note"] for row in rows(warehouse, RUNS)] == ["0 rows, 2 without"]
    assert due(warehouse, end, version="another") == {"harbour": end}
    measure(warehouse, METERS[-1], 30 * 24, 30 * 24 + 1, 5)
    assert due(warehouse, end + HOUR) == {"harbour": end + HOUR}


def test_a_tenant_whose_meters_are_gone_is_never_asked_for(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 12, METERS[3:])
    warehouse.query(
        "UPDATE powerlytics_raw.device_metadata SET removed_at = @end WHERE tenant_id = 'harbour'",
        {"end": end},
    )
    assert due(warehouse, end, again=True) == due(warehouse, end) == {"north": end}
    warehouse.query(
        "UPDATE powerlytics_raw.device_metadata SET _fivetran_deleted = TRUE WHERE TRUE"
    )
    assert forecast(home, warehouse, now=end, again=True).tenants == 0
    assert rows(warehouse, RUNS) == []


def test_what_another_version_said_of_the_hour_never_outlives_it(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    """A champion serves, and is rolled back within the hour."""
    end = fill(warehouse, 12, METERS[-1:])
    forecast(home, warehouse, now=end)
    assert due(warehouse, end) == {}
    run = Run("forecast", "done", end + timedelta(minutes=5), "champion", "c", data_to=end)
    record(warehouse, replace(run, tenant_id="harbour"))
    assert due(warehouse, end) == {"harbour": end}


def test_nothing_known_is_nothing_issued(home: Settings, warehouse: DuckDBWarehouse) -> None:
    assert forecast(home, warehouse).rows == 0
    assert rows(warehouse, RUNS) == []


def test_a_model_that_takes_too_long_changes_nothing_and_says_so(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 10)
    with pytest.raises(PowerlyticsError, match=r"took longer than 0\.01 s"):
        forecast(home, warehouse, now=end, seconds=0.01)
    assert (rows(warehouse), rows(warehouse, RUNS)) == ([], [])
    assert list((home.home / "jobs").iterdir()) == []
