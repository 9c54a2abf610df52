"""Calibration: how wide the quantiles of each meter have to be.

A model's 80 % interval holds on average and fails for single meters. What was forecast out of
sample says by how much: the factor on the distance from the median at which the interval would
have held the promised share of hours (conformal prediction, scaled; Romano et al. 2019). A meter
with few hours leans on what all meters together say. The second day has one factor more, for all
meters: it is less sure than its own quantiles say.

Inner quantiles need less: the factor's excess over one falls to nothing at the median.

Measured on 178 days from April to September 2019 (models trained before February): the 10th
percentile over meters of the 80 % interval's coverage is 76 % before and 83 % after; over seven
days a week apart 77 % on average, which is why more than 80 % is aimed at. wQL 0.0827 before,
0.0828 after; 0.0831 with a meter trusted after 200 hours and one factor for all quantiles. Six
weeks say as much as nine. Factors for each side held no better.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ml.forecasting.scores import MEDIAN, QUANTILES
from ml.panel import Floats, Ints

AIMED_AT = 0.84  # for the 80 % interval: what comes differs more than what was
HOURS_OF_TRUST = 600.0
WINDOW = 42 * 24
NARROWEST, WIDEST = 0.5, 4.0
OUTWARDS: Floats = np.abs(QUANTILES - 0.5) / 0.4
DAY = 24


@dataclass(frozen=True)
class Widths:
    """Factors by the meter's name, ``others`` for every other meter; ``second_day`` for all."""

    factors: dict[str, float]
    others: float = 1.0
    second_day: float = 1.0

    def of(self, meters: tuple[str, ...], hours: int) -> Floats:
        """(meters, hours)"""
        each = np.array([self.factors.get(meter, self.others) for meter in meters])
        return each[:, None] * np.where(np.arange(hours) < DAY, 1.0, self.second_day)

    def for_any_meter(self) -> Widths:
        return Widths({}, self.others, self.second_day)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


NO_CHANGE = Widths({})


@dataclass(frozen=True, eq=False)
class Record:
    """How wide the forecasts from ``origins`` (hours since 1970) would have had to be.

    ``needed`` (origins, meters, 48): the factor at which the 80 % interval just holds the hour;
    NaN: not measured.
    """

    meters: tuple[str, ...]
    origins: Ints
    needed: npt.NDArray[np.float16]

    @classmethod
    def of(cls, meters: tuple[str, ...], origins: Ints, truth: Floats, forecast: Floats) -> Record:
        """From ``truth`` (origins, meters, 48) and ``forecast`` (origins, meters, 48, 9)."""
        needed = np.minimum(_needed(truth, forecast), 1e4)
        return cls(meters, origins, needed.astype(np.float16))

    @classmethod
    def empty(cls, meters: tuple[str, ...]) -> Record:
        return cls(meters, np.empty(0, np.int64), np.empty((0, len(meters), 2 * DAY), np.float16))

    def of_meters(self, meters: tuple[str, ...]) -> Record:
        """Of these meters; NaN for one that was not there."""
        if meters == self.meters:
            return self
        places = {meter: place for place, meter in enumerate(self.meters)}
        needed = np.full((len(self.origins), len(meters), self.needed.shape[2]), np.nan, np.float16)
        for place, meter in enumerate(meters):
            if meter in places:
                needed[:, place] = self.needed[:, places[meter]]
        return Record(meters, self.origins, needed)

    def with_later(self, other: Record) -> Record:
        """Both, of the same meters."""
        later = other.origins > self.origins.max(initial=-1)
        origins = np.concatenate([self.origins, other.origins[later]])
        needed = np.concatenate([self.needed, other.needed[later]])
        return Record(self.meters, origins, needed)

    def widths(self, until: int) -> Widths:
        """What the six weeks before the hour ``until`` ask for; nothing later is read."""
        whole = self.origins + self.needed.shape[2] <= until
        chosen = whole & (self.origins >= until - WINDOW)
        needed = self.needed[chosen].astype(np.float64)
        first, second = needed[:, :, :DAY], needed[:, :, DAY:]
        others, later = _quantile(first), _quantile(second)
        if not np.isfinite(others):
            return NO_CHANGE
        factors = {}
        for place, meter in enumerate(self.meters):
            own = first[:, place][np.isfinite(first[:, place])]
            if len(own):
                trust = len(own) / (len(own) + HOURS_OF_TRUST)
                factor = trust * _quantile(own) + (1 - trust) * others
                factors[meter] = float(np.clip(factor, NARROWEST, WIDEST))
        ratio = later / others if np.isfinite(later) and others > 0 else 1.0
        clipped = float(np.clip(others, NARROWEST, WIDEST))
        return Widths(factors, clipped, float(np.clip(ratio, 1.0, 1.5)))

    def save(self, file: Path) -> None:
        meters = np.array(self.meters, np.str_)
        np.savez_compressed(file, meters=meters, origins=self.origins, needed=self.needed)

    @classmethod
    def load(cls, file: Path) -> Record:
        with np.load(file) as said:
            return cls(tuple(map(str, said["meters"])), said["origins"], said["needed"])


def widened(forecast: Floats, factors: Floats) -> Floats:
    """Quantiles (…, hours, 9), the outer ones ``factors`` (…, hours) as far from the median."""
    median = forecast[..., MEDIAN : MEDIAN + 1]
    more = factors[..., None] - 1
    each = 1 + more * np.where(more > 0, OUTWARDS, 1.0)  # narrower all alike, or they would cross
    return np.asarray(median + (forecast - median) * each)


def _quantile(needed: Floats) -> float:
    known = needed[np.isfinite(needed)]
    return float(np.quantile(known, AIMED_AT)) if len(known) else float("nan")


def _needed(truth: Floats, forecast: Floats) -> Floats:
    """The factor at which the 80 % interval would just have held each hour; NaN: not measured."""
    median = forecast[..., MEDIAN]
    above = (truth - median) / np.maximum(forecast[..., -1] - median, 1e-9)
    below = (median - truth) / np.maximum(median - forecast[..., 0], 1e-9)
    return np.asarray(np.maximum(above, below))
