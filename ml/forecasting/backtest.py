"""Rolling origins: what would have been forecast, had it been forecast then.

One model is fitted on what lies before the first origin and forecasts from every origin with what
was known then. Nothing at or after an origin is read for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from bigquery.errors import PowerlyticsError
from ml.forecasting import champion
from ml.forecasting.features import HORIZON, History
from ml.forecasting.naive import SeasonalNaive
from ml.forecasting.scores import QUANTILES, Scores, daily_naive_error, score
from ml.forecasting.training_set import ORDINARY, Training
from ml.panel import Floats, Panel

NAIVE = {"naive24": 24, "naive168": 168}
MODELS = (*champion.MADE_OF, *NAIVE)


@dataclass(frozen=True, eq=False)
class Backtest:
    """Quantiles in kWh, (origins, meters, horizon, 9), from rows ``origins`` of ``history``."""

    history: History
    origins: tuple[int, ...]
    model: str
    quantiles: Floats

    @property
    def panel(self) -> Panel:
        return self.history.panel

    def table(self) -> pa.Table:
        """meter, origin, ts, q10 … q90, model: a row a meter, origin and hour with a forecast."""
        origins, meters, horizon, _ = self.quantiles.shape
        at = np.repeat(np.array(self.origins), meters * horizon)
        rows = at + np.tile(np.arange(horizon), origins * meters)
        names = np.tile(np.repeat(np.array(self.panel.meters, object), horizon), origins)
        values = self.quantiles.reshape(-1, len(QUANTILES))
        said = np.isfinite(values).all(axis=1)
        utc = pa.timestamp("us", "UTC")
        columns: dict[str, Any] = {
            "meter": pa.array(names[said], pa.string()),
            "origin": pa.array(self.panel.moments(at[said])).cast(utc),
            "ts": pa.array(self.panel.moments(rows[said])).cast(utc),
        }
        for place, level in enumerate(QUANTILES):
            columns[f"q{round(level * 100)}"] = pa.array(values[said, place])
        columns["model"] = pa.array([self.model] * int(said.sum()), pa.string())
        return pa.table(columns)

    def scores(self, horizon: int) -> dict[str, Scores]:
        """By meter, over the first ``horizon`` hours from every origin."""
        first = min(self.origins)
        energy = self.history.measured
        scale = daily_naive_error(energy[:first])
        found = {}
        for place, meter in enumerate(self.panel.meters):
            rows = [o + h for o in self.origins for h in range(horizon) if o + h < self.panel.hours]
            said = [
                self.quantiles[number, place, : max(min(horizon, self.panel.hours - origin), 0)]
                for number, origin in enumerate(self.origins)
            ]
            forecast = np.concatenate(said)
            there = np.isfinite(forecast).all(axis=1)
            truth = np.where(there, energy[rows, place], np.nan)
            found[meter] = score(truth, forecast, float(scale[place]))
        return found


def backtest(  # noqa: PLR0913, PLR0917 - what a backtest is
    panel: Panel,
    origins: Sequence[int],
    model: str = "champion",
    horizon: int = HORIZON,
    fit_on: Panel | None = None,
    training: Training = ORDINARY,
) -> Backtest:
    """Forecasts of ``model`` from rows ``origins`` of ``panel``.

    ``fit_on``: other meters to learn from, up to the first origin too. Raises PowerlyticsError for
    a model that is not known or a history that is too short to learn from.
    """
    if not origins or not 1 <= horizon <= HORIZON:
        raise PowerlyticsError(f"write at least one origin, and a horizon from 1 to {HORIZON}")
    if model not in MODELS:
        raise PowerlyticsError(f"no model is named {model}: {', '.join(MODELS)}")
    first, last = min(origins), max(origins)
    if first < 1:
        raise PowerlyticsError("the first origin lies before the data: there is nothing to go by")
    if last > panel.hours:
        raise PowerlyticsError("an origin lies after the end of the data: write an earlier one")
    history = History.of(panel)
    at = np.array(origins, np.int64)
    if model in NAIVE:
        found = SeasonalNaive(NAIVE[model]).predict(history, at)
    else:
        fitted = _fitted(model, panel, first, fit_on, training)
        found = fitted.predict_in_turn(history, at)
    return Backtest(history, tuple(origins), model, found[:, :, :horizon])


def _fitted(
    model: str,
    panel: Panel,
    first: int,
    fit_on: Panel | None,
    training: Training,
) -> champion.Forecaster:
    known = History.of(panel.before(first))
    if fit_on is None:
        return champion.fit(model, known, training)
    other = fit_on.before(fit_on.row_of(panel, first))
    fitted = champion.fit(model, History.of(other), training)
    begin = max(known.panel.hours - champion.SHADOW_HOURS, 0)
    return champion.calibrated(fitted, fitted, known, begin)
