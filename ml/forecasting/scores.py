"""How good a forecast was: MASE, weighted quantile loss, coverage (protocol: docs/forecasting.md).

Arrays of truth have shape (hours,); of forecasts (hours, quantiles). Hours whose truth is NaN are
not scored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.panel import Floats

QUANTILES: Floats = np.arange(1, 10) / 10
MEDIAN = 4


@dataclass(frozen=True)
class Scores:
    """Of one meter. ``coverage`` is the share of hours within q0.1 .. q0.9; NaN: nothing scored."""

    mase: float
    wql: float
    coverage: float
    hours: int


def score(truth: Floats, forecast: Floats, in_sample_error: float) -> Scores:
    """Scores of one meter.

    ``in_sample_error``: the mean |y - y(-24 h)| of the training span, the scale of MASE (Hyndman
    and Koehler 2006).
    """
    known = np.isfinite(truth)
    if not known.any():
        return Scores(np.nan, np.nan, np.nan, 0)
    y, q = truth[known], forecast[known]
    error = float(np.abs(y - q[:, MEDIAN]).mean())
    level = float(y.mean())
    return Scores(
        mase=error / in_sample_error if in_sample_error > 0 else np.nan,
        wql=float(2 * pinball(y, q).mean() / level) if level > 0 else np.nan,
        coverage=float(((y >= q[:, 0]) & (y <= q[:, -1])).mean()),
        hours=int(known.sum()),
    )


def pinball(truth: Floats, forecast: Floats) -> Floats:
    """Pinball loss, shape (hours, quantiles)."""
    difference = truth[:, None] - forecast
    return np.maximum(QUANTILES * difference, (QUANTILES - 1) * difference)


def daily_naive_error(energy: Floats) -> Floats:
    """Mean |y - y(-24 h)| of each meter, shape (meters,); NaN where there is no such pair."""
    if len(energy) <= 24:
        return np.full(energy.shape[1], np.nan)
    difference = np.abs(energy[24:] - energy[:-24])
    count = np.isfinite(difference).sum(axis=0)
    return np.where(count > 0, np.nansum(difference, axis=0) / np.maximum(count, 1), np.nan)
