"""Nobody serves who has not earned it, everything is recorded, and one command leads back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from ml.forecasting.saved import LAYOUT
from ml.registry import Registry, Version
from pipeline.forecast import NAIVE, serving
from pipeline.promote import promote, rollback

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BETTER = {"better": True, "difference": -0.01, "p_value": 0.001, "pairs": 300}
WORSE = {"better": False, "difference": 0.02, "p_value": 0.4, "pairs": 300}
LUCKY = {"better": False, "difference": -0.001, "p_value": 0.3, "pairs": 300}
RUNS = "SELECT * FROM powerlytics_analytics.model_runs ORDER BY started_at, run_id"


@pytest.fixture
def registry(home: Settings) -> Registry:
    return Registry(home.home / "models")


def challenger(
    registry: Registry,
    name: str,
    naive: dict[str, Any] | None,
    champion: dict[str, Any] | None = None,
    against: str = NAIVE,
) -> None:
    """A trained version with what its backtest said."""
    draft = registry.root.parent / f"draft-{name}"
    draft.mkdir(parents=True)
    (draft / "forecaster.json").write_text(json.dumps({"layout": LAYOUT}))
    verdicts = {"naive": naive, "champion": champion, "champion_version": against}
    span = (NOW - timedelta(days=300), NOW)
    registry.add(draft, Version(name, "champion", NOW, "abc", *span, {}, {"verdicts": verdicts}))
    registry.challenge(name)


def serves(home: Settings) -> str:
    return serving(Registry(home.home / "models"))[1]


def runs(warehouse: DuckDBWarehouse) -> list[tuple[str, str, str]]:
    found = warehouse.query(RUNS).to_pylist()
    return sorted((row["kind"], row["status"], row["version"]) for row in found)


def test_without_a_challenger_there_is_nobody_to_promote(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    with pytest.raises(PowerlyticsError, match="there is no challenger: run `powerlytics train`"):
        promote(home, warehouse)
    assert serves(home) == NAIVE


def test_a_better_model_serves(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry
) -> None:
    challenger(registry, "a", BETTER)
    done = promote(home, warehouse, now=NOW)
    assert (done.champion, done.changed) == ("a", True) and "better than the naive" in done.why
    assert serves(home) == "a" and registry.challenger() is None
    assert runs(warehouse) == [("promote", "champion", "a")]


@pytest.mark.parametrize("naive", [WORSE, LUCKY])
def test_a_model_that_does_not_beat_the_naive_forecast_never_serves(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry, naive: dict[str, Any]
) -> None:
    challenger(registry, "a", naive)
    done = promote(home, warehouse, now=NOW)
    assert (done.champion, done.changed) == (NAIVE, False)
    assert serves(home) == NAIVE and registry.pointers().refused == ("a",)
    assert runs(warehouse) == [("promote", "rejected", "a")]
    assert "not better than the naive forecast" in warehouse.query(RUNS).to_pylist()[0]["note"]


@pytest.mark.parametrize("champion", [WORSE, LUCKY])
def test_a_model_that_does_not_beat_the_champion_never_serves(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry, champion: dict[str, Any]
) -> None:
    challenger(registry, "a", BETTER)
    promote(home, warehouse, now=NOW)
    challenger(registry, "b", BETTER, champion, against="a")
    assert promote(home, warehouse, now=NOW + timedelta(days=7)).champion == "a"
    assert serves(home) == "a"


@pytest.mark.parametrize("naive", [BETTER, None])
def test_too_little_to_compare_speaks_neither_for_a_model_nor_against_it(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry, naive: dict[str, Any] | None
) -> None:
    challenger(registry, "a", BETTER)
    promote(home, warehouse, now=NOW)
    challenger(registry, "b", naive, None, against="a")
    with pytest.raises(PowerlyticsError, match="no readings to weigh a model on"):
        promote(home, warehouse, now=NOW)
    assert serves(home) == "a"
    waits = registry.challenger()
    assert waits is not None and waits.version == "b" and not registry.pointers().refused


def test_worse_than_the_naive_forecast_is_refused_whatever_the_champion(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry
) -> None:
    challenger(registry, "a", BETTER)
    promote(home, warehouse, now=NOW)
    challenger(registry, "b", WORSE, None, against="a")
    promote(home, warehouse, now=NOW)
    assert serves(home) == "a" and registry.pointers().refused == ("b",)


def test_a_refused_model_serves_only_by_force_and_the_run_says_so(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry
) -> None:
    challenger(registry, "a", WORSE)
    promote(home, warehouse, now=NOW)
    assert promote(home, warehouse, "a", force=True, now=NOW).changed
    assert serves(home) == "a"
    assert {row["note"] for row in warehouse.query(RUNS).to_pylist()} >= {
        "without proof, as was asked for"
    }


def test_a_rollback_leads_back_to_who_served_before_and_then_to_the_naive_forecast(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry
) -> None:
    challenger(registry, "a", BETTER)
    promote(home, warehouse, now=NOW)
    challenger(registry, "b", BETTER, BETTER, against="a")
    promote(home, warehouse, now=NOW)
    assert serves(home) == "b"
    assert rollback(home, warehouse, now=NOW).champion == "a"
    assert rollback(home, warehouse, now=NOW).champion == NAIVE == serves(home)
    with pytest.raises(PowerlyticsError, match="nothing to roll back to"):
        rollback(home, warehouse, now=NOW)
    assert [run for run in runs(warehouse) if run[0] == "rollback"] == [
        ("rollback", "champion", name) for name in sorted(("a", NAIVE))
    ]


def test_a_damaged_champion_leaves_the_naive_forecast_serving(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry
) -> None:
    challenger(registry, "a", BETTER)
    promote(home, warehouse, now=NOW)
    (registry.root / "versions" / "a" / "forecaster.json").write_text("{damaged")
    assert serves(home) == NAIVE


def test_a_proof_against_somebody_else_is_no_proof(
    home: Settings, warehouse: DuckDBWarehouse, registry: Registry
) -> None:
    challenger(registry, "b", BETTER, BETTER, against="a")
    with pytest.raises(PowerlyticsError, match="no readings to weigh a model on"):
        promote(home, warehouse, now=NOW)
    assert serves(home) == NAIVE
