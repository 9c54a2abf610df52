"""What is known at an origin of each hour to come, in units of the meter's own irregularity.

Everything is computed from the rows before the origin; a row at or after it is never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from ml.forecasting.cleaned import without_spikes
from ml.forecasting.habit import Habit, filled, habit, usual
from ml.panel import Floats, Ints, Panel

Singles = npt.NDArray[np.float32]
HORIZON = 48
LAGS = (1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 21, 28, 35)
RECENT = (1, 3, 6, 12, 24, 72, 168, 336)
TOKENS = 14
LATEST = 98 * 24  # 42 days of habit before 14 of residuals, and gaps filled before those
NEEDED = 24  # hours of history before anything can be said
CLIP = 12.0
SETTLED = 168  # hours of residuals from which on a meter's irregularity is its own
YOUNG = 0.35  # of its level: the irregularity of a meter that nobody knows yet


@dataclass(frozen=True, eq=False)
class History:
    """A panel with what is computed of it once, each of shape (hours, meters).

    ``measured`` without spikes, ``energy`` with its gaps filled, ``residual`` of the base (NaN:
    not measured), running sums. No meter's columns depend on another meter.
    """

    panel: Panel
    measured: Floats
    energy: Floats
    residual: Floats
    sums: dict[str, Floats]

    @classmethod
    def of(cls, panel: Panel, since: int = 0) -> History:
        """``since``: no residual is needed of the rows before it."""
        measured = without_spikes(panel)
        energy = filled(panel.clock, measured)
        rows = np.arange(max(since, 0), panel.hours)
        residual = np.full(energy.shape, np.nan)
        residual[rows] = measured[rows] - usual(panel.clock, energy, rows)
        sums = {
            "energy": _running(energy),
            "residual": _running(residual),
            "size": _running(np.abs(residual)),
            "known": _running(np.where(np.isfinite(residual), 1.0, np.nan)),
            "there": _running(np.where(np.isfinite(energy), 1.0, np.nan)),
        }
        return cls(panel, measured, energy, residual, sums)

    @classmethod
    def latest(cls, panel: Panel) -> History:
        """What a forecast from the end of ``panel`` goes by, and no more: the last 14 weeks."""
        panel = panel.since(panel.hours - LATEST)
        return cls.of(panel, panel.hours - max(RECENT) - 24)

    def mean(self, name: str, rows: Ints, hours: int, count: str = "known") -> Floats:
        """Mean over the ``hours`` before each row, (rows, meters); 0 where nothing is known."""
        begin, rows = np.maximum(rows - hours, 0), np.maximum(rows, 0)
        total = self.sums[name][rows] - self.sums[name][begin]
        number = self.sums[count][rows] - self.sums[count][begin]
        return np.asarray(total / np.maximum(number, 1.0))


@dataclass(frozen=True, eq=False)
class Samples:
    """Origins × meters, flattened: N samples.

    ``hours`` (N, 48, features), ``days`` (N, 14, 49), ``base`` (N, 48) and ``unit`` (N, 1) in kWh,
    ``scale`` (N, 1) the level of the last 28 days, ``usable`` (N,).
    """

    hours: Singles
    days: Singles
    base: Singles
    unit: Singles
    scale: Singles
    usable: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.base)

    def chosen(self, which: slice | npt.NDArray[np.bool_]) -> Samples:
        """Some of the samples."""
        return Samples(*(getattr(self, field.name)[which] for field in fields(self)))


def samples(history: History, origins: Ints) -> Samples:
    """What is known at each origin (a row; it may be the one after the last) of each meter."""
    return joined([_at(history, int(origin)) for origin in origins])


def joined(parts: Sequence[Samples]) -> Samples:
    """All of them, one after the other."""
    names = [field.name for field in fields(Samples)]
    return Samples(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def targets(history: History, origins: Ints) -> Singles:
    """What was measured in the 48 hours from each origin on, (N, 48); NaN where nothing was."""
    energy = history.measured
    longer = np.concatenate([energy, np.full((HORIZON, energy.shape[1]), np.nan)])
    found = [longer[origin : origin + HORIZON].T for origin in origins]
    return np.concatenate(found).astype(np.float32)


def _at(history: History, origin: int) -> Samples:
    panel, at = history.panel, np.array([origin])
    rows = origin + np.arange(HORIZON)
    scale = history.mean("energy", at, 28 * 24, "there")[0]
    found = habit(panel.clock, history.energy[:origin], rows, np.full(HORIZON, origin))
    base = found.or_level(scale)
    unit = history.mean("size", at, 14 * 24)[0]
    learnt = history.sums["known"][origin] - history.sums["known"][max(origin - 14 * 24, 0)]
    young = np.maximum(1 - learnt / SETTLED, 0.0)
    unit = np.maximum(unit, np.maximum((0.01 + YOUNG * young) * np.abs(scale), 1e-6))
    lately = np.isfinite(history.measured[max(origin - 28 * 24, 0) : origin]).sum(axis=0)
    hours = np.concatenate(
        [
            _same_hours(history, base, origin, rows) / unit[:, None, None],
            _each_hour(_recent(history, origin, unit)),
            _each_meter(_calendar(panel, origin, rows), panel.energy.shape[1]),
            _levels(history, base, origin, unit, scale),
        ],
        axis=2,
    )
    return Samples(
        np.clip(np.nan_to_num(hours), -CLIP, CLIP).astype(np.float32),
        _days(history, origin, unit, scale),
        base.usual.T.astype(np.float32),
        unit[:, None].astype(np.float32),
        scale[:, None].astype(np.float32),
        lately >= NEEDED,
    )


def _same_hours(history: History, base: Habit, origin: int, rows: Ints) -> Floats:
    """The same local hour of days before, less the base, and the base's own doubts: (M, 48, F)."""
    lags = np.array(LAGS)
    before = history.panel.clock.days_before(rows[:, None], lags[None, :])
    known = (before >= 0) & (before < origin)
    place = np.where(known, before, 0)
    away = np.where(known[:, :, None], history.energy[place] - base.usual[:, None, :], np.nan)
    residual = history.residual[place]
    there = np.isfinite(residual) & (known & (lags <= 8)[None, :])[:, :, None]
    lately = np.where(there, residual, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    doubts = [base.fast - base.usual, base.slow - base.usual, base.spread, lately]
    return np.moveaxis(np.concatenate([away, np.stack(doubts, axis=1)], axis=1), 2, 0)


def _recent(history: History, origin: int, unit: Floats) -> Floats:
    """How the last hours and days differed from the base, (M, F)."""
    at = np.array([origin])
    return np.stack([history.mean("residual", at, hours)[0] / unit for hours in RECENT], axis=1)


def _calendar(panel: Panel, origin: int, rows: Ints) -> Floats:
    """Clock, week, year, day types and how far ahead: (48, F)."""
    clock = panel.clock
    hour, weekday, day = clock.hour(rows), clock.weekday(rows), clock.day(rows)
    off = clock.off_day
    year = 2 * np.pi * ((clock.local[rows] / 24) % 365.25) / 365.25
    turn = 2 * np.pi * hour / 24
    columns = [np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)]
    columns += [np.sin(year), np.cos(year), weekday == 0, weekday == 4, weekday == 5, weekday == 6]
    columns += [off[day], off[np.maximum(day - 1, 0)], off[day + 1], off[day] & (weekday < 5)]
    columns += [(rows - origin) / HORIZON, np.full(len(rows), clock.hour(rows[:1])[0] / 24)]
    return np.stack(columns, axis=1).astype(np.float64)


