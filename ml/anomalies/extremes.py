"""Rises that extreme weather explains: the days around never saw it and cannot expect them."""

from __future__ import annotations

import numpy as np

from ml.anomalies.features_grid import Bools, rolling_mean
from ml.anomalies.runs import Candidates
from ml.panel import Floats

AROUND = 24  # hours before and after: a building takes a day to warm up and to cool down
SHARE = 0.03  # of the hours of a year are its hottest, and as many its coldest
LEAST = 180 * 24  # hours of weather, before any of them is a year's extreme
BELIEVED = 0.95  # probability from which a rise is an incident all the same


def by_weather(found: Candidates, rises: Floats, degrees: Floats) -> Bools:
    """Which stretches are rises that lie for the most part in extreme weather.

    ``rises`` (hours,): how far each hour lies above the days around; ``degrees``: see ``extreme``.
    For: cooling on the hottest days, heating on the coldest. The days around never saw such
    weather, so what is expected of them is too little. Measured: six of 45 false incidents of the
    injected benchmark were those of the hottest days of 2019. Chosen on invented events of other
    meters, where 14 of 173 false incidents go for 8 of 1,056 events found. Where it fails: what
    runs too long in a heat wave must be the plainer for it.
    """
    above = np.nan_to_num(rises)
    inside = extreme(degrees)
    return np.array(
        [
            inside[start:end].mean() > 0.5 and above[start:end].mean() > 0
            for start, end in zip(found.start, found.end, strict=True)
        ],
        np.bool_,
    )


def extreme(degrees: Floats) -> Bools:
    """(hours,): the hottest and the coldest of a year's hours, by the mean of two days around.

    ``degrees``: °C of each hour, NaN where unknown.
    """
    mean = rolling_mean(degrees, AROUND, AROUND - 1)
    known = mean[np.isfinite(mean)]
    if len(known) < LEAST:
        return np.zeros(len(degrees), np.bool_)
    coldest, hottest = np.quantile(known, (SHARE, 1 - SHARE))
    with np.errstate(invalid="ignore"):
        return np.asarray((mean < coldest) | (mean > hottest))
