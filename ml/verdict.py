"""Whether one forecaster is better than another, on the same meters and origins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ml.forecasting.comparison import LEAST_ORIGINS, Comparison, paired_test
from ml.forecasting.scores import pinball
from ml.meters import Estate
from ml.panel import Floats, Ints

DAY = 24


def losses(estate: Estate, hourly: Floats, origins: Ints) -> Floats:
    """Of quantiles (origins, meters, hours, 9): the mean pinball loss over the first day from each
    origin, relative to the meter's mean load: (origins, meters); NaN: not measured or not said."""
    energy = estate.panel.energy
    level = np.nanmean(np.abs(energy), axis=0, where=np.isfinite(energy))
    found = np.full(hourly.shape[:2], np.nan)
    for place, origin in enumerate(origins):
        truth = energy[origin : origin + DAY]
        for meter in range(energy.shape[1]):
            forecast = hourly[place, meter, : len(truth)]
            known = np.isfinite(truth[:, meter]) & np.isfinite(forecast).all(axis=1)
            if known.any() and level[meter] > 0:
                each = pinball(truth[known, meter], forecast[known])
                found[place, meter] = each.mean() / level[meter]
    return found


def verdict(one: Sequence[Floats], other: Sequence[Floats]) -> Comparison | None:
    """Losses (origins, meters) of both, an array an estate: is ``one`` better, beyond chance?

    None where they can be compared from too few origins to say: that speaks against nobody.
    """
    if not one or not other:
        return None
    first, second = _side_by_side(one), _side_by_side(other)
    compared = np.isfinite(first - second).any(axis=1).sum()
    return paired_test(first, second) if compared >= LEAST_ORIGINS else None


def _side_by_side(each: Sequence[Floats]) -> Floats:
    """One array; as many origins as the longest, the newest ones being the same days."""
    most = max(len(values) for values in each)
    missing = [np.full((most - len(v), v.shape[1]), np.nan) for v in each]
    parts = [np.concatenate(pair) for pair in zip(missing, each, strict=True)]
    return np.concatenate(parts, axis=1)


def midnights_with_truth(estate: Estate, days: int, least_hours: int) -> Ints:
    """The last ``days`` midnights (UTC) before which so many hours lie, and after them a day."""
    panel = estate.panel
    rows = np.arange(least_hours, panel.hours - DAY + 1)
    midnights: Ints = rows[(rows + panel.start) % DAY == 0]
    return midnights[-days:]
