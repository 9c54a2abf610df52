"""Whether one forecaster is better than another, on the same meters and origins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.forecasting.scores import pinball
from ml.meters import Estate
from ml.panel import Floats, Ints
from ml.skill import Said

DAY = 24
LEVEL = 0.05
LEAST = 5  # meters or origins, to be tested over
FLIPS = 4000


def losses(estate: Estate, said: Said) -> Floats:
    """Mean pinball loss over the first day from each origin, relative to the meter's mean load:
    (origins, meters); NaN where nothing was measured or said."""
    energy = estate.panel.energy
    level = np.nanmean(np.abs(energy), axis=0, where=np.isfinite(energy))
    found = np.full(said.hourly.shape[:2], np.nan)
    for place, origin in enumerate(said.origins):
        truth = energy[origin : origin + DAY]
        for meter in range(energy.shape[1]):
            forecast = said.hourly[place, meter, : len(truth)]
            known = np.isfinite(truth[:, meter]) & np.isfinite(forecast).all(axis=1)
            if known.any() and level[meter] > 0:
                each = pinball(truth[known, meter], forecast[known])
                found[place, meter] = each.mean() / level[meter]
    return found


@dataclass(frozen=True)
class Verdict:
    """``difference``: mean loss of one less the other's, below 0 is better; ``p`` one-sided."""

    better: bool
    difference: float
    p: float
    pairs: int
    origins: int


def verdict(one: list[Floats], other: list[Floats]) -> Verdict:
    """Losses (origins, meters) of both, an array an estate: is ``one`` better, beyond chance?

    A paired sign-flip test (Fisher's randomisation), by meter and by origin: hours of one meter are
    alike, and so are the meters of one day. The larger p counts where there are enough of both.
    """
    apart = [mine - theirs for mine, theirs in zip(one, other, strict=True)]
    known = [each[np.isfinite(each)] for each in apart]
    pairs = sum(len(each) for each in known)
    if not pairs:
        return Verdict(False, float("nan"), 1.0, 0, 0)
    difference = float(np.concatenate(known).mean())
    meters = np.concatenate([_means(each, axis=0) for each in apart])
    origins = _means(np.concatenate([_padded(each, apart) for each in apart], axis=1), axis=1)
    tested = [each for each in (meters, origins) if len(each) >= LEAST]
    p = max((_by_flips(each) for each in tested), default=1.0)
    return Verdict(difference < 0 and p < LEVEL, difference, p, pairs, len(origins))


def _means(values: Floats, axis: int) -> Floats:
    there = np.isfinite(values)
    count = there.sum(axis=axis)
    total: Floats = np.where(there, values, 0.0).sum(axis=axis)
    return np.asarray(total[count > 0] / count[count > 0])


def _padded(values: Floats, every: list[Floats]) -> Floats:
    """As many origins as the longest; the newest ones are the same days."""
    missing = max(len(each) for each in every) - len(values)
    return np.concatenate([np.full((missing, values.shape[1]), np.nan), values])


def _by_flips(values: Floats) -> float:
    """How often chance alone would have made the mean as low: signs flipped at random."""
    signs = np.random.default_rng(0).choice([-1.0, 1.0], (FLIPS, len(values)))
    return float(((signs * values).mean(axis=1) <= values.mean()).mean())


def midnights_with_truth(estate: Estate, days: int, least_hours: int) -> Ints:
    """The last ``days`` midnights (UTC) before which so many hours lie, and after them a day."""
    panel = estate.panel
    rows = np.arange(least_hours, panel.hours - DAY + 1)
    midnights: Ints = rows[(rows + panel.start) % DAY == 0]
    return midnights[-days:]
