"""What a meter usually uses at an hour: the days like it that lie nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.panel import Floats, Ints, Panel

Bools = npt.NDArray[np.bool_]
LIKE_DAYS = 14
MAD = 1.4826  # of a normal's median absolute deviation: its standard deviation
METERS_AT_ONCE = 16


@dataclass(frozen=True, eq=False)
class Usual:
    """Of each hour and meter the expected kWh and how far from it is ordinary; NaN: unknown."""

    expected: Floats
    spread: Floats


@dataclass(frozen=True, eq=False)
class Days:
    """A panel folded into local days: energy (days, 24, meters), and where each row went.

    An hour that the clock skips in spring is missing; of one that comes twice in autumn the
    first stands for both.
    """

    energy: Floats
    day: Ints
    hour: Ints
    off: Bools

    @classmethod
    def of(cls, panel: Panel, energy: Floats | None = None) -> Days:
        values = panel.energy if energy is None else energy
        rows = np.arange(panel.hours)
        day, hour = panel.clock.day(rows), panel.clock.hour(rows)
        count = int(day.max()) + 1 if len(day) else 0
        grid = np.full((count, 24, values.shape[1]), np.nan)
        grid[day[::-1], hour[::-1]] = values[::-1]
        return cls(grid, day, hour, panel.clock.off_day[:count])

    def unfold(self, grid: Floats) -> Floats:
        """(days, 24, meters) back to (hours, meters)."""
        return grid[self.day, self.hour]


def usual(
    panel: Panel,
    leave_out: Bools | None = None,
    *,
    past_only: bool = False,
    off: Bools | None = None,
) -> Usual:
    """The median of the same local hour over the 14 nearest days of the same class.

    Workdays are alike, and so are weekends with holidays; ``off`` (days, meters) says otherwise
    of single meters. ``leave_out`` (hours, meters) marks hours that must not count as usual;
    ``past_only`` looks at earlier days alone, so that what comes later cannot change a figure.
    """
    energy = panel.energy if leave_out is None else np.where(leave_out, np.nan, panel.energy)
    days = Days.of(panel, energy)
    rests = np.repeat(days.off[:, None], len(panel.meters), axis=1) if off is None else off
    expected = np.full(days.energy.shape, np.nan)
    spread = np.full(days.energy.shape, np.nan)
    for same, members in _alike(rests):
        for of in (False, True):
            which = np.flatnonzero(same == of)
            middle, wide = _medians(days.energy[:, :, members], which, which, past_only)
            expected[np.ix_(which, np.arange(24), members)] = middle
            spread[np.ix_(which, np.arange(24), members)] = wide
    floor = np.zeros(len(panel.meters))
    if not past_only:  # what is usual later would tell of the future
        level = median(expected.reshape(-1, len(panel.meters)), 0)
        floor = 0.03 * np.abs(np.where(np.isfinite(level), level, 0.0))
    wide = np.maximum(spread, np.maximum(0.03 * np.abs(expected), floor) + 1e-6)
    return Usual(days.unfold(expected), days.unfold(wide))


def like_days(energy: Floats, off: Bools, *, of: bool) -> Floats:
    """(days, 24, meters): for every day the median of the nearest 14 days of one class."""
    found = np.full(energy.shape, np.nan)
    for same, members in _alike(off):
        which, every = np.flatnonzero(same == of), np.arange(len(energy))
        found[:, :, members] = _medians(energy[:, :, members], which, every, False)[0]
    return found


def _alike(off: Bools) -> list[tuple[Bools, Ints]]:
    """Meters that keep the same days, some at a time: their days off, and their numbers."""
    columns, place = np.unique(off, axis=1, return_inverse=True)
    found = []
    for number in range(columns.shape[1]):
        members = np.flatnonzero(place == number)
        parts = range(0, len(members), METERS_AT_ONCE)
        found += [(columns[:, number], members[at : at + METERS_AT_ONCE]) for at in parts]
    return found


def _medians(energy: Floats, pool: Ints, wanted: Ints, past_only: bool) -> tuple[Floats, Floats]:
    """Median and spread (wanted, 24, meters) of the 14 days of ``pool`` nearest each day."""
    near = _nearest(pool, wanted, past_only)
    if not near.size or not len(pool):
        nothing = np.full((len(wanted), *energy.shape[1:]), np.nan)
        return nothing, nothing.copy()
    like = np.where((near < 0)[:, :, None, None], np.nan, energy[np.maximum(near, 0)])
    middle = median(like, 1)
    return middle, MAD * median(np.abs(like - middle[:, None]), 1)


def median(values: Floats, axis: int) -> Floats:
    """The median of what is known along an axis; NaN where nothing is.

    Sorting puts NaN last, so that one sort serves every count (numpy's nanmedian masks arrays).
    """
    if values.shape[axis] == 0:
        return np.full(np.delete(values.shape, axis), np.nan)
    ordered = np.sort(values, axis=axis)
    count = np.isfinite(values).sum(axis=axis, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=axis)
    high = np.take_along_axis(ordered, np.minimum(count // 2, values.shape[axis] - 1), axis=axis)
    middle: Floats = np.squeeze(np.where(count > 0, (low + high) / 2, np.nan), axis)
    return middle


def _nearest(pool: Ints, wanted: Ints, past_only: bool) -> Ints:
    """For each wanted day the 14 days of the pool around it, itself apart (-1: there is none)."""
    before = np.searchsorted(pool, wanted)[:, None]
    inside = np.isin(wanted, pool)[:, None]
    count = len(pool)
    if past_only:
        place = before - np.arange(1, LIKE_DAYS + 1)
    else:
        # at the ends of the record the window slides inwards, so that 14 days stay 14
        others = count - inside
        first = np.clip(before - LIKE_DAYS // 2, 0, np.maximum(others - LIKE_DAYS, 0))
        place = first + np.arange(LIKE_DAYS)
        place = place + (inside & (place >= before))
    there = (place >= 0) & (place < count)
    return np.where(there, pool[np.clip(place, 0, max(count - 1, 0))] if count else -1, -1)
