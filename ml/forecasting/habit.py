"""What a meter does on such days: the base that the models correct.

A weekday hour is like the same local hour of the weekdays before it, the nearest ones most; a
weekend or holiday hour like those of the off days. Weights fall by a factor a day of the type and
are doubled on the same day of the week. On the benchmark's 32 meters this alone has MASE 0.73
where "as a week ago" has 0.93; it knows nothing of today.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.panel import Floats, Ints, LocalClock

MOST_DAYS = 42
USUAL, FAST, SLOW = 0.6, 0.3, 0.85
SAME_WEEKDAY = 2.0
CHUNK = 8192  # targets × meters at once: what a processor's cache holds


@dataclass(frozen=True, eq=False)
class Habit:
    """The base and its spread, each of shape (targets, meters), in kWh; NaN: nothing to go by."""

    usual: Floats
    fast: Floats
    slow: Floats
    spread: Floats

    def or_level(self, level: Floats) -> Habit:
        """This, where there is nothing to go by each meter's ``level`` (meters,)."""
        usual, fast, slow = (
            np.where(np.isnan(part), level, part) for part in (self.usual, self.fast, self.slow)
        )
        return Habit(usual, fast, slow, np.nan_to_num(self.spread))


def filled(clock: LocalClock, energy: Floats) -> Floats:
    """Gaps filled by the same local hour a week before; never by what comes after."""
    energy = energy.copy()
    week = np.array(7)
    for begin in range(0, len(energy), 144):
        rows = np.arange(begin, min(begin + 144, len(energy)))
        missing = np.isnan(energy[rows])
        if missing.any():
            before = clock.days_before(rows, week)
            values = np.where((before >= 0)[:, None], energy[np.maximum(before, 0)], np.nan)
            energy[rows] = np.where(missing, values, energy[rows])
    return energy


def habit(clock: LocalClock, energy: Floats, targets: Ints, known: Ints) -> Habit:
    """The base of the hours ``targets``, each from the rows of ``energy`` before its ``known``."""
    past = Past.of(clock, energy, targets, known)
    usual, fast, slow = (past.mean(decay) for decay in (USUAL, FAST, SLOW))
    square = past.mean(SLOW, power=2)
    return Habit(usual, fast, slow, np.sqrt(np.maximum(square - slow * slow, 0.0)))


def usual(clock: LocalClock, energy: Floats, rows: Ints) -> Floats:
    """The base of ``rows``, each from the rows before it: (rows, meters)."""
    chunk = max(CHUNK // max(energy.shape[1], 1), 8)
    parts = [rows[begin : begin + chunk] for begin in range(0, len(rows), chunk)]
    found = [Past.of(clock, energy, part, part).mean(USUAL) for part in parts]
    return np.concatenate(found) if found else np.empty((0, energy.shape[1]))


@dataclass(frozen=True, eq=False)
class Past:
    """The same local hour of the 42 days before each target.

    ``values`` (targets, days, meters), 0 where not ``there``; which days are ``alike`` (targets,
    days) the target's, and which are known at all.
    """

    values: Floats
    there: Floats
    alike: npt.NDArray[np.bool_]
    known: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, clock: LocalClock, energy: Floats, targets: Ints, known: Ints) -> Past:
        rows = clock.days_before(targets[:, None], np.arange(1, MOST_DAYS + 1)[None, :])
        usable = (rows >= 0) & (rows < np.minimum(known, len(energy))[:, None])
        off = clock.off_day
        alike = usable & (off[clock.day(targets)][:, None] == off[clock.day(np.maximum(rows, 0))])
        values = energy[np.clip(rows, 0, max(len(energy) - 1, 0))]
        there = np.isfinite(values)
        return cls(np.where(there, values, 0.0), there.astype(np.float64), alike, usable)

    def mean(self, decay: float, power: int = 1) -> Floats:
        """Of the days alike; where a meter has none yet, of any: better than nothing."""
        found = self._mean(self.alike, decay, power)
        missing = np.isnan(found)
        if missing.any():
            found = np.where(missing, self._mean(self.known, decay, power), found)
        return found

    def _mean(self, chosen: npt.NDArray[np.bool_], decay: float, power: int) -> Floats:
        rank = np.cumsum(chosen, axis=1) - 1
        doubled = np.where(np.arange(1, MOST_DAYS + 1) % 7 == 0, SAME_WEEKDAY, 1.0)
        weight = np.where(chosen, decay**rank * doubled, 0.0)[:, None, :]
        total = (weight @ self.there)[:, 0]
        summed = (weight @ (self.values if power == 1 else self.values**power))[:, 0]
        return np.where(total > 0, summed / np.where(total > 0, total, 1.0), np.nan)
