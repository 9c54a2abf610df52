"""The model that ships serves from the first day on, and goes on only where it proves itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from ml.forecasting.saved import FILE
from ml.registry import Registry, Version
from ml.train_file import train_file
from pipeline import adopt
from pipeline.forecast import NAIVE, forecast, serving
from tests.ml.estate import METERS, START, fill, load_of, measure

METER = METERS[5:]
MOST = (*METERS[:4], *METER)
SKILL = "SELECT * FROM powerlytics_analytics.forecast_skill WHERE basis = 'backtest'"
RUNS = "SELECT * FROM powerlytics_analytics.model_runs ORDER BY started_at"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small forecaster that learned from other meters of the same kind."""
    folder = tmp_path_factory.mktemp("weights")
    hours = pd.date_range(START - timedelta(days=90), periods=80 * 24, freq="h")
    columns = {f"m{n}": load_of(METERS[n], len(hours), 50 + n, 0.15) for n in range(3)}
    pd.DataFrame({"ts": hours, **columns}).to_parquet(folder / "wide.parquet")
    out = folder / "weights"
    train_file(folder / "wide.parquet", out, None, "lightgbm", "UTC", 0, 0.2, True, None,
               lambda *_: None)  # fmt: skip
    return out


@pytest.fixture(autouse=True)
def _ships(weights: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(adopt, "SHIPPED", weights)
    yield


def serves(home: Settings) -> str:
    return serving(Registry(home.home / "models"))[0]


def runs(warehouse: DuckDBWarehouse) -> list[tuple[Any, ...]]:
    found = warehouse.query(RUNS).to_pylist()
    return [(row["kind"], row["status"], row["model"]) for row in found]


@pytest.mark.slow
def test_where_it_beats_the_naive_forecast_it_serves_and_its_skill_stands(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 60, MOST, wander=0.3)
    assert adopt.adopt(home, warehouse, now=end)
    assert serves(home) == adopt.GLOBAL
    assert runs(warehouse) == [("promote", "champion", adopt.GLOBAL)]
    skill = warehouse.query(SKILL).to_pylist()
    assert {row["horizon_hours"] for row in skill} == {24, 48, 168}
    assert {row["device_id"] for row in skill} == {*(meter.device for meter in MOST), None}
    for row in skill:
        assert row["mase"] > 0 and row["naive_mase"] > 0 and 0 <= row["coverage80"] <= 1
        assert row["last_origin"] < end and row["origins"] <= 14
    day = [row for row in skill if row["horizon_hours"] == 24]
    assert sum(row["wql"] for row in day) < sum(row["naive_wql"] for row in day)
    assert not adopt.adopt(home, warehouse, now=end)  # it is decided
    done = forecast(home, warehouse, now=end)
    assert done.model == adopt.GLOBAL and done.without == 0
    versions = warehouse.query("SELECT DISTINCT version FROM powerlytics_analytics.forecasts")
    assert versions.column("version").to_pylist() == [done.version] == [skill[0]["version"]]


@pytest.mark.slow
def test_before_there_is_enough_to_judge_it_on_it_serves_and_is_judged_later(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    """White noise has no habit that a week ago would not have: then it must go again."""
    end = fill(warehouse, 3, METER, wander=0.3)
    assert adopt.adopt(home, warehouse, now=end)
    assert serves(home) == adopt.GLOBAL and warehouse.query(SKILL).num_rows == 0
    assert forecast(home, warehouse, now=end).rows > 0
    assert not adopt.adopt(home, warehouse, now=end + timedelta(hours=1))
    measure(warehouse, METER[0], 3 * 24, 40 * 24, 7)
    spoil(warehouse)
    assert adopt.adopt(home, warehouse, now=end + timedelta(days=37))
    assert serves(home) == NAIVE
    assert runs(warehouse)[-2:] in (
        [("promote", "rejected", adopt.GLOBAL), ("rollback", "champion", NAIVE)],
        [("rollback", "champion", NAIVE), ("promote", "rejected", adopt.GLOBAL)],
    )
    assert not adopt.adopt(home, warehouse, now=end + timedelta(days=38))  # refused is refused


@pytest.mark.slow
def test_a_stray_reading_of_long_ago_never_decides_against_it(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    """A test on the first day, the real thing since two days: nothing a week ago to beat."""
    end = fill(warehouse, 12, [replace(METER[0], hours=48)], wander=0.3)
    measure(warehouse, METER[0], 0, 1, 7)
    for days in (0, 1):
        assert adopt.adopt(home, warehouse, now=end + timedelta(days=days))
        assert not adopt.adopt(home, warehouse, now=end + timedelta(days=days, hours=1))
    registry = Registry(home.home / "models")
    unjudged = registry.champion()
    assert unjudged is not None and not unjudged.parameters["judged"]
    assert registry.pointers().before == (None,)  # a rollback leads to no twin of it
    measure(warehouse, METER[0], 12 * 24, 60 * 24, 0, 0.3)
    assert adopt.adopt(home, warehouse, now=end + timedelta(days=48))
    assert registry.versions()[0].parameters["judged"]


@pytest.mark.slow
def test_a_champion_of_an_earlier_version_of_ours_never_stops_the_forecasts(
    home: Settings, warehouse: DuckDBWarehouse, weights: Path
) -> None:
    end = fill(warehouse, 3, METER)
    registry = Registry(home.home / "models")
    draft = home.home / "draft"
    shutil.copytree(weights, draft)
    said = json.loads((draft / FILE).read_text())
    del said["layout"]  # models before it had none
    (draft / FILE).write_text(json.dumps(said))
    registry.add(draft, Version("old", "champion", end, "abc"))
    registry.promote("old")
    assert serves(home) == NAIVE
    assert adopt.adopt(home, warehouse, now=end)
    assert serves(home) == adopt.GLOBAL
    assert forecast(home, warehouse, now=end).rows > 0


def spoil(warehouse: DuckDBWarehouse) -> None:
    """Make the load the same every week to the watt-hour: nothing beats a week ago."""
    weekly = np.random.default_rng(0).uniform(1, 50, 168)
    for hour, value in enumerate(weekly):
        warehouse.query(
            "UPDATE powerlytics_analytics.ml_features SET energy_kwh = @value "
            "WHERE MOD(DIV(UNIX_SECONDS(ts), 3600), 168) = @hour AND ts >= '2000-01-01'",
            {"value": float(value), "hour": hour},
        )


def test_without_any_reading_nothing_is_decided(home: Settings, warehouse: DuckDBWarehouse) -> None:
    assert not adopt.adopt(home, warehouse)
    assert serves(home) == NAIVE
