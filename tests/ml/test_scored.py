"""Skill comes from forecasts as they were issued, and says of the naive one what is true of it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from ml.registry import Registry, Version
from pipeline.drift import watch
from pipeline.forecast import forecast
from pipeline.score import score
from tests.ml.estate import HOUR, METERS, START, fill

DAY = 24 * HOUR
SERVED = "SELECT * FROM powerlytics_analytics.forecast_skill WHERE basis = 'served'"


@pytest.fixture
def issued(home: Settings, warehouse: DuckDBWarehouse) -> DuckDBWarehouse:
    """Twenty days, and forecasts from the midnights of three of them."""
    fill(warehouse, 20, METERS[2:])
    for day in (10, 11, 16):
        forecast(home, warehouse, now=START + day * DAY)
    return warehouse


@pytest.mark.slow
def test_where_the_naive_forecast_served_its_skill_is_the_naive_skill(
    home: Settings, issued: DuckDBWarehouse
) -> None:
    now = START + 20 * DAY
    count = score(home, issued, now=now)
    rows = [row for row in issued.query(SERVED).to_pylist() if row["reason"] is None]
    assert len(rows) == count > 0
    for row in rows:
        for name in ("mase", "wql", "coverage80"):
            assert row[name] == pytest.approx(row[f"naive_{name}"], nan_ok=True), row
        assert row["computed_at"] == now and row["first_origin"] == START + 10 * DAY
        assert row["last_origin"] == START + 16 * DAY and row["origins"] == 3
    hours = {row["horizon_hours"]: row["hours"] for row in rows if row["device_id"] == "h-main"}
    # of the last forecast only four of its seven days have come
    assert hours == {24: 72, 48: 144, 168: 18}


def test_a_figure_is_what_the_stored_rows_give(home: Settings, issued: DuckDBWarehouse) -> None:
    """Another computation of wQL and coverage, from the tables alone."""
    score(home, issued, now=START + 20 * DAY)
    rows = issued.query(SERVED).to_pylist()
    pairs = issued.query(
        "SELECT f.*, t.energy_kwh FROM powerlytics_analytics.forecasts AS f "
        "JOIN powerlytics_analytics.ml_features AS t "
        "ON t.device_id = f.device_id AND t.ts = f.ts AND t.tenant_id = f.tenant_id "
        "WHERE f.device_id = 'h-main' AND f.resolution = 'hour' AND f.horizon_hours < 24 "
        "AND f.ts >= '2000-01-01' AND t.ts >= '2000-01-01'"
    ).to_pylist()
    truth = np.array([row["energy_kwh"] for row in pairs])
    said = np.array([[row[f"q{n}0_kwh"] for n in range(1, 10)] for row in pairs])
    level = np.arange(1, 10) / 10
    away = truth[:, None] - said
    wql = 2 * np.maximum(level * away, (level - 1) * away).mean() / truth.mean()
    inside = ((truth >= said[:, 0]) & (truth <= said[:, -1])).mean()
    row = next(r for r in rows if r["device_id"] == "h-main" and r["horizon_hours"] == 24)
    assert (row["wql"], row["coverage80"]) == (pytest.approx(wql), pytest.approx(inside))


def test_before_a_forecast_is_a_day_old_nothing_is_measured(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 12, METERS[5:])
    forecast(home, warehouse, now=end - timedelta(hours=6))
    assert score(home, warehouse, now=end) == 0
    assert warehouse.query(SERVED).num_rows == 0


@pytest.mark.slow
def test_nobody_is_watched_where_the_naive_forecast_serves(
    home: Settings, issued: DuckDBWarehouse
) -> None:
    assert watch(home, issued, now=START + 20 * DAY) is None


def test_a_watch_without_a_meter_says_so_and_sees_no_drift(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 12, METERS[5:])
    warehouse.query(
        "UPDATE powerlytics_raw.device_metadata SET _fivetran_deleted = TRUE WHERE TRUE"
    )
    registry, draft = Registry(home.home / "models"), home.home / "draft"
    draft.mkdir()
    registry.add(draft, Version("a", "champion", end, "abc"))
    registry.promote("a")
    said = watch(home, warehouse, now=end)
    assert said is not None and not said["drifted"] and said["why"] == "there is no meter to watch"
