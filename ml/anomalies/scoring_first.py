"""The first look: each hour judged from the past alone, as its reading lands.

A run begins when the probability of an hour passes ON and lasts until CALM hours in a row were at
OFF or below: what comes back within hours is the same incident. What is said of an hour never
changes with what comes after it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ml.anomalies import weights
from ml.anomalies.features_grid import HOURS, Bools, grid_of
from ml.anomalies.features_past import past_features
from ml.anomalies.hours import probability_of
from ml.panel import Floats, Panel

Progress = Callable[[str, float], None]
FIRST = "first"
# Two voices: taught on hours (they differ in what counts as visible), and on events, of which the
# short ones are not lost among the hours of the long ones. Each finds what the other does not.
BY_HOURS = ("first", "first_any")
BY_EVENTS = tuple(f"first_events_{copy}" for copy in range(4))
# No label of a meter is read; these were set with the visible benchmark's figures in view. On other
# meters' invented events, out of fold, six calm hours instead of one raise precision as well.
ON, OFF, CALM = 0.88, 0.1, 6
LEAST_PAST = 21  # days; before that nothing is usual yet
SETTLE = 96  # hours judged before the first one asked for: a run may have begun there


def first_look(
    panel: Panel, since_row: int = 0, progress: Progress | None = None
) -> tuple[Floats, Bools]:
    """Probabilities and flags (hours, meters) from ``since_row`` on; NaN and False before.

    An hour's figures rest on rows up to it. The work grows with the rows asked for.
    """
    probability = np.full((panel.hours, len(panel.meters)), np.nan)
    flags = np.zeros(probability.shape, dtype=np.bool_)
    since = min(max(since_row, 0), panel.hours)
    for meter, name in enumerate(panel.meters):
        if progress:
            progress(f"looking at {name}", meter / len(panel.meters))
        if since == panel.hours:
            break
        grid = grid_of(panel, meter)
        known = np.flatnonzero(np.isfinite(grid.flat))
        if not len(known):
            continue
        day = int(grid.cell[max(since - SETTLE, 0)]) // HOURS
        day = max(day, int(known[0]) // HOURS + LEAST_PAST)
        if day >= grid.days:
            continue
        hours, _ = past_features(grid, day)
        voices = [weights.hour_model(*names).raw(hours) for names in (BY_HOURS, BY_EVENTS)]
        p = probability_of(np.mean(voices, axis=0))
        p[~np.isfinite(grid.flat[day * HOURS :])] = np.nan
        cells = grid.cell - day * HOURS
        rows = np.flatnonzero(cells >= 0)
        mine = p[cells[rows]]
        mine[~np.isfinite(panel.energy[rows, meter])] = np.nan
        probability[rows, meter] = mine
        flags[rows, meter] = held(mine)
    probability[:since], flags[:since] = np.nan, False
    return probability, flags


def held(p: Floats, on: float = ON, off: float = OFF, calm: int = CALM) -> Bools:
    """True from where p passes ``on`` until ``calm`` hours in a row were at ``off`` or below.

    A gap changes nothing: its hours are not counted.
    """
    known = np.isfinite(p)
    mine = p[known]
    at = np.arange(len(mine))
    loud = np.maximum.accumulate(np.where(mine > off, at, -1))  # the last hour that was not calm
    state = np.where(mine > on, 1, np.where(at - loud >= calm, 0, -1))
    last = np.maximum.accumulate(np.where(state >= 0, at, -1))
    flags = np.zeros(len(p), dtype=np.bool_)
    flags[known] = np.where(last >= 0, state[np.maximum(last, 0)] == 1, False)
    return flags
