"""Events invented into measured series: what a detector learns from when nobody labelled any.

Wide on purpose: sizes and lengths are drawn broadly, no kind copies a benchmark's. An event that
cannot be seen against the meter's own noise is neither taught as an event nor as normal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.anomalies.features_basis import Bases, bases_of, flat
from ml.anomalies.features_grid import HOURS, Bools, Grid
from ml.panel import Floats

Labels = npt.NDArray[np.int8]
NORMAL, EVENT, IGNORED = 0, 1, -1


@dataclass(frozen=True, eq=False)
class Invented:
    """A grid with events in it; ``labels`` is flat: 1 event, 0 not, -1 not to be learned from.

    ``spans`` are the events that can be seen: flat cells [start, end) and the name of the kind.
    """

    grid: Grid
    labels: Labels
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, eq=False)
class Scene:
    """What a maker of events sees: the series so far, the usual load, scales, the calendar."""

    y: Floats
    usual: Floats
    other: Floats
    swing: Floats
    off: Bools
    random: np.random.Generator


Change = tuple[slice, Floats]
Maker = Callable[[Scene, int], list[Change]]


def invent(
    grid: Grid,
    random: np.random.Generator,
    count: int | None = None,
    bases: Bases | None = None,
    by_length: bool = False,
) -> Invented:
    """``grid`` with ``count`` events (default 14 to 30 a year, fewer in a shorter series).

    ``by_length``: how strong it must be to count as seen depends on how long it lasts.
    """
    bases = bases or bases_of(grid)
    values = grid.flat.copy()
    labels = np.zeros(len(values), np.int8)
    if count is None:
        count = max(1, round(int(random.integers(14, 31)) * grid.days / 365))
    off = np.repeat(grid.off, HOURS)
    usual, other = flat(bases.near), flat(bases.other)
    swing, spread = flat(bases.swing), flat(bases.spread)
    names = tuple(MAKERS)
    weights = np.array([MAKERS[name][1] for name in names])
    spans: list[tuple[int, int, str]] = []
    taken = np.zeros(len(values), dtype=bool)
    drawn = [str(random.choice(names, p=weights / weights.sum())) for _ in range(count)]
    # blocks of many nights go first: later there is no room for them
    for name in sorted(drawn, key=lambda each: each != "nights"):
        scene = Scene(values, usual, other, swing, off, random)
        start = int(random.integers(0, max(len(values) - HOURS, 1)))
        changes = MAKERS[name][0](scene, start)
        changes = [(s, np.asarray(v)) for s, v in changes if s.stop > s.start]
        if not changes or any(taken[max(s.start - 3, 0) : s.stop + 3].any() for s, _ in changes):
            continue
        for span, changed in changes:
            old = values[span]
            new = np.where(np.isfinite(old) | (name == "catch_up"), changed, np.nan)
            effect = np.abs(new - old)
            strength = np.nanmean(effect / spread[span]) if np.isfinite(effect).any() else 0.0
            share = np.nanmean(effect / swing[span]) if np.isfinite(effect).any() else 0.0
            seen = strength > 1.0 and share > 0.05
            if by_length:
                # a mild change shows when it lasts, a single hour must stand out by itself
                lasting = np.sqrt(min(span.stop - span.start, 48))
                seen = strength * lasting > 3.5 and strength > 0.4 and share > 0.04
            if name == "frozen":
                seen = np.nanstd(old) > 0.05 * np.nanmean(swing[span]) and len(old) > 3
            values[span] = new
            taken[span] = True
            labels[span] = EVENT if seen else IGNORED
            if seen:
                spans.append((span.start, span.stop, name))
    labels[~np.isfinite(values)] = IGNORED
    return Invented(grid.with_values(values), labels, tuple(sorted(spans)))


def _span(scene: Scene, start: int, hours: int) -> slice:
    return slice(start, min(start + max(hours, 1), len(scene.y)))


def _between(random: np.random.Generator, low: float, high: float) -> float:
    """Log-uniform: small ones are as frequent as large ones."""
    return float(np.exp(random.uniform(np.log(low), np.log(high))))


def _at_hour(start: int, hour: int) -> int:
    return start // HOURS * HOURS + hour


def _surge(scene: Scene, start: int) -> list[Change]:
    span = _span(scene, start, int(_between(scene.random, 1, 9)))
    y = scene.y[span]
    if scene.random.random() < 0.5:
        return [(span, y + scene.swing[span] * _between(scene.random, 0.3, 4))]
    return [(span, y * _between(scene.random, 1.3, 5))]


def _outage(scene: Scene, start: int) -> list[Change]:
    span = _span(scene, start, int(_between(scene.random, 1, 60)))
    left = scene.random.choice([0.0, 0.0, scene.random.uniform(0, 0.35)])
    return [(span, scene.y[span] * left)]


def _dip(scene: Scene, start: int) -> list[Change]:
    span = _span(scene, start, int(scene.random.integers(1, 4)))
    return [(span, scene.y[span] * scene.random.uniform(0.2, 0.75))]


def _drops(scene: Scene, start: int) -> list[Change]:
    hour = int(scene.random.integers(0, HOURS))
    left = scene.random.uniform(0, 0.6)
    length = int(scene.random.integers(1, 4))
    out = []
    for day in range(int(scene.random.integers(2, 8))):
        span = _span(scene, _at_hour(start, hour) + day * HOURS, length)
        if span.start < len(scene.y):
            out.append((span, scene.y[span] * left))
    return out


def _night(scene: Scene, start: int, nights: int = 1) -> list[Change]:
    begin = int(scene.random.integers(19, 24))
    length = int(scene.random.integers(5, 11))
    share = scene.random.uniform(0.3, 1.1)
    flat_top = scene.random.random() < 0.5
    out = []
    for night in range(nights):
        span = _span(scene, _at_hour(start, begin) + night * HOURS, length)
        if span.start >= len(scene.y):
            break
        y = scene.y[span]
        add = scene.swing[span] * share
        around = slice(max(span.start - 24, 0), span.stop)
        top = np.nanquantile(scene.y[around], 0.9) if np.isfinite(scene.y[around]).any() else 0.0
        out.append((span, np.maximum(y, y + (top - y) * min(share, 1.0)) if flat_top else y + add))
    return out


def _nights(scene: Scene, start: int) -> list[Change]:
    return _night(scene, start, int(_between(scene.random, 3, 36)))


def _level(scene: Scene, start: int) -> list[Change]:
    span = _span(scene, start, int(_between(scene.random, 12, 24 * 21)))
    y = scene.y[span]
    up = scene.random.random() < 0.6
    if scene.random.random() < 0.5:
        add = scene.swing[span] * _between(scene.random, 0.15, 1.2)
        return [(span, y + add if up else np.maximum(y - add, 0))]
    factor = 1 + _between(scene.random, 0.15, 1.0) if up else 1 - _between(scene.random, 0.15, 0.6)
    return [(span, y * factor)]


def _low_days(scene: Scene, start: int) -> list[Change]:
    days = int(scene.random.integers(1, 9))
    span = _span(scene, _at_hour(start, 0), days * HOURS)
    return [(span, scene.y[span] * scene.random.uniform(0.3, 0.8))]


def _shift(scene: Scene, start: int) -> list[Change]:
    days = int(scene.random.integers(1, 8))
    by = int(scene.random.integers(2, 10)) * int(scene.random.choice([-1, 1]))
    if scene.random.random() < 0.6:
        start = _at_hour(start, 0)
    span = _span(scene, start, days * HOURS)
    if scene.random.random() < 0.5:
        rows = scene.y[span]
        if len(rows) % HOURS:
            return []
        return [(span, np.roll(rows.reshape(-1, HOURS), by, axis=1).reshape(-1))]
    at = np.clip(np.arange(span.start, span.stop) - by, 0, len(scene.y) - 1)
    return [(span, scene.y[at])]


def _frozen(scene: Scene, start: int) -> list[Change]:
    span = _span(scene, start, int(_between(scene.random, 5, 96)))
    held = scene.y[span.start]
    if not np.isfinite(held):
        return []
    new = np.full(span.stop - span.start, held)
    if scene.random.random() < 0.15:
        new = new + scene.random.normal(0, 0.004, len(new)) * scene.swing[span]
    return [(span, new)]


def _noise(scene: Scene, start: int) -> list[Change]:
    span = _span(scene, start, int(_between(scene.random, 6, 96)))
    size = span.stop - span.start
    wild = scene.random.normal(0, _between(scene.random, 0.15, 0.8), size) * scene.swing[span]
    return [(span, np.maximum(scene.y[span] + wild, 0))]


def _catch_up(scene: Scene, start: int) -> list[Change]:
    gap = int(scene.random.integers(2, 30))
    span = _span(scene, start, gap + 1)
    new = np.full(span.stop - span.start, np.nan if scene.random.random() < 0.5 else 0.0)
    new[-1] = np.nansum(scene.y[span])
    if np.isnan(new[0]):
        scene.y[span.start : span.stop - 1] = np.nan
        return [(slice(span.stop - 1, span.stop), new[-1:])]
    return [(span, new)]


def _other_day(scene: Scene, start: int, off: bool) -> list[Change]:
    """Days of one class that run like the other: a weekend at work, a missed start."""
    first = _at_hour(start, 0)
    for _ in range(7):
        if first < len(scene.y) and scene.off[first] == off:
            break
        first += HOURS
    days = int(scene.random.integers(1, 3))
    span = _span(scene, first, days * HOURS)
    if span.start >= len(scene.y):
        return []
    if not off and scene.random.random() < 0.4:  # only the start is late
        span = _span(
            scene, first + int(scene.random.integers(5, 9)), int(scene.random.integers(3, 9))
        )
    mine = scene.off[span] == off
    wiggle = scene.y[span] - scene.usual[span]
    return [(span, np.where(mine, np.maximum(scene.other[span] + 0.5 * wiggle, 0), scene.y[span]))]


def _weekend_run(scene: Scene, start: int) -> list[Change]:
    return _other_day(scene, start, True)


def _missed_start(scene: Scene, start: int) -> list[Change]:
    return _other_day(scene, start, False)


def _ramp(scene: Scene, start: int) -> list[Change]:
    span = _span(scene, start, int(_between(scene.random, 8, 24 * 10)))
    size = span.stop - span.start
    rise = np.linspace(0.1, 1, size)
    shape = rise if scene.random.random() < 0.6 else np.minimum(rise, rise[::-1]) * 2
    add = scene.swing[span] * _between(scene.random, 0.3, 1.8) * shape
    return [(span, scene.y[span] + add)]


# kind: how it is made, how often it is drawn
MAKERS: dict[str, tuple[Maker, float]] = {
    "surge": (_surge, 3.0),
    "outage": (_outage, 2.0),
    "dip": (_dip, 1.2),
    "drops": (_drops, 0.5),
    "night": (_night, 2.5),
    "nights": (_nights, 0.9),
    "level": (_level, 3.0),
    "low_days": (_low_days, 0.8),
    "shift": (_shift, 3.0),
    "frozen": (_frozen, 2.5),
    "noise": (_noise, 0.8),
    "catch_up": (_catch_up, 0.6),
    "weekend_run": (_weekend_run, 0.8),
    "missed_start": (_missed_start, 0.8),
    "ramp": (_ramp, 0.8),
}
