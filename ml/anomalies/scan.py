"""Stretches that stand out: every length tried, each against this meter's own ordinary days.

It needs weeks, no year: the self-supervised scorer knows what a year of a building looks like,
the scan knows what the weather and the calendar leave unexplained.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ml.anomalies.echoes import contained
from ml.anomalies.foreseen import foreseen, log_ratio
from ml.anomalies.peers import daily_ratio, peers, shown_together
from ml.anomalies.usual import MAD, Bools, median
from ml.anomalies.weather import Weather
from ml.panel import Floats, Panel

LENGTHS = (1, 2, 3, 4, 6, 9, 14, 24, 36, 54, 80)
CLIP = 30.0
ORDINARY_DAYS = 0.85  # the share of days whose strongest stretch is taken to be ordinary
LEAST = 2.5  # a normal's strongest hour of a day; no meter is quieter
APART = 2
# Chosen on mock fleets of seeds 7, 21 and 22; reported on others (benchmarks/ml_fleet.py).
SUSPECT = 1.75  # strength from which hours are left out of what is learned
SHOWN = 1.2  # strength at which a peer shows something, too
ODD = 2.25  # strength from which hours do not count for what is ordinary


@dataclass(frozen=True, eq=False)
class Scanned:
    """Expected kWh (hours, meters) and the stretches that stand out from it, weak ones too."""

    expected: Floats
    found: tuple[Stretch, ...]


@dataclass(frozen=True)
class Stretch:
    """Hours [start, end) of a meter; ``strength`` 1 is the strongest of an ordinary day."""

    meter: int
    start: int
    end: int
    strength: float
    above: bool


def scan(panel: Panel, weather: Weather | None = None) -> Scanned:
    """What stands out against weather, calendar and the meter's own ordinary days.

    Twice: what stood out at first is left out of what the second look learns from.
    """
    first = foreseen(panel, weather)
    suspect = hours_of(panel, stretches(panel, deviations(panel, first), SUSPECT))
    expected = foreseen(panel, weather, suspect)
    z = deviations(panel, expected)
    odd = hours_of(panel, stretches(panel, z, ODD))
    found = stretches(panel, z, 1.0, odd)
    return Scanned(expected, tuple(_own(panel, expected, found)))


def _own(panel: Panel, expected: Floats, found: Sequence[Stretch]) -> list[Stretch]:
    """Without the stretches that peers show as well: the weather or the calendar made those."""
    alike = peers(daily_ratio(panel, expected))
    shown = {
        above: hours_of(panel, [s for s in found if s.above == above and s.strength >= SHOWN])
        for above in (True, False)
    }
    inside = [contained(panel, meter, range(len(alike))) for meter in range(len(alike))]
    related = [{*inside[m], *(n for n in range(len(alike)) if m in inside[n])}
               for m in range(len(alike))]  # fmt: skip
    return [
        one
        for one in found
        if not shown_together(
            one.meter, slice(one.start, one.end), shown[one.above], alike[one.meter],
            related[one.meter],
        )
    ]  # fmt: skip


def hours_of(panel: Panel, found: Iterable[Stretch]) -> Bools:
    """(hours, meters): the hours within stretches."""
    hours: Bools = np.zeros(panel.energy.shape, bool)
    for one in found:
        hours[one.start : one.end, one.meter] = True
    return hours


def deviations(panel: Panel, expected: Floats) -> Floats:
    """Log ratio of actual to expected in the meter's ordinary deviations at that time of day."""
    ratio = log_ratio(panel.energy, expected)
    hour = panel.clock.hour(np.arange(panel.hours))
    spread = np.empty((24, ratio.shape[1]))
    for at in range(24):
        beside = np.isin(hour, [(at - 1) % 24, at, (at + 1) % 24])
        spread[at] = MAD * median(np.abs(ratio[beside]), 0)
    floor = 0.5 * median(spread, 0)
    spread = np.maximum(spread, np.where(np.isfinite(floor), floor, 0.0) + 1e-3)
    z: Floats = np.clip(ratio / spread[hour], -CLIP, CLIP)
    return z


def stretches(
    panel: Panel, z: Floats, least: float, known_odd: Bools | None = None
) -> list[Stretch]:
    """The strongest stretches that do not touch, down to a strength of ``least``.

    A stretch's sum over the root of its length is compared with what the strongest such stretch
    of a day is on 85 % of this meter's days: a washing machine's cycles are its ordinary days,
    whatever a normal distribution says of them. What spoils fewer days than 15 % spoils nothing;
    hours that are ``known_odd`` (hours, meters) do not count for what is ordinary.
    """
    day = panel.clock.day(np.arange(panel.hours))
    calm = z if known_odd is None else np.where(known_odd, np.nan, z)
    offers: list[tuple[Floats, int]] = []
    for length in LENGTHS:
        if length > len(z) // 4:
            break
        middle = day[length // 2 : length // 2 + len(z) - length + 1]
        firsts = np.flatnonzero(np.diff(middle, prepend=-1))
        strongest = np.maximum.reduceat(np.abs(_sums(calm, length)), firsts, axis=0)
        ordinary = np.maximum(np.quantile(strongest, ORDINARY_DAYS, axis=0), LEAST)
        offers.append((_sums(z, length) / ordinary, length))
    found = []
    for meter in range(z.shape[1]):
        found += _strongest(meter, [(s[:, meter], n) for s, n in offers], len(z), least)
    return found


def _sums(z: Floats, length: int) -> Floats:
    """Of each stretch of ``length`` hours the sum over the root of what is known; 0: too little."""
    known = np.isfinite(z)
    nothing = np.zeros((1, z.shape[1]))
    total = np.vstack([nothing, np.where(known, z, 0.0).cumsum(axis=0)])
    count = np.vstack([nothing, known.cumsum(axis=0)])
    number = count[length:] - count[:-length]
    sums = (total[length:] - total[:-length]) / np.sqrt(np.maximum(number, 1))
    return np.where(number >= 0.5 * length, sums, 0.0)


def _strongest(
    meter: int, offers: list[tuple[Floats, int]], hours: int, least: float
) -> list[Stretch]:
    candidates: list[tuple[float, int, int]] = []
    for signed, length in offers:
        starts = np.flatnonzero(np.abs(signed) >= least)
        candidates += [(float(signed[at]), int(at), length) for at in starts]
    taken: Bools = np.zeros(hours, bool)
    found = []
    # the longer of two equally strong ones first, then the earlier
    for strength, start, length in sorted(candidates, key=lambda c: (-abs(c[0]), -c[2], c[1])):
        end = start + length
        if not taken[max(start - APART, 0) : end + APART].any():
            taken[start:end] = True
            found.append(Stretch(meter, start, end, abs(strength), strength > 0))
    return found