def _levels(history: History, base: Habit, origin: int, unit: Floats, scale: Floats) -> Floats:
    """How large, irregular, trending and new the meter is, and where in its day the hour stands."""
    at = np.array([origin])
    size = np.abs(scale) + 1e-9
    week = np.abs(history.mean("energy", at, 7 * 24, "there")[0]) + 1e-9
    there = history.sums["there"]
    known = np.sqrt((there[origin] - there[max(origin - 28 * 24, 0)]) / (28 * 24))
    constant = [np.log(unit / size), np.log(week / size), np.log(size) / 4, known]
    shape = (base.usual / size).T[:, :, None]
    return np.concatenate([shape, _each_hour(np.stack(constant, axis=1))], axis=2)


def _days(history: History, origin: int, unit: Floats, scale: Floats) -> Singles:
    """The last 14 times 24 hours: load, residual, share of hours on off days: (M, 14, 49)."""
    hours = TOKENS * 24
    rows = np.arange(origin - hours, origin)
    place = np.maximum(rows, 0)
    there = (rows >= 0)[:, None] & np.isfinite(history.energy[place])
    size = np.abs(scale) + 1e-9
    load = np.where(there, history.energy[place] / size - 1, 0.0)
    residual = np.where(there, np.nan_to_num(history.residual[place]) / unit, 0.0)
    off = there & history.panel.clock.off_day[history.panel.clock.day(place)][:, None]
    days = [part.T.reshape(-1, TOKENS, 24) for part in (load, residual, off)]
    parts = [days[0], days[1], days[2].mean(axis=2, keepdims=True)]
    return np.asarray(np.clip(np.concatenate(parts, axis=2), -CLIP, CLIP), np.float32)


def _each_hour(values: Floats) -> Floats:
    return np.repeat(values[:, None, :], HORIZON, axis=1)


def _each_meter(values: Floats, meters: int) -> Floats:
    return np.repeat(values[None, :, :], meters, axis=0)


def _running(values: Floats) -> Floats:
    """Sums of the rows before each row; what is not known counts as nothing."""
    total = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(np.where(np.isnan(values), 0.0, values), axis=0, out=total[1:])
    return total
