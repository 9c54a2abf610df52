"""Base load: what the building uses in its quietest hours against its own best comparable nights.

For: pumps, fans, servers or lights that stay on in some nights and not in others. Simpler checks (a
threshold on the night load) name the season or a full house as waste; here weather and people are
taken out first. Blind to: what is on in every night alike, for no night shows how it would be
without.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from ml.recommendations.change_point import choose
from ml.recommendations.finding import Evidence, Finding, Ranges, Reason
from ml.recommendations.measured import Bools, Floats, Ints, Measured
from ml.recommendations.quartile import best_quarter_gap

KIND = "base_load"
HOURS = 5
STARTS = (0, 1, 2)  # local hours at which the five quietest may begin
FEWEST_NIGHTS = 28
NAMED_SHARE = 0.3  # of the gap that a meter must have, to be named for it
LEAST_GAP = 0.05  # of the night load: below, nights are alike as far as weather and use can tell
BLOCK_DAYS = 56  # nights are compared within eight weeks


@dataclass(frozen=True, eq=False)
class Nights:
    """The nights of a building and all that makes one comparable with another."""

    start: int  # local hour at which the five quietest begin
    usable: Bools  # (days,)
    explained: Floats  # (days, columns) of weather and use
    block: Ints  # (days,) the eight weeks that a night lies in

    def gap(self, table: Floats, weights: Floats) -> float:
        """How far the best quarter lies below all nights, kW; table: (days, 24) of one meter."""
        hours = table[:, self.start : self.start + HOURS]
        w = np.where(self.usable & np.isfinite(hours).all(axis=1), weights, 0.0)
        halves = (hours[:, :2].mean(axis=1), hours[:, 3:].mean(axis=1))
        early, late = (_left(self.explained, half, w) for half in halves)
        return best_quarter_gap(early, late, self.block, w)


def base_load(m: Measured) -> Finding | Reason:
    """The recommendation for the building as a whole, or why there is none."""
    table = m.clock(m.main)
    nights = _nights(m, table)
    usable, start = nights.usable, nights.start
    if usable.sum() < FEWEST_NIGHTS:
        return Reason(KIND, None, f"{usable.sum()} whole nights are known, {FEWEST_NIGHTS} needed")
    ones = usable.astype(np.float64)
    level = float(table[usable, start : start + HOURS].mean())
    lower = nights.gap(table, ones)
    if lower <= LEAST_GAP * abs(level):
        return Reason(KIND, None, f"its nights are alike: {lower:.2f} kW of {level:.1f} kW apart")
    in_night = (m.hour >= start) & (m.hour < start + HOURS) & usable[m.day]

    def saved(weights: Floats, _: float) -> Floats:
        return np.where(in_night, nights.gap(table, weights), 0.0)

    share = float(np.nansum(m.main[in_night]) / np.nansum(m.main[usable[m.day]]))
    evidence = [
        Evidence(f"mean load from {start}:00 to {start + HOURS}:00", level, "kW"),
        Evidence("the best quarter of comparable nights", level - lower, "kW"),
        Evidence("nights compared", float(usable.sum()), "nights"),
        Evidence("share of these hours in all energy", 100 * share, "%"),
    ]
    if m.facts.floor_area_m2:
        per_area = 1000 * level / m.facts.floor_area_m2
        evidence.append(Evidence("night load by floor area", per_area, "W/m²"))
    apart = sorted(((nights.gap(m.clock(x.energy), ones), x.name) for x in m.meters), reverse=True)
    named = [(kw, name) for kw, name in apart[:2] if kw > NAMED_SHARE * lower]
    evidence += [Evidence(f"of it at {name}", kw, "kW") for kw, name in named]

    def say(found: Ranges) -> str:
        look = f" Look first at {named[0][1]}." if named else ""
        return (
            f"Between {start}:00 and {start + HOURS}:00 {m.facts.name} draws {level:.1f} kW on "
            f"average; in the best quarter of comparable nights it is {lower:.1f} kW less. Every "
            f"night like those would save {found.kwh.text('kWh')} a year.{look}"
        )

    return Finding(
        KIND, None, "Switch off what runs at night", say, tuple(evidence),
        "Mean load of the same five hours in the eight weeks after, against the nights of the same "
        "outdoor temperature and use before; over a year against the weather-adjusted baseline.",
        saved, usable, m.main, m.price, m.carbon,
    )  # fmt: skip


def _nights(m: Measured, table: Floats) -> Nights:
    start = quiet_start(table)
    hours = table[:, start : start + HOURS]
    active = _active(table, m.clock(m.people))
    outside, evening = _outside(m, start)
    usable = np.isfinite(hours).all(axis=1) & np.isfinite(active)
    bends = _bends(outside[usable], hours[usable].mean(axis=1), m.rest_day[usable])
    cold = [np.maximum(bends[0] - each, 0.0) for each in (outside, evening)]
    warm = [np.maximum(each - bends[1], 0.0) for each in (outside, evening)]
    explained = np.column_stack([np.ones(len(active)), active, cold[0] * active, *cold, *warm])
    return Nights(start, usable, explained, np.arange(len(m.days))[::-1] // BLOCK_DAYS)


def quiet_start(table: Floats) -> int:
    """Local hour at which the five quietest hours begin."""
    hours = [
        float(np.nansum(table[:, s]) / max(np.isfinite(table[:, s]).sum(), 1)) for s in range(8)
    ]
    means = [sum(hours[s : s + HOURS]) for s in STARTS]
    return STARTS[int(np.argmin(means))]


def _active(table: Floats, people: Floats) -> Floats:
    """(days,) how much the day was used: people where they are counted, else daytime energy."""
    counted = _mean(people)
    return counted if np.isfinite(counted).mean() > 0.8 else _mean(table[:, 8:20])


def _outside(m: Measured, start: int) -> tuple[Floats, Floats]:
    """(days,) temperature in each night and in the half day before it: walls remember."""
    table = m.clock(m.temperature)
    night = _mean(table[:, : start + HOURS])
    evening = np.concatenate([night[:1], _mean(table[:-1, 12:])])
    evening = np.where(np.isfinite(evening), evening, night)
    usual = float(np.mean(night[np.isfinite(night)])) if np.isfinite(night).any() else 0.0
    night, evening = (np.where(np.isfinite(each), each, usual) for each in (night, evening))
    return night, evening


def _bends(outside: Floats, level: Floats, rest: Bools) -> tuple[float, float]:
    """Temperatures below and above which the night load rises; out of reach where it does not."""
    signature = choose(outside, level, rest) if len(level) >= FEWEST_NIGHTS else None
    fit = signature.fit() if signature else None
    low = fit.heating_c if fit and fit.heating_c is not None else -99.0
    high = fit.cooling_c if fit and fit.cooling_c is not None else 99.0
    return low, high


def _mean(table: Floats) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a day without any value stays NaN
        mean: Floats = np.nanmean(table, axis=1)
        return mean


def _left(explained: Floats, values: Floats, weights: Floats) -> Floats:
    """What weather and use do not explain; 0 on days without weight."""
    used = weights > 0
    root = np.sqrt(weights[used])[:, None]
    slopes = np.linalg.lstsq(explained[used] * root, values[used] * root[:, 0], rcond=None)[0]
    left = np.zeros(len(values))
    left[used] = values[used] - explained[used] @ slopes
    return left
