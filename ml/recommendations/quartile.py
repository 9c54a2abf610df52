"""How far the best quarter of comparable days lies below all of them, free of chance.

Picking the lowest quarter of noisy figures and calling the distance a saving finds one in pure
noise. So each day has two figures that share what is lasting of the day and not its noise: days are
picked by one and measured by the other, both ways round.
"""

from __future__ import annotations

import numpy as np

from ml.recommendations.measured import Floats, Ints


def best_quarter_gap(one: Floats, two: Floats, group: Ints, weights: Floats) -> float:
    """Mean distance between all days and the best quarter of their group, in the figures' unit.

    one, two: (days,) two figures of each day; group: (days,) within which days are comparable;
    weights: (days,), 0 leaves a day out. About 0 for noise, negative half of the time then.
    """
    gap = total = 0.0
    for place in np.unique(group[weights > 0]):
        mine = (group == place) & (weights > 0)
        w, a, b = weights[mine], one[mine], two[mine]
        if w.sum() < 8:
            continue
        below = (_beyond(a, b, w) + _beyond(b, a, w)) / 2
        gap, total = gap + below * w.sum(), total + w.sum()
    return gap / total if total else 0.0


def _beyond(chosen_by: Floats, measured_by: Floats, weights: Floats) -> float:
    """Mean of all minus mean of the quarter that is lowest in the other figure."""
    order = np.argsort(chosen_by, kind="stable")
    reached = np.cumsum(weights[order])
    # The day at the edge counts with the part of its weight that makes the quarter whole.
    part = np.clip(reached[-1] / 4 - (reached - weights[order]), 0.0, weights[order])
    best = float(part @ measured_by[order] / part.sum())
    return float(np.average(measured_by, weights=weights)) - best
