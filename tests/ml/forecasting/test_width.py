"""An interval that promised too much is widened, meter by meter."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ml.forecasting.width import AIMED_AT, NO_CHANGE, WINDOW, Record, Widths, widened
from ml.panel import Floats

RANDOM = np.random.default_rng(0)
METERS = ("calm", "wild", "new")
QUANTILES = np.arange(1, 10) / 10


def said_and_true(spread: Floats, origins: int = 200) -> tuple[Floats, Floats]:
    """Forecasts as if every meter had spread 1, and what came, (origins, meters, 48)."""
    from scipy.stats import norm

    forecast = np.broadcast_to(norm.ppf(QUANTILES), (origins, 3, 48, 9))
    truth = RANDOM.normal(0, 1, (origins, 3, 48)) * spread[:, None]
    return truth, forecast


def widths(meters: tuple[str, ...], truth: Floats, forecast: Floats) -> Widths:
    """From forecasts at origins spread over the last six weeks."""
    origins = np.linspace(1, WINDOW - 48, len(truth)).astype(np.int64)
    return Record.of(meters, origins, truth, forecast).widths(WINDOW)


def test_each_meter_gets_the_width_that_holds_what_is_promised() -> None:
    spread = np.array([0.7, 2.0, 1.0])
    truth, forecast = said_and_true(spread, origins=2000)
    found = widths(METERS, truth, forecast)
    after, later = said_and_true(spread)
    wide = widened(later, found.of(METERS, 48))
    held = ((after >= wide[..., 0]) & (after <= wide[..., 8])).mean(axis=(0, 2))
    assert np.all(np.abs(held - AIMED_AT) < 0.03)


def test_a_meter_with_few_hours_leans_on_all_meters() -> None:
    truth, forecast = said_and_true(np.array([1.0, 1.0, 9.0]))
    truth[2:, 2] = np.nan
    found = widths(METERS, truth, forecast)
    alone = widths(METERS[2:], truth[:2, 2:], forecast[:2, 2:])
    assert found.others < found.factors["new"] < alone.factors["new"]


def test_a_meter_that_was_not_there_gets_the_width_of_all() -> None:
    found = Widths({"calm": 0.5}, 1.3, 1.1)
    assert np.array_equal(found.of(("calm", "stranger"), 24)[:, 0], [0.5, 1.3])
    assert np.array_equal(found.for_any_meter().of(("calm",), 48)[0, [0, 47]], [1.3, 1.3 * 1.1])


def test_the_median_and_the_order_stay() -> None:
    truth, forecast = said_and_true(np.array([0.1, 5.0, 1.0]))
    wide = widened(forecast, widths(METERS, truth, forecast).of(METERS, 48))
    assert np.array_equal(wide[..., 4], forecast[..., 4])
    assert (np.diff(wide, axis=-1) >= 0).all()


def test_quantiles_stay_in_order_and_the_inner_ones_are_widened_less() -> None:
    forecast = np.sort(RANDOM.normal(0, 1, (50, 24, 9)), axis=-1)
    for factor in (0.5, 0.9, 1.0, 1.3, 4.0):
        wide = widened(forecast, np.full((50, 24), factor))
        assert (np.diff(wide, axis=-1) >= -1e-12).all()
        assert np.allclose(
            wide[..., 8] - wide[..., 4], factor * (forecast[..., 8] - forecast[..., 4])
        )
    moved = (wide[..., 5:] - forecast[..., 5:]) / (forecast[..., 5:] - forecast[..., 4:5])
    assert np.allclose(moved, [0.75, 1.5, 2.25, 3.0])


def test_without_any_truth_nothing_changes() -> None:
    truth, forecast = said_and_true(np.ones(3))
    assert widths(METERS, truth * np.nan, forecast) == NO_CHANGE


def test_only_forecasts_whose_hours_were_all_known_count() -> None:
    truth, forecast = said_and_true(np.ones(3), origins=80)
    origins = np.arange(80) * 24
    until = 24 * 60
    late = truth.copy()
    late[origins + 48 > until] = 1e6
    honest = Record.of(METERS, origins, truth, forecast).widths(until)
    assert honest == Record.of(METERS, origins, late, forecast).widths(until)
    old = truth.copy()
    old[origins < until - WINDOW] = 1e6
    assert honest == Record.of(METERS, origins, old, forecast).widths(until)


def test_a_saved_record_goes_on_where_it_stopped(tmp_path: Path) -> None:
    truth, forecast = said_and_true(np.array([1.0, 2.0, 3.0]), origins=60)
    origins = np.arange(60) * 24
    whole = Record.of(METERS, origins, truth, forecast)
    Record.of(METERS, origins[:40], truth[:40], forecast[:40]).save(tmp_path / "record.npz")
    later = Record.of(METERS, origins[30:], truth[30:], forecast[30:])
    found = Record.load(tmp_path / "record.npz").with_later(later)
    assert np.array_equal(found.origins, whole.origins)
    assert found.widths(60 * 24) == whole.widths(60 * 24)
