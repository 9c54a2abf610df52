"""From the stored hours to a champion and back, as the commands do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from ml.meters import estates
from ml.registry import Registry
from ml.tasks.train import learnt_place
from pipeline.cli.app import run as command
from pipeline.drift import watch
from pipeline.forecast import NAIVE, forecast
from pipeline.panel import panel
from pipeline.promote import promote, rollback
from pipeline.train import train
from tests.ml.estate import METERS, START, fill

RUNS = "SELECT * FROM powerlytics_analytics.model_runs ORDER BY started_at, run_id"
SKILL = "SELECT * FROM powerlytics_analytics.forecast_skill WHERE basis = 'backtest'"


def test_too_little_history_is_one_line_and_a_failed_run(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 20, METERS[5:])
    with pytest.raises(PowerlyticsError, match=r"a model needs \d+ days of readings"):
        train(home, warehouse, now=end, model="lightgbm")
    runs = warehouse.query(RUNS).to_pylist()
    assert [(run["kind"], run["status"]) for run in runs] == [("train", "failed")]
    assert "days of readings" in runs[0]["note"]
    assert Registry(home.home / "models").challenger() is None


@pytest.mark.parametrize(
    "words",
    [["--out", "x"], ["--data", "x"], ["--any-meter"], ["--weather", "x"], ["--effort", "0"]],
    ids=str,
)
def test_wrong_use_of_train_is_told_so(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["train", *words]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = ["--data", str(tmp_path / "no.parquet"), "--out", str(tmp_path / "out")]
    assert command(["train", *missing]) == 1
    assert capsys.readouterr().err.startswith("powerlytics: cannot read")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_challenger_is_trained_promoted_serves_and_is_rolled_back(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = fill(warehouse, 75, METERS, wander=0.3)
    made = train(home, warehouse, now=end, model="lightgbm", effort=0.2)
    assert made.naive is not None and made.champion is None
    registry = Registry(home.home / "models")
    challenger = registry.challenger()
    assert challenger is not None and challenger.version == made.version
    assert challenger.data_to == end and registry.champion() is None
    skill = warehouse.query(SKILL).to_pylist()
    assert {row["version"] for row in skill} == {made.version}
    assert all(row["first_origin"] >= end - timedelta(days=16) for row in skill)

    done = promote(home, warehouse, made.version, force=not made.naive["better"], now=end)
    assert done.champion == made.version
    assert forecast(home, warehouse, now=end).version == made.version
    watched = watch(home, warehouse, now=end)
    assert watched is not None and watched["why"]

    again = train(home, warehouse, now=end + timedelta(hours=1), model="lightgbm", effort=0.2)
    assert again.champion is not None  # both on the same hours
    assert promote(home, warehouse, now=end).champion == made.version  # the same is not better
    assert rollback(home, warehouse, now=end).champion == NAIVE
    assert forecast(home, warehouse, now=end, again=True).version == NAIVE
    kinds = [run["kind"] for run in warehouse.query(RUNS).to_pylist()]
    each = ["forecast"] * 2  # a run a tenant
    assert sorted(kinds) == sorted(
        ["train", "promote", *each, "drift", "train", "promote", "rollback", *each]
    )


def with_a_new_site(warehouse: DuckDBWarehouse, days: int) -> datetime:
    """One old meter in London, and for some days five in Dublin."""
    dublin = [replace(meter, hours=days * 24) for meter in METERS[:5]]
    return fill(warehouse, 75, [*dublin, METERS[5]], wander=0.3)


@pytest.mark.parametrize(("days", "zone"), [(14, "London"), (40, "London"), (50, "Dublin")])
def test_many_new_meters_never_count_before_they_can_be_learned_from(
    warehouse: DuckDBWarehouse, days: int, zone: str
) -> None:
    end = with_a_new_site(warehouse, days)
    found = estates(**panel(warehouse, START, end, end), ends={"north": end, "harbour": end})
    assert learnt_place(found).timezone == f"Europe/{zone}"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_large_new_site_never_stops_the_training(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    end = with_a_new_site(warehouse, 10)
    made = train(home, warehouse, now=end, model="lightgbm", effort=0.2)
    assert made.naive is not None
