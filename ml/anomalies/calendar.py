"""The days that people really kept: a school's half-term stands in no list of holidays."""

from __future__ import annotations

import numpy as np

from ml.anomalies.usual import Bools, Days, like_days, median
from ml.panel import Floats, Ints, Panel

TOGETHER = 3  # meters that must rest on the same workday before it is a closed day
CLEARLY = 0.5  # closer to the day off than to the workday by this factor
MOST_OF = 0.5  # share of the meters that know days off, from which a day is one for all
NIGHT = (22, 6)  # local hours at which most buildings rest
APART = 3.0  # workdays and days off differ by this many times a workday's own spread


def days_off(panel: Panel) -> Bools:
    """(days, meters): weekends, holidays, and workdays that several meters spent like one.

    One meter that rests alone is not a calendar but an incident, so it never explains itself.
    """
    days = Days.of(panel)
    off: Bools = np.repeat(days.off[:, None], len(panel.meters), axis=1)
    if len(panel.meters) < TOGETHER or days.off.all() or not days.off.any():
        return off
    work = like_days(days.energy, off, of=False)
    rest = like_days(days.energy, off, of=True)
    from_work = _distance(days.energy - work)
    from_rest = _distance(days.energy - rest)
    workday = ~days.off
    usual_spread = median(np.where(workday[:, None], from_work, np.nan), 0)
    between = _distance(work - rest)
    with np.errstate(invalid="ignore"):
        telling = (between > APART * usual_spread) & workday[:, None]
        rests = telling & (from_rest < CLEARLY * from_work)
    together = rests.sum(axis=1)
    # of very many meters a few rest on any day
    by_chance = float(np.median(together[workday]))
    closed = together >= max(TOGETHER, 3.0 * by_chance)
    off[rests & closed[:, None]] = True
    # where most of those who can tell rest, it is a holiday, and for everybody
    tell = telling.sum(axis=1)
    off[closed & (together >= MOST_OF * tell)] = True
    return off


def resting(panel: Panel, rows: Ints) -> Bools:
    """Hours at night, on weekends and on holidays."""
    hour = panel.clock.hour(rows)
    night: Bools = (hour >= NIGHT[0]) | (hour < NIGHT[1])
    return night | panel.clock.off_day[panel.clock.day(rows)]


def _distance(differences: Floats) -> Floats:
    """Mean absolute difference of a day's known hours, (days, meters)."""
    known = np.isfinite(differences)
    total = np.where(known, np.abs(differences), 0.0).sum(axis=1)
    count = known.sum(axis=1)
    return np.where(count >= 12, total / np.maximum(count, 1), np.nan)
