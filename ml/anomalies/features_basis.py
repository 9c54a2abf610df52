"""What a meter would usually have used: medians of like days, before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.anomalies.features_grid import HOURS, Bools, Grid, sorted_quantiles
from ml.panel import Floats, Ints

NEAREST = 14
WEEKS = 4


@dataclass(frozen=True, eq=False)
class Bases:
    """Expectations of every cell, each (days, 24) kWh, and the scales that surprises are told in.

    ``near``: the nearest 14 days of the same class (working, off). ``weekly``: the same weekday
    up to four weeks away. ``yearly``: this hour of the week over the whole grid, which an event
    that repeats cannot drag. ``other``: the nearest 14 days of the other class. ``spread``: the
    robust deviation of the near days at this hour. ``swing``: the usual range of a day nearby.
    """

    near: Floats
    weekly: Floats
    yearly: Floats
    other: Floats
    spread: Floats
    yearly_spread: Floats
    swing: Floats


def bases_of(grid: Grid) -> Bases:
    values, off = grid.values, grid.off
    near, low, high = sorted_quantiles(picked(values, _nearest(off, off)), (0.5, 0.25, 0.75))
    weekly = sorted_quantiles(picked(values, _weekly(grid)), (0.5,))[0]
    other = sorted_quantiles(picked(values, _nearest(off, ~off)), (0.5,))[0]
    yearly, yearly_spread = _hour_of_week(grid)
    daily = sorted_quantiles(values, (0.04, 0.96))
    swing = local_median((daily[1] - daily[0])[:, None], 14)[:, 0]
    swing = swing + grid.unit
    spread = (high - low) / 1.349
    # an hour's own spread is noisy: half of it is shared by the hours of the day
    with np.errstate(all="ignore"):
        shared = np.sqrt(np.nanmean(np.where(np.isfinite(spread), spread**2, np.nan), axis=1))
    spread = np.sqrt(0.5 * spread**2 + 0.5 * shared[:, None] ** 2)
    floor = 0.02 * swing[:, None] + 0.1 * grid.unit
    wide = np.broadcast_to(swing[:, None], values.shape)
    return Bases(near, weekly, yearly, other, spread + floor, yearly_spread + floor, wide)


def local_median(x: Floats, reach: int) -> Floats:
    """Median over the days [d - reach, d + reach] of x (days, columns)."""
    days = len(x)
    at = np.arange(days)[:, None] + np.arange(-reach, reach + 1)[None, :]
    inside = (at >= 0) & (at < days)
    sample = x[np.clip(at, 0, days - 1)].swapaxes(1, 2)
    return sorted_quantiles(np.where(inside[:, None, :], sample, np.nan), (0.5,))[0]


def _nearest(of: Bools, among: Bools) -> Ints:
    """(days, 14) the nearest days, itself left out, whose ``among`` is what ``of`` is; -1: none."""
    days = len(of)
    out = np.full((days, NEAREST), -1, np.int64)
    for kind in (False, True):
        mine, pool = np.flatnonzero(of == kind), np.flatnonzero(among == kind)
        if not len(pool):
            continue
        at = np.searchsorted(pool, mine)
        width = min(NEAREST + 1, len(pool))
        first = np.clip(at - NEAREST // 2, 0, len(pool) - width)
        picked = pool[first[:, None] + np.arange(width)[None, :]]
        # itself goes last, and out; where it is not among them the farthest goes
        own = picked == mine[:, None]
        far = np.abs(picked - mine[:, None]) + np.where(own, days * 2, 0)
        order = np.argsort(far, axis=1, kind="stable")
        picked = np.take_along_axis(picked, order, 1)
        own = np.take_along_axis(own, order, 1)
        picked = np.where(own, -1, picked)[:, :NEAREST]
        out[mine, : picked.shape[1]] = picked
    return out


def _weekly(grid: Grid) -> Ints:
    steps = [7 * k for k in range(-WEEKS, WEEKS + 1) if k]
    at = np.arange(grid.days)[:, None] + np.array(steps)[None, :]
    inside = (at >= 0) & (at < grid.days)
    at = np.where(inside, at, 0)
    return np.where(inside & (grid.off[at] == grid.off[:, None]), at, -1)


def picked(values: Floats, days: Ints) -> Floats:
    """(days, 24, picked) the values of the picked days; NaN for -1."""
    taken = values[np.maximum(days, 0)].swapaxes(1, 2)
    return np.where((days >= 0)[:, None, :], taken, np.nan)


def _hour_of_week(grid: Grid) -> tuple[Floats, Floats]:
    level, spread = np.full(grid.values.shape, np.nan), np.full(grid.values.shape, np.nan)
    for weekday in range(7):
        mine = grid.weekday == weekday
        if mine.any():
            sample = grid.values[mine].T
            low, middle, high = sorted_quantiles(sample, (0.25, 0.5, 0.75))
            level[mine], spread[mine] = middle, (high - low) / 1.349
    return level, spread


def flat(x: Floats) -> Floats:
    """(days, 24) as one series."""
    return np.ascontiguousarray(x).reshape(len(x) * HOURS)
