"""The seven local days to come, as quantiles of each day's energy.

A day is like the days of its type before it (working or off), the nearest ones most and the same
day of the week twice; days that lie within the hourly forecast are the sum of its medians. How far
this very rule was off in the eight weeks before says how wide the quantiles are: those errors are
out of sample, for a day is never among the days it is told from. Of days that the hourly forecast
covers, a quantile is also never further from the median than the sum of the hours' quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ml.forecasting.scores import MEDIAN, QUANTILES
from ml.panel import Floats, Ints, Panel

DAYS = 7
MOST_BACK = 42
DECAY = 0.7
ERROR_DAYS = 56
WIDER = 1.15  # what comes differs more than what was: 80 % held on the benchmark's meters
OWN_ERRORS = 12  # fewer errors of its own: a meter leans on those of all, relative to the level


@dataclass(frozen=True, eq=False)
class Totals:
    """Local days of a panel: ``starts`` (days,) the rows at which they begin (it may be below 0),
    ``values`` (days, meters) kWh, NaN where not every hour of the day is known, ``off`` (days,)."""

    starts: Ints
    values: Floats
    off: npt.NDArray[np.bool_]


def totals(panel: Panel) -> Totals:
    """Every local day that has a row in the panel."""
    starts, off = _calendar(panel, 0, panel.hours)
    values = np.full((len(starts), panel.energy.shape[1]), np.nan)
    ends = np.append(starts[1:], _calendar(panel, panel.hours - 1, panel.hours + 48)[0][1])
    for place, (begin, end) in enumerate(zip(starts, ends, strict=True)):
        if begin >= 0 and end <= panel.hours:
            values[place] = panel.energy[begin:end].sum(axis=0)
    return Totals(starts, values, off)


def days(panel: Panel, origin: int, hourly: Floats | None = None) -> tuple[Ints, Floats]:
    """The first rows of the seven local days that begin at ``origin`` or later, and their energy.

    ``hourly``: quantiles (meters, hours, 9) of the hours from ``origin`` on. Gives (7,) and
    quantiles (meters, 7, 9) in kWh; NaN where there is nothing to go by. Nothing at or after
    ``origin`` is read.
    """
    known = panel.before(origin)
    past = totals(known)
    starts, off = _calendar(panel, origin, origin + (DAYS + 2) * 24)
    first = int(np.searchsorted(starts, origin))
    begins, off_days = starts[first : first + DAYS + 1], off[first : first + DAYS]
    # the days to come are numbered on from the known ones; today, half known, lies between
    ahead = len(past.starts) + np.arange(DAYS)
    types = np.concatenate([past.off, off_days])
    points = np.stack([_usual(past.values, types, int(day), len(past.starts)) for day in ahead])
    if hourly is not None:
        _sum_hours(points, hourly[:, :, MEDIAN], begins - origin)
    said = points.T[:, :, None] + _errors(past)
    if hourly is not None:
        _narrow(said, hourly, begins - origin)
    never_negative = np.nanmin(known.energy, axis=0, initial=0.0) >= 0
    said = np.where(never_negative[:, None, None], np.maximum(said, 0.0), said)
    return begins[:DAYS], np.sort(said, axis=2)


def first_rows(panel: Panel, origin: int) -> Ints:
    """The rows at which the seven local days begin that ``days`` tells of."""
    starts, _ = _calendar(panel, origin, origin + (DAYS + 2) * 24)
    first = int(np.searchsorted(starts, origin))
    return starts[first : first + DAYS]


def as_a_week_ago(panel: Panel, origin: int) -> Floats:
    """What every forecast of days must beat: quantiles (meters, 7, 9) of the same days as ``days``.

    The newest known same day of the week, and how far that was off in the eight weeks before.
    """
    past = totals(panel.before(origin)).values
    count, meters = past.shape
    place = count + np.arange(DAYS) - 7
    place = np.where(place == count - 1, place - 7 * (not np.isfinite(past[-1]).any()), place)
    point = np.where((place >= 0)[:, None], past[np.maximum(place, 0)], np.nan)
    recent = np.arange(max(count - ERROR_DAYS, 7), count)
    off = past[recent] - past[recent - 7]
    spread = np.full((meters, len(QUANTILES)), np.nan)
    there = np.isfinite(off).any(axis=0) if len(recent) else np.zeros(meters, bool)
    spread[there] = np.nanquantile(off[:, there], QUANTILES, axis=0).T if there.any() else 0.0
    said: Floats = point.T[:, :, None] + spread[:, None, :]
    return said


def _calendar(panel: Panel, begin: int, end: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """First rows and types of the local days that rows [begin, end) lie in."""
    clock = panel.clock
    rows = np.arange(max(begin - 26, 0), min(end, len(clock.local)))
    day = clock.day(rows)
    change = np.flatnonzero(np.diff(day)) + 1
    starts = rows[change]
    if rows[0] == 0:  # the day of row 0 began with it, or before the panel did
        starts = np.concatenate([[-int(clock.hour(rows[:1])[0])], starts])
    keep = max(int(np.searchsorted(starts, begin, side="right")) - 1, 0)
    starts = starts[keep:]
    return starts, clock.off_day[clock.day(np.maximum(starts, 0))]


def _usual(values: Floats, off: npt.NDArray[np.bool_], day: int, known: int) -> Floats:
    """What ``day`` is like, from the days before ``known``: (meters,), NaN where none is known."""
    back = np.arange(1, MOST_BACK + 1)
    place = day - back
    there = (place >= 0) & (place < known)
    alike = there & (off[np.maximum(place, 0)] == off[day])
    chosen = alike if alike.any() else there
    found = values[np.clip(place, 0, max(len(values) - 1, 0))]
    usable = np.isfinite(found) & chosen[:, None]
    rank = np.cumsum(usable, axis=0) - 1
    weight = np.where(usable, DECAY**rank * np.where(back % 7 == 0, 2.0, 1.0)[:, None], 0.0)
    total = weight.sum(axis=0)
    mean = np.where(usable, found, 0.0)
    average: Floats = (weight * mean).sum(axis=0) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, average, np.nan)


def _errors(past: Totals) -> Floats:
    """Quantiles (meters, 7, 9) in kWh of how far the rule was off so many days ahead."""
    count, meters = past.values.shape
    found = np.full((meters, DAYS, len(QUANTILES)), np.nan)
    recent = np.abs(past.values[-MOST_BACK:])
    there = np.isfinite(recent)
    level = np.where(there, recent, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    for lead in range(1, DAYS + 1):
        judged = range(max(count - ERROR_DAYS, lead), count)
        usual = [_usual(past.values, past.off, day, day - lead + 1) for day in judged]
        if usual:
            off = past.values[list(judged)] - np.stack(usual)
            found[:, lead - 1] = _spread(off, level)
    return found


def _spread(off: Floats, level: Floats) -> Floats:
    """Quantiles (meters, 9) of errors (days, meters) around their median, as wide as needed."""
    found = np.full((off.shape[1], len(QUANTILES)), np.nan)
    relative = (off / np.where(level > 0, level, np.nan)).ravel()
    relative = relative[np.isfinite(relative)]
    for meter in range(off.shape[1]):
        own = off[np.isfinite(off[:, meter]), meter]
        if len(own) >= OWN_ERRORS:
            found[meter] = np.quantile(own, QUANTILES)
        elif len(relative):
            found[meter] = np.quantile(relative, QUANTILES) * level[meter]
    spread: Floats = WIDER * (found - found[:, MEDIAN : MEDIAN + 1])  # the median stays the rule's
    return spread


def _within(begins: Ints, hours: int) -> list[tuple[int, int, int]]:
    """The days that lie wholly within the hours from the origin on: place, first and last hour."""
    pairs = enumerate(pairwise(begins))
    return [(place, int(a), int(b)) for place, (a, b) in pairs if b <= hours]


def _sum_hours(points: Floats, median: Floats, begins: Ints) -> None:
    for place, a, b in _within(begins, median.shape[1]):
        total = median[:, a:b].sum(axis=1)
        points[place] = np.where(np.isfinite(total), total, points[place])


def _narrow(said: Floats, hourly: Floats, begins: Ints) -> None:
    for place, a, b in _within(begins, hourly.shape[1]):
        total = hourly[:, a:b].sum(axis=1)
        middle, other = said[:, place, MEDIAN : MEDIAN + 1], said[:, place] * 1.0
        away, most = other - middle, total - total[:, MEDIAN : MEDIAN + 1]
        nearer = np.where(np.abs(away) <= np.abs(most), away, most)
        said[:, place] = np.where(np.isfinite(most), middle + nearer, other)
