"""Nothing at or after an origin moves what was forecast from it, not by a bit."""

from __future__ import annotations

import numpy as np
import pytest

from ml.forecasting import champion
from ml.forecasting.backtest import backtest
from ml.forecasting.cleaned import without_spikes
from ml.forecasting.features import History, samples
from ml.forecasting.modelled import unmodelled
from ml.forecasting.naive import SeasonalNaive
from ml.panel import Panel
from tests.ml.forecasting.invented import QUICK, estate, shuffled_from

ORIGINS = (60 * 24, 61 * 24 + 5, 66 * 24)


@pytest.mark.parametrize(
    "model",
    [
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("champion", "lstm")),
        *("lightgbm", "naive24", "naive168"),
    ],
)
def test_training_and_calibration_see_nothing_after_the_first_origin(model: str) -> None:
    panel = estate(meters=3, days=70)
    first = ORIGINS[0]
    honest = backtest(panel, [first], model, training=QUICK)
    blind = backtest(shuffled_from(panel, first), [first], model, training=QUICK)
    assert np.isfinite(honest.quantiles).all()
    assert np.array_equal(honest.quantiles, blind.quantiles)


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_forecast_sees_nothing_after_its_origin(
    panel: Panel, fitted: champion.Forecaster, origin: int
) -> None:
    at = np.array([origin])
    honest = fitted.predict(History.of(panel), at)
    assert np.array_equal(honest, fitted.predict(History.of(shuffled_from(panel, origin)), at))
    assert np.array_equal(honest, fitted.predict(History.of(panel.before(origin)), at))


@pytest.mark.parametrize("origin", ORIGINS)
def test_features_and_naive_see_nothing_after_their_origin(panel: Panel, origin: int) -> None:
    honest, blind = History.of(panel), History.of(shuffled_from(panel, origin))
    at = np.array([origin])
    here, there = samples(honest, at), samples(blind, at)
    for name in ("hours", "days", "base", "unit", "scale", "usable"):
        assert np.array_equal(getattr(here, name), getattr(there, name)), name
    for period in (24, 168):
        naive = SeasonalNaive(period)
        assert np.array_equal(naive.predict(honest, at), naive.predict(blind, at))
    assert unmodelled(honest, origin) == unmodelled(blind, origin)


def test_what_is_left_out_as_a_spike_depends_on_nothing_later(panel: Panel) -> None:
    spiked = panel.energy.copy()
    spiked[500:503] *= 10_000
    row = 40 * 24
    before = Panel(panel.start, panel.meters, spiked, panel.place)
    after = shuffled_from(before, row)
    left, right = without_spikes(before)[:row], without_spikes(after)[:row]
    assert np.array_equal(left, right, equal_nan=True)
    assert np.isnan(left[500:503]).all()


def test_the_shuffling_that_these_tests_rely_on_does_move_what_it_may() -> None:
    panel = estate(meters=3, days=70)
    origin = 66 * 24
    honest = backtest(panel, [60 * 24, origin], "naive24")
    blind = backtest(shuffled_from(panel, 60 * 24), [60 * 24, origin], "naive24")
    assert np.array_equal(honest.quantiles[0], blind.quantiles[0])
    assert not np.array_equal(honest.quantiles[1], blind.quantiles[1])
