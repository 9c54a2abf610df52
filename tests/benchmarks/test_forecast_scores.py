"""The benchmark's judge: it agrees with the one that promotes, and nothing later moves it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import buildings
from benchmarks.forecast_scores import QUANTILES, hours, paired, table
from ml.forecasting.backtest import backtest
from ml.forecasting.report import line
from ml.panel import Panel, hour_number

START = datetime(2019, 1, 1)
DAYS = 80
ORIGINS = [START + timedelta(days=day) for day in (60, 64, 67, 70, 75)]


@pytest.fixture(scope="module")
def energy() -> pd.DataFrame:
    random = np.random.default_rng(3)
    index = pd.date_range(START, periods=24 * DAYS, freq="h", name="ts")
    day = 10 + 5 * np.sin(np.arange(len(index)) * 2 * np.pi / 24)
    values = day[:, None] * random.uniform(0.7, 1.3, (len(index), 4)) * [1, 3, 10, 30]
    values[random.random(values.shape) < 0.03] = np.nan
    return pd.DataFrame(values, index, pd.Index(list("abcd"), name="meter"))


def forecasts(energy: pd.DataFrame, model: str) -> tuple[pd.DataFrame, object]:
    panel = Panel(hour_number(START), tuple(energy.columns), energy.to_numpy())
    found = backtest(panel, [panel.row(origin) for origin in ORIGINS], model)
    rows = found.table().to_pandas()
    for name in ("origin", "ts"):
        rows[name] = rows[name].dt.tz_localize(None)
    return rows, found


@pytest.mark.parametrize("ahead", [24, 48])
def test_two_judges_never_differ(energy: pd.DataFrame, ahead: int) -> None:
    rows, found = forecasts(energy, "naive168")
    mine = table(hours(rows, energy), ORIGINS, ahead)
    theirs = line("naive168", ahead, len(ORIGINS), list(found.scores(ahead).values()))  # type: ignore[attr-defined]
    assert mine["mase24"] == pytest.approx(theirs.mase24)
    assert mine["wql"] == pytest.approx(theirs.wql)
    assert mine["coverage"] == pytest.approx(theirs.coverage)
    assert mine["p10"] == pytest.approx(theirs.p10)


def test_a_forecast_that_is_the_truth_has_no_loss(energy: pd.DataFrame) -> None:
    rows, _ = forecasts(energy, "naive168")
    truth = energy.stack().rename("y").reset_index()
    told = rows.merge(truth, on=["meter", "ts"])
    told[QUANTILES] = told[["y"] * 9].to_numpy()
    said = table(hours(told.drop(columns="y"), energy), ORIGINS, 24)
    assert (said["mase24"], said["wql"], said["coverage"]) == (0.0, 0.0, 1.0)


def test_a_forecaster_is_not_better_than_itself_and_a_worse_one_is_found_worse(
    energy: pd.DataFrame,
) -> None:
    rows, _ = forecasts(energy, "naive168")
    ours = hours(rows, energy)
    assert paired(ours, ours)["wql"]["difference"] == 0
    worse = rows.assign(**{name: rows[name] * 1.5 for name in QUANTILES})
    said = paired(ours, hours(worse, energy))
    for figure in said.values():
        assert figure["high"] < 0
        assert figure["days_better"] == 1.0


def test_without_the_buildings_a_benchmark_ends_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(buildings, "LEAD", tmp_path / "lead.csv.gz")
    with pytest.raises(SystemExit) as end:
        buildings.need()
    assert "lead.csv.gz" in str(end.value)
    assert "\n" not in str(end.value)
