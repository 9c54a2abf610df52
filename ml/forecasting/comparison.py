"""Whether one model is better than another, or was only luckier.

Losses of the same meters from the same origins are compared pair by pair. Meters on one day share
their weather and their holidays, and a meter its habits, so pairs are not independent: origins and
meters are drawn anew as wholes (a two-way cluster bootstrap, Cameron, Gelbach and Miller 2011).
Neighbouring origins are alike too, so origins are drawn in blocks of a week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.panel import Floats

DRAWS = 2000
BLOCK = 7
LEVEL = 0.05
LEAST_ORIGINS = 3


@dataclass(frozen=True)
class Comparison:
    """``difference``: mean loss of the first less that of the second; below 0 the first is better.

    ``p_value``: two-sided, of no difference. ``better``: the first is, and not by luck.
    """

    difference: float
    p_value: float
    pairs: int
    better: bool


def paired_test(first: Floats, second: Floats, seed: int = 0) -> Comparison:
    """Compare losses (origins, meters), of the same shape and order; NaN pairs do not count."""
    away = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    known = np.isfinite(away)
    pairs = int(known.sum())
    if not pairs:
        return Comparison(float("nan"), 1.0, 0, False)
    values = np.where(known, away, 0.0)
    difference = float(values.sum() / pairs)
    origins, meters = away.shape
    if origins < LEAST_ORIGINS:
        return Comparison(difference, 1.0, pairs, False)
    random = np.random.default_rng(seed)
    block = min(BLOCK, max(origins // 4, 1))
    drawn = np.empty(DRAWS)
    for draw in range(DRAWS):
        begins = random.integers(0, origins, -(-origins // block))
        rows = ((begins[:, None] + np.arange(block)).ravel() % origins)[:origins]
        weight = np.bincount(rows, minlength=origins)[:, None]
        weight = weight * np.bincount(random.integers(0, meters, meters), minlength=meters)
        total = (weight * known).sum()
        drawn[draw] = (weight * values).sum() / total if total else difference
    # where the draws, moved to no difference, lie as far out as what was seen
    away_from_it = np.abs(drawn - difference) >= abs(difference)
    p_value = float((1 + away_from_it.sum()) / (1 + DRAWS))
    return Comparison(difference, p_value, pairs, difference < 0 and p_value < LEVEL)
