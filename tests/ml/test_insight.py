"""What the schedule does by itself: models are trained for ever, and no step stops another."""

from __future__ import annotations

import math
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from ml.forecasting.saved import FILE
from ml.registry import Registry, Version
from ml.runs import Kind, Run, Status, record
from pipeline import adopt
from pipeline.forecast import NAIVE
from pipeline.insight import STEPS, Insight
from tests.ml import estate

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def insight(home: Settings, warehouse: DuckDBWarehouse) -> Insight:
    said: list[str] = []
    return Insight(home, warehouse, said.append)


def ran(insight: Insight, kind: Kind, status: Status, ago: timedelta, **more: Any) -> None:
    record(insight.warehouse, Run(kind, status, datetime.now(UTC) - ago, **more))


def serve(insight: Insight, name: str) -> Registry:
    registry = Registry(insight.settings.home / "models")
    draft = insight.settings.home / f"draft-{name}"
    draft.mkdir()
    registry.add(draft, Version(name, "champion", datetime.now(UTC), "abc"))
    registry.promote(name)
    return registry


def test_no_pause_however_long_ends_the_trainings(insight: Insight) -> None:
    assert insight.training_due()  # nothing shipped, nothing trained
    ran(insight, "promote", "champion", 300 * DAY)
    ran(insight, "train", "challenger", 61 * DAY)
    assert insight.training_due()


@pytest.mark.parametrize(("kind", "status"), [("train", "challenger"), ("promote", "rejected")])
def test_no_week_has_two_trainings(insight: Insight, kind: Kind, status: Status) -> None:
    ran(insight, kind, status, 7 * DAY + HOUR)
    assert insight.training_due()
    ran(insight, kind, status, 7 * DAY - HOUR)
    assert not insight.training_due()


def test_a_training_that_failed_is_never_tried_again_the_same_day(insight: Insight) -> None:
    ran(insight, "train", "challenger", 20 * DAY)
    ran(insight, "train", "failed", DAY + HOUR)
    assert insight.training_due()
    ran(insight, "train", "failed", HOUR)
    assert not insight.training_due()


def test_the_drift_of_a_model_that_serves_no_more_never_hastens_a_training(
    insight: Insight,
) -> None:
    registry = serve(insight, "a")
    ran(insight, "train", "challenger", 2 * DAY)
    assert not insight.training_due()
    drifted = {"version": "a", "metrics": {"drifted": True}}
    ran(insight, "drift", "done", HOUR, **drifted)
    assert insight.drifted() and insight.training_due()
    ran(insight, "drift", "failed", HOUR / 2)
    assert insight.drifted()
    registry.rollback()
    assert not insight.drifted() and not insight.training_due()
    serve(insight, "b")
    assert not insight.drifted()


def test_a_shipped_model_that_cannot_be_weighed_never_stops_the_forecasts(
    insight: Insight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(adopt.SHIPPED, tmp_path / "weights")
    (tmp_path / "weights" / FILE).write_text("{damaged")
    monkeypatch.setattr(adopt, "SHIPPED", tmp_path / "weights")
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(estate, "START", midnight - 9 * DAY)
    estate.fill(insight.warehouse, 9, estate.METERS[5:])
    others = {name for name, _ in STEPS} - {"adopt", "forecast"}
    insight.resting.update(dict.fromkeys(others, math.inf))
    insight()
    runs = insight.warehouse.query(
        "SELECT kind, status, version FROM powerlytics_analytics.model_runs"
    ).to_pylist()
    assert sorted((run["kind"], run["status"], run["version"]) for run in runs) == [
        ("forecast", "done", NAIVE),
        ("promote", "failed", None),
    ]
    issued = insight.warehouse.query("SELECT ts FROM powerlytics_analytics.forecasts")
    assert issued.num_rows > 0
