"""The next seven local days, each as a whole.

A day is like the days of its type before it (as in the habit of hours), plus what is left of how
the last days differed. How sure that is, the same rule says: its errors from every day of the last
four months, by meter and by how many days ahead, in units of the meter's irregularity at the time
(split conformal; Vovk et al. 2005). A meter with few errors leans on those of all meters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from ml.forecasting.features import History
from ml.forecasting.habit import SAME_WEEKDAY
from ml.forecasting.scores import QUANTILES
from ml.panel import Floats, Ints

DAYS = 7
MOST_DAYS = 42
DECAY = 0.85
LEFT = np.array([0.36, 0.3, 0.25, 0.23, 0.21, 0.2, 0.19])  # of a departure, after so many days
RECENT = 4
ERRORS = 120
TRUST = 40.0
WHOLE = 20  # hours of a day that must be known


@dataclass(frozen=True, eq=False)
class Daily:
    """``quantiles`` (meters, 7, 9) in kWh of ``days``, which begin at the rows ``starts``.

    NaN: the meter cannot be modelled yet.
    """

    days: tuple[date, ...]
    starts: Ints
    quantiles: Floats


def daily(history: History, origin: int) -> Daily:
    """Energy of the seven local days that begin at row ``origin`` or after it."""
    clock = history.panel.clock
    numbers = clock.day(np.arange(origin + (DAYS + 2) * 24))
    starts = np.searchsorted(numbers, np.arange(numbers[-1] + 2))
    first = int(np.searchsorted(starts, origin))
    power = _power(history, numbers, first, origin)
    off = clock.off_day[: first + DAYS]
    point, _ = _rule(power, off, first)
    point = np.where(np.isfinite(point), point, np.nan)
    error = np.full((ERRORS, DAYS, power.shape[1]), np.nan)
    for back in range(1, ERRORS + 1):
        day = first - back
        if day >= 2:
            said, unit = _rule(power, off, day)
            ahead = min(DAYS, back)
            error[back - 1, :ahead] = (power[day : day + ahead] - said[:ahead]) / unit
    unit = _rule(power, off, first)[1]
    hours = np.diff(starts)[first : first + DAYS].astype(np.float64)
    spread = _quantiles(error) * unit[None, :, None]
    found = np.sort(point[:, :, None] + spread, axis=2) * hours[:, None, None]
    never_negative = np.nanmin(np.where(np.isfinite(power), power, 0.0), axis=0, initial=0.0) >= 0
    found = np.where(never_negative[None, :, None], np.maximum(found, 0.0), found)
    begin = date.fromordinal(date(1970, 1, 1).toordinal() + clock.first_day + first)
    days = tuple(begin + timedelta(days=ahead) for ahead in range(DAYS))
    return Daily(days, starts[first : first + DAYS], np.transpose(found, (1, 0, 2)))


def _power(history: History, numbers: Ints, days: int, origin: int) -> Floats:
    """Mean power of each whole local day before the origin, (days, meters); NaN: unknown."""
    values = history.measured[:origin]
    known = np.isfinite(values)
    total, count = np.zeros((days + 1, values.shape[1])), np.zeros((days + 1, values.shape[1]))
    np.add.at(total, numbers[:origin], np.where(known, values, 0.0))
    np.add.at(count, numbers[:origin], known.astype(np.float64))
    return np.where(count >= WHOLE, total / np.maximum(count, 1), np.nan)[:days]


def _rule(power: Floats, off: npt.NDArray[np.bool_], first: int) -> tuple[Floats, Floats]:
    """The seven days from ``first`` on by what came before, (7, meters), and the meter's unit."""
    begin = max(first - MOST_DAYS, 0)
    past, type_of = power[begin:first], off[begin:first]
    back = np.arange(first - begin, 0, -1)
    known = np.isfinite(past)
    values = np.where(known, past, 0.0)

    def like(day: int, before: int) -> Floats:
        """Mean of the days of the type of ``day``, of those more than ``before`` days back."""
        chosen = (type_of == off[day]) & (back > before)
        rank = np.cumsum(chosen[::-1])[::-1] - 1
        same = (day - (first - back)) % 7 == 0
        weight = np.where(chosen, DECAY**rank * np.where(same, SAME_WEEKDAY, 1.0), 0.0)
        total = weight @ known
        mean = (weight @ values) / np.where(total > 0, total, 1.0)
        level = values.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        return np.asarray(np.where(total > 0, mean, np.where(known.any(axis=0), level, np.nan)))

    base = np.stack([like(first + ahead, 0) for ahead in range(DAYS) if first + ahead < len(off)])
    recent = [
        np.where(known[-day], values[-day] - like(first - day, day), np.nan)
        for day in range(1, min(RECENT, len(past) - 1) + 1)
    ]
    away = _mean(np.array(recent)) if recent else np.zeros(power.shape[1])
    level = np.abs(_mean(np.where(known, past, np.nan)))
    change = np.abs(np.diff(past[-29:], axis=0)) if len(past) > 1 else np.zeros((1, len(level)))
    unit = np.maximum(_mean(change), np.maximum(0.01 * level, 1e-9))
    return base + LEFT[: len(base), None] * away, unit


def _quantiles(error: Floats) -> Floats:
    """Of errors (origins, 7, meters) in units: (7, meters, 9), each meter's leaning on all."""
    found = np.empty((DAYS, error.shape[2], len(QUANTILES)))
    for ahead in range(DAYS):
        every = error[:, ahead]
        every = every[np.isfinite(every)]
        all_of_them = np.quantile(every, QUANTILES) if len(every) else np.zeros(len(QUANTILES))
        for meter in range(error.shape[2]):
            own = error[:, ahead, meter]
            own = own[np.isfinite(own)]
            trust = len(own) / (len(own) + TRUST)
            mine = np.quantile(own, QUANTILES) if len(own) else all_of_them
            found[ahead, meter] = trust * mine + (1 - trust) * all_of_them
    return found


def _mean(values: Floats) -> Floats:
    known = np.isfinite(values)
    return np.asarray(np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))
