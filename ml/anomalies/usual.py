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


def usual(panel: Panel, leave_out: Bools | None = None, *, past_only: bool = False) -> Usual:
    """The median of the same local hour over the 14 nearest days of the same class.

    Workdays are alike, and so are weekends with holidays. ``leave_out`` (hours, meters) marks
    hours that must not count as usual; ``past_only`` looks at earlier days alone, so that what
    comes later cannot change a figure.
    """
    energy = panel.energy if leave_out is None else np.where(leave_out, np.nan, panel.energy)
    days = Days.of(panel, energy)
    expected = np.full(days.energy.shape, np.nan)
    spread = np.full(days.energy.shape, np.nan)
    for off in (False, True):
        members = np.flatnonzero(days.off == off)
        if len(members) < 2:
            continue
        near = _nearest(len(members), past_only)
        gone = (near < 0)[:, :, None, None]
        for first in range(0, len(panel.meters), METERS_AT_ONCE):
            some = slice(first, first + METERS_AT_ONCE)
            like = np.where(gone, np.nan, days.energy[members[np.maximum(near, 0)], :, some])
            middle = median(like, 1)
            expected[members, :, some] = middle
            spread[members, :, some] = MAD * median(np.abs(like - middle[:, None]), 1)
    level = median(expected.reshape(-1, expected.shape[2]), 0)
    floor = 0.03 * np.abs(np.where(np.isfinite(level), level, 0.0))
    wide = np.maximum(spread, np.maximum(0.03 * np.abs(expected), floor) + 1e-6)
    return Usual(days.unfold(expected), days.unfold(wide))


def median(values: Floats, axis: int) -> Floats:
    """The median of what is known along an axis; NaN where nothing is.

    Sorting puts NaN last, so that one sort serves every count (numpy's nanmedian masks arrays).
    """
    ordered = np.sort(values, axis=axis)
    count = np.isfinite(values).sum(axis=axis, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=axis)
    high = np.take_along_axis(ordered, np.minimum(count // 2, values.shape[axis] - 1), axis=axis)
    middle: Floats = np.squeeze(np.where(count > 0, (low + high) / 2, np.nan), axis)
    return middle


def _nearest(count: int, past_only: bool) -> Ints:
    """For each of ``count`` days in order the 14 nearest others (-1: there is none)."""
    place = np.arange(count)[:, None]
    if past_only:
        found = place - np.arange(1, LIKE_DAYS + 1)
        return np.where(found >= 0, found, -1)
    # at the ends of the record the window slides inwards, so that 14 days stay 14
    half = LIKE_DAYS // 2
    first = np.clip(place - half, 0, max(count - 1 - LIKE_DAYS, 0))
    found = first + np.arange(LIKE_DAYS)
    found = found + (found >= place)
    return np.where(found < count, found, -1)
