"""As a day or a week ago: what every model must beat.

The quantiles are those of the errors that the same rule made in the eight weeks before the origin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.forecasting.features import HORIZON, History
from ml.forecasting.scores import QUANTILES
from ml.panel import Floats, Ints

ERROR_HOURS = 56 * 24


@dataclass(frozen=True)
class SeasonalNaive:
    """``period`` hours back: 24 or 168."""

    period: int

    def predict(self, history: History, origins: Ints) -> Floats:
        """Quantiles in kWh, (origins, meters, 48, 9); NaN where there is nothing to go by."""
        return np.stack([self._at(history, int(origin)) for origin in origins])

    def _at(self, history: History, origin: int) -> Floats:
        ahead = np.arange(HORIZON)
        back = self.period * (1 + ahead // self.period)
        rows = origin + ahead - back
        energy = history.energy
        point = np.where((rows >= 0)[:, None], energy[np.maximum(rows, 0)], np.nan)
        past = np.arange(max(origin - ERROR_HOURS, self.period), origin)
        meters = energy.shape[1]
        if len(past):
            errors = history.panel.energy[past] - energy[past - self.period]
        else:
            errors = np.zeros((1, meters))
        there = np.isfinite(errors).any(axis=0)
        spread = np.zeros((len(QUANTILES), meters))
        spread[:, there] = np.nanquantile(errors[:, there], QUANTILES, axis=0)
        return np.transpose(point[:, :, None] + spread.T[None], (1, 0, 2))
