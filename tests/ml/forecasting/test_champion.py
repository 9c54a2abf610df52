"""What the promoted forecaster promises: ordered quantiles, the same bits again, new meters."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bigquery.errors import PowerlyticsError
from ml.forecasting import champion, lstm, trees
from ml.forecasting.features import History
from ml.forecasting.modelled import unmodelled
from ml.forecasting.saved import FILE
from ml.forecasting.scores import daily_naive_error
from ml.panel import Panel
from ml.registry import SHIPPED
from tests.ml.forecasting.invented import QUICK, estate

FOUND = np.random.default_rng(0)


def test_quantiles_never_cross(panel: Panel, fitted: champion.Forecaster) -> None:
    origins = np.arange(36 * 24, panel.hours, 31)
    found = fitted.predict(History.of(panel), origins)
    assert np.isfinite(found).all()
    assert (np.diff(found, axis=3) >= 0).all()
    assert (found >= 0).all()


def test_networks_and_trees_give_ordered_quantiles_whatever_they_say() -> None:
    said = FOUND.normal(0, 30, (500, 9))
    assert (np.diff(lstm.steps_to_quantiles(said), axis=1) >= 0).all()
    learnt = np.sort(FOUND.normal(0, 30, (500, 5)), axis=1)
    nine = trees.between(learnt)
    assert (np.diff(nine, axis=1) >= 0).all()
    assert np.array_equal(nine[:, ::2], learnt)


def test_the_quantiles_between_are_exact_for_a_normal_distribution() -> None:
    from scipy.stats import norm

    nine = norm.ppf(np.arange(1, 10) / 10, 3, 2)
    assert np.allclose(trees.between(nine[None, ::2]), nine)


def test_the_last_weeks_are_all_that_a_forecast_goes_by(fitted: champion.Forecaster) -> None:
    panel = estate(days=200)
    panel.energy[3000:3100, 1] = np.nan
    whole = fitted.predict(History.of(panel), np.array([panel.hours]))
    latest = History.latest(panel)
    assert latest.panel.hours < panel.hours
    found = fitted.predict(latest, np.array([latest.panel.hours]))
    assert np.allclose(found, whole, rtol=1e-3, atol=1e-6)


def test_saved_and_loaded_it_gives_the_same_bits(
    panel: Panel, fitted: champion.Forecaster, saved: Path
) -> None:
    at = np.array([panel.hours - 100, panel.hours])
    history = History.of(panel)
    loaded = champion.load(saved)
    assert np.array_equal(loaded.predict(history, at), fitted.predict(history, at))


def test_nothing_is_left_of_a_forecaster_that_is_saved_over(
    fitted: champion.Forecaster, saved: Path, tmp_path: Path
) -> None:
    for stale in ("lstm-7.keras", champion.RECORD):
        (tmp_path / stale).write_bytes(b"an earlier one had more networks")
    fitted.for_any_meter().save(tmp_path)
    kept = {file.name for file in saved.iterdir()} - {champion.RECORD}
    assert {file.name for file in tmp_path.iterdir()} == kept


def test_where_one_model_cannot_be_trained_the_others_end_too(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> tuple[champion.Model, champion.Model]:
        raise PowerlyticsError("no memory for the networks")

    monkeypatch.setitem(champion.FIT, lstm.NAME, fails)
    told: list[float] = []
    slow = replace(QUICK, effort=1.0, progress=lambda _, done, __: told.append(done))
    with pytest.raises(PowerlyticsError, match="no memory"):
        champion.fit("champion", History.of(panel), slow)
    assert len(told) <= 1


def test_an_empty_folder_is_said_to_hold_no_forecaster(tmp_path: Path) -> None:
    with pytest.raises(PowerlyticsError, match="holds no forecaster"):
        champion.load(tmp_path)


def test_a_forecaster_of_other_features_is_never_loaded(saved: Path, tmp_path: Path) -> None:
    said = json.loads((saved / FILE).read_text())
    (tmp_path / FILE).write_text(json.dumps({**said, "layout": said["layout"] - 1}))
    with pytest.raises(PowerlyticsError, match="another version"):
        champion.load(tmp_path)


def test_too_little_history_is_refused_in_one_line() -> None:
    with pytest.raises(PowerlyticsError, match="days of readings"):
        champion.fit("lightgbm", History.of(estate(days=20)), QUICK)


@pytest.mark.parametrize("hours", [24, 30, 48, 72])
def test_a_new_meter_is_forecast_from_its_second_day_by_the_shipped_weights(hours: int) -> None:
    panel = estate(days=60, seed=5)
    origin = 58 * 24
    energy = panel.energy.copy()
    energy[: origin - hours, 2] = np.nan
    history = History.of(Panel(panel.start, panel.meters, energy, panel.place))
    assert unmodelled(history, origin) == {}
    found = champion.shipped().predict(history, np.array([origin]))[0, 2, :24]
    truth = panel.energy[origin : origin + 24, 2]
    usual = daily_naive_error(panel.energy)[2]
    assert np.abs(found[:, 4] - truth).mean() < 1.5 * usual
    assert (found[:, 0] <= found[:, 8]).all()


def test_a_meter_alone_in_its_file_is_forecast_from_its_second_day() -> None:
    panel = estate(meters=1, days=2)
    found = champion.shipped().predict(History.of(panel), np.array([panel.hours]))
    assert np.isfinite(found).all()
    assert abs(found[0, 0, :, 4].mean() / panel.energy.mean() - 1) < 0.5


def test_meters_without_a_forecast_say_why() -> None:
    panel = estate(days=60)
    energy = panel.energy.copy()
    energy[:, 0] = np.nan
    energy[: 59 * 24 + 19, 1] = np.nan
    energy[20 * 24 :, 2] = np.nan
    history = History.of(Panel(panel.start, panel.meters, energy, panel.place))
    assert unmodelled(history, panel.hours) == {
        "m0": "no reading yet",
        "m1": "5 hours of readings in the last 28 days, 24 are needed",
        "m2": "no reading for 40 days",
    }
    found = champion.shipped().predict(history, np.array([panel.hours]))[0]
    assert np.isnan(found[:3]).all()
    assert np.isfinite(found[3]).all()


def test_the_shipped_weights_are_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 5_000_000


def test_trees_lose_nothing_that_prediction_needs() -> None:
    import lightgbm

    rows = FOUND.normal(0, 2, (4000, 6))
    data = lightgbm.Dataset(rows, rows[:, 0] ** 2 + FOUND.normal(0, 1, 4000))
    settings = {"objective": "quantile", "alpha": 0.9, "verbose": -1, "num_threads": 1}
    booster = lightgbm.train(settings, data, 40)
    slim = trees.slim(booster)
    assert np.allclose(slim.predict(rows), booster.predict(rows), rtol=1e-5, atol=1e-5)
    assert np.array_equal(trees.slim(slim).predict(rows), slim.predict(rows))
