"""The first look: each hour judged from the past alone, as its reading lands.

A run begins when the probability of an hour passes ON and lasts while it stays above OFF; what
is said of an hour never changes with what comes after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zlib import crc32

import numpy as np

from ml.anomalies import weights
from ml.anomalies.events import IGNORED, NORMAL, invent
from ml.anomalies.features_grid import HOURS, Bools, Grid, grid_of
from ml.anomalies.features_past import past_features
from ml.anomalies.hours import HourModel, Lessons
from ml.anomalies.hours_own import COPIES, LEAVES, ROUNDS, SUSPECT
from ml.panel import Floats, Panel

Progress = Callable[[str, float], None]
FIRST = "first"
ON, OFF = 0.93, 0.5  # fixed beforehand, without labels
LEAST_PAST = 21  # days; before that nothing is usual yet
YEAR = 365
LEAST_TAUGHT, LONGEST_TAUGHT = 90, 400  # days of its past that teach a meter's habits
SETTLE = 48  # hours judged before the first one asked for: a run may have begun there


Habits = Mapping[str, HourModel]


def learn(panel: Panel, until_row: int) -> Habits:
    """What each meter's own past teaches the model, from rows before ``until_row``.

    Some seconds a meter: done once a night and handed to the looks of the day. A meter with less
    than ``LEAST_TAUGHT`` days of past is left to the shipped model.
    """
    habits: dict[str, HourModel] = {}
    shipped = weights.hour_model(FIRST)
    for meter, name in enumerate(panel.meters):
        past = grid_of(panel.before(until_row), meter) if until_row > 0 else None
        if past is None or np.isfinite(past.values).any(axis=1).sum() < LEAST_TAUGHT:
            continue
        past = past.slice(max(past.days - LONGEST_TAUGHT, 0), past.days)
        if np.nanmax(past.values) > np.nanmin(past.values):
            habits[name] = shipped.with_lessons(_own_lessons(past, shipped, name), ROUNDS, LEAVES)
    return habits


def _own_lessons(past: Grid, shipped: HourModel, name: str) -> Lessons:
    """Events invented into the past; before a year is known its suspect hours are left out."""
    random = np.random.default_rng([crc32(name.encode()), 11])
    unsure = np.arange(past.days * HOURS) < LEAST_PAST * HOURS
    if past.days < YEAR:
        unsure |= ~(shipped.probability(past_features(past)[0]) <= SUSPECT)
    parts = []
    for _ in range(COPIES):
        made = invent(past, random)
        labels = np.where((made.labels == NORMAL) & unsure, IGNORED, made.labels).astype(np.int8)
        parts.append(Lessons.of(past_features(made.grid)[0], labels, random))
    return Lessons.joined(parts)


def first_look(
    panel: Panel,
    since_row: int = 0,
    progress: Progress | None = None,
    habits: Habits | None = None,
) -> tuple[Floats, Bools]:
    """Probabilities and flags (hours, meters) from ``since_row`` on; NaN and False before.

    An hour's figures rest on rows up to it; ``habits`` (see ``learn``) must be of rows before
    ``since_row``. The work grows with the rows asked for.
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
        model = (habits or {}).get(name) or weights.hour_model(FIRST)
        p = model.probability(hours)
        p[~np.isfinite(grid.flat[day * HOURS :])] = np.nan
        cells = grid.cell - day * HOURS
        rows = np.flatnonzero(cells >= 0)
        mine = p[cells[rows]]
        mine[~np.isfinite(panel.energy[rows, meter])] = np.nan
        probability[rows, meter] = mine
        flags[rows, meter] = held(mine)
    probability[:since], flags[:since] = np.nan, False
    return probability, flags


def held(p: Floats, on: float = ON, off: float = OFF) -> Bools:
    """True from where p passes ``on`` until it falls to ``off`` or below; a gap changes nothing."""
    state = np.where(p > on, 1, np.where(p <= off, 0, -1))
    state[~np.isfinite(p)] = -1
    last = np.maximum.accumulate(np.where(state >= 0, np.arange(len(p)), -1))
    flags: Bools = np.where(last >= 0, state[np.maximum(last, 0)] == 1, False)
    return flags & np.isfinite(p)
