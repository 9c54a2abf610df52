"""Damaged readings of one meter: nothing crashes, and its neighbours' forecasts stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ml.forecasting import champion
from ml.forecasting.backtest import backtest
from ml.forecasting.features import History
from ml.forecasting.modelled import unmodelled
from ml.panel import Floats, Panel, read_wide
from tests.ml.forecasting.invented import QUICK, estate

HIT = 1
NEIGHBOURS = [0, 2, 3]


def _gap(column: Floats) -> None:
    column[1200:1440] = np.nan


def _scattered_gaps(column: Floats) -> None:
    column[np.random.default_rng(1).random(len(column)) < 0.4] = np.nan


def _constant(column: Floats) -> None:
    column[:] = 7.5


def _zero(column: Floats) -> None:
    column[:] = 0.0


def _one_reading(column: Floats) -> None:
    column[:] = np.nan
    column[700] = 4.0


def _nothing(column: Floats) -> None:
    column[:] = np.nan


def _negative(column: Floats) -> None:
    column[:] = -column


def _spikes(column: Floats) -> None:
    column[np.random.default_rng(2).choice(len(column), 40, replace=False)] *= 10_000


def _infinite(column: Floats) -> None:
    column[::50] = np.inf


def _dies(column: Floats) -> None:
    column[1300:] = np.nan


DAMAGE = [
    _gap,
    _scattered_gaps,
    _constant,
    _zero,
    _one_reading,
    _nothing,
    _negative,
    _spikes,
    _infinite,
    _dies,
]


def damaged(panel: Panel, damage: Callable[[Floats], None]) -> Panel:
    energy = panel.energy.copy()
    damage(energy[:, HIT])
    return Panel(panel.start, panel.meters, energy, panel.place)


@pytest.mark.parametrize("damage", DAMAGE)
def test_no_damage_moves_a_neighbours_forecast_by_a_bit(
    panel: Panel, fitted: champion.Forecaster, damage: Callable[[Floats], None]
) -> None:
    at = np.array([panel.hours - 240, panel.hours])
    whole, hurt = History.of(panel), History.of(damaged(panel, damage))
    expected, found = fitted.predict(whole, at), fitted.predict(hurt, at)
    assert np.array_equal(found[:, NEIGHBOURS], expected[:, NEIGHBOURS])
    said = np.isfinite(found[:, HIT])
    assert said.all(axis=(1, 2)).tolist() == said.any(axis=(1, 2)).tolist()
    for number, origin in enumerate(at):
        reasons = unmodelled(hurt, int(origin))
        assert (panel.meters[HIT] in reasons) == (not said[number].any())


@pytest.mark.parametrize("damage", [_spikes, _nothing, _constant, _negative])
def test_a_model_that_learnt_beside_damage_forecasts_the_neighbours_nearly_as_well(
    panel: Panel, damage: Callable[[Floats], None]
) -> None:
    origins = [panel.hours - 240 + 24 * day for day in range(8)]
    whole = backtest(panel, origins, "lightgbm", training=QUICK).scores(24)
    hurt = backtest(damaged(panel, damage), origins, "lightgbm", training=QUICK).scores(24)
    for meter in (panel.meters[place] for place in NEIGHBOURS):
        assert hurt[meter].wql < 1.25 * whole[meter].wql


def test_spikes_leave_a_meters_own_forecast_nearly_as_it_was(
    panel: Panel, fitted: champion.Forecaster
) -> None:
    at = np.array([panel.hours])
    whole = fitted.predict(History.of(panel), at)[0, HIT]
    hurt = fitted.predict(History.of(damaged(panel, _spikes)), at)[0, HIT]
    assert np.abs(hurt[:, 4] - whole[:, 4]).mean() < 0.1 * whole[:, 4].mean()


def test_a_constant_meter_is_forecast_to_stay_so(panel: Panel, fitted: champion.Forecaster) -> None:
    found = fitted.predict(History.of(damaged(panel, _constant)), np.array([panel.hours]))[0, HIT]
    assert np.allclose(found, 7.5, rtol=0.1)
    zero = fitted.predict(History.of(damaged(panel, _zero)), np.array([panel.hours]))[0, HIT]
    assert np.allclose(zero, 0.0, atol=1e-3)


@pytest.mark.parametrize("day", ["2018-03-25", "2018-10-28"])
def test_the_clock_change_leaves_48_finite_hours(fitted: champion.Forecaster, day: str) -> None:
    panel = estate(days=305)
    moment = pd.Timestamp(day, tz="UTC").to_pydatetime()
    for hour in (-24, 0, 1, 24):
        found = fitted.predict(History.of(panel), np.array([panel.row(moment) + hour]))
        assert np.isfinite(found).all()


def test_rows_doubled_and_out_of_order_change_nothing(panel: Panel, tmp_path: Path) -> None:
    stamps = pd.to_datetime((np.arange(panel.hours) + panel.start) * 3600, unit="s", utc=True)
    frame = pd.DataFrame(panel.energy, columns=list(panel.meters))
    frame.insert(0, "ts", stamps)
    frame.to_parquet(tmp_path / "ordered.parquet")
    mixed = pd.concat([frame, frame.iloc[100:200]]).sample(frac=1, random_state=4)
    mixed.to_parquet(tmp_path / "mixed.parquet")
    ordered, other = read_wide(tmp_path / "ordered.parquet"), read_wide(tmp_path / "mixed.parquet")
    assert ordered.start == other.start == panel.start
    assert np.array_equal(ordered.energy, panel.energy)
    assert np.array_equal(other.energy, panel.energy)
