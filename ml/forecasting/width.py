"""Calibration: how wide the quantiles of each meter have to be.

A model's 80 % interval holds on average and fails for single meters. What was forecast out of
sample says by how much: the factor on the distance from the median at which the interval would
have held the promised share of hours (conformal prediction, scaled; Romano et al. 2019). A meter
with few hours leans on what all meters together say.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ml.forecasting.scores import MEDIAN
from ml.panel import Floats

PROMISED = 0.82  # of the 80 % interval: what comes differs more than what was
HOURS_OF_TRUST = 300.0
NARROWEST, WIDEST = 0.5, 4.0
DAY = slice(0, 24)  # the second day of one midnight is the first of the next


@dataclass(frozen=True)
class Widths:
    """Factors by the meter's name; ``others`` for every meter that was not there."""

    factors: dict[str, float]
    others: float

    def of(self, meters: tuple[str, ...]) -> Floats:
        return np.array([self.factors.get(meter, self.others) for meter in meters])

    def for_any_meter(self) -> Widths:
        return Widths({}, self.others)

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def read(said: dict[str, Any]) -> Widths:
        return Widths(**said)


NO_CHANGE = Widths({}, 1.0)


def widths(meters: tuple[str, ...], truth: Floats, forecast: Floats) -> Widths:
    """From out-of-sample forecasts (origins, meters, 48, 9) and the truth (origins, meters, 48)."""
    needed = _needed(truth[:, :, DAY], forecast[:, :, DAY])
    everything = needed[np.isfinite(needed)]
    if not len(everything):
        return NO_CHANGE
    others = float(np.quantile(everything, PROMISED))
    factors = {}
    for place, meter in enumerate(meters):
        own = needed[:, place][np.isfinite(needed[:, place])]
        if len(own):
            trust = len(own) / (len(own) + HOURS_OF_TRUST)
            factor = trust * float(np.quantile(own, PROMISED)) + (1 - trust) * others
            factors[meter] = float(np.clip(factor, NARROWEST, WIDEST))
    return Widths(factors, float(np.clip(others, NARROWEST, WIDEST)))


def widened(forecast: Floats, factors: Floats) -> Floats:
    """Quantiles (…, meters, hours, 9), each meter's distance from the median times its factor."""
    median = forecast[..., MEDIAN : MEDIAN + 1]
    return np.asarray(median + (forecast - median) * factors[:, None, None])


def _needed(truth: Floats, forecast: Floats) -> Floats:
    """The factor at which the 80 % interval would just have held each hour; NaN: not measured."""
    median = forecast[..., MEDIAN]
    above = (truth - median) / np.maximum(forecast[..., -1] - median, 1e-9)
    below = (median - truth) / np.maximum(median - forecast[..., 0], 1e-9)
    return np.asarray(np.maximum(above, below))
