"""Probable causes of an incident, ranked, each with the evidence that speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ml.anomalies.calendar import resting
from ml.anomalies.context import Context
from ml.anomalies.incidents import Cause, Incident

Rule = Callable[[Context, Incident], Iterator[Cause]]
MOST = 4  # causes an incident carries
FOLLOWS = 0.3  # correlation from which a meter is said to follow the temperature
COLDER = 3.0  # degrees from the days like it that people and plant react to
CROWD = 0.25  # share of the usual people by which more or fewer of them count


def causes(context: Context, incident: Incident) -> tuple[Cause, ...]:
    """The likeliest first, at most four; weights are between 0 and 1."""
    found = [cause for rule in RULES for cause in rule(context, incident)]
    return tuple(sorted(found, key=lambda cause: -cause.weight)[:MOST])


def silent(context: Context, incident: Incident) -> Iterator[Cause]:
    """No reading at all: alone, or together with others."""
    if incident.kind != "no_data":
        return
    hours = incident.end - incident.start
    energy = context.panel.energy[incident.start : incident.end]
    if context.filled is not None:
        filled = int(context.filled[incident.start : incident.end, incident.meter].sum())
        if filled > hours / 2:
            said = f"{filled} values lie on one straight line"
            yield Cause("Nothing was measured; the gap was filled in on the way", said, 0.9)
            return
    others = int(((~np.isfinite(energy)).mean(axis=0) >= 0.8).sum()) - 1
    if others > 0:
        every = len(context.panel.meters)
        said = f"{others + 1} of {every} meters were silent together"
        yield Cause("The gateway or the connection of several meters failed", said, 0.8)
    else:
        yield Cause("The meter or its connection failed", f"{hours} h without a reading", 0.7)


def frozen(context: Context, incident: Incident) -> Iterator[Cause]:
    """The same value again and again."""
    if incident.kind != "stuck":
        return
    lengths = context.equal[incident.start : incident.end, incident.meter]
    at = int(np.argmax(lengths))
    value = context.actual(incident)[at]
    said = f"{value:.4g} kWh in each of {int(lengths[at])} hours"
    yield Cause("A value frozen in the meter or on its way", said, 0.9)


def at_rest(context: Context, incident: Incident) -> Iterator[Cause]:
    """More than usual while nobody should be there."""
    if incident.excess_kwh is None or incident.excess_kwh <= 0 or incident.kind == "stuck":
        return
    rows = context.rows(incident)
    rests = resting(context.panel, rows)
    excess = np.nan_to_num(context.actual(incident) - context.usually(incident))
    share = float(excess[rests].sum() / max(excess.sum(), 1e-9))
    if rests.any() and share >= 0.6:
        said = f"{min(share, 1.0):.0%} of the excess fell at night, on a weekend or on a holiday"
        yield Cause("Equipment left running outside hours", said, 0.4 + 0.4 * min(share, 1.0))


def off(context: Context, incident: Incident) -> Iterator[Cause]:
    """Nearly nothing where there is usually something."""
    actual, usually = context.actual(incident), context.usually(incident)
    both = np.isfinite(actual) & np.isfinite(usually)
    if incident.kind == "stuck" or not both.any() or usually[both].mean() <= 0:
        return
    share = float(actual[both].sum() / usually[both].sum())
    if share < 0.2:
        said = f"{share:.0%} of the usual energy for {int(both.sum())} h"
        yield Cause("Supply or equipment switched off", said, 0.75)


def together(context: Context, incident: Incident) -> Iterator[Cause]:
    """Other meters moved the same way in the same hours."""
    if incident.kind in ("no_data", "stuck") or incident.excess_kwh is None:
        return
    part = context.residual[incident.start : incident.end]
    known = np.isfinite(part)
    mean = np.where(known, part, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    same = np.sign(mean) == np.sign(incident.excess_kwh)
    moved = same & (np.abs(mean) >= 2.0)
    moved[incident.meter] = False
    others = len(context.panel.meters) - 1
    if others >= 2 and moved.sum() >= max(2, 0.4 * others):
        said = f"{int(moved.sum())} of {others} other meters moved the same way"
        yield Cause("Something common to the site: weather, calendar or supply", said, 0.7)


def weather(context: Context, incident: Incident) -> Iterator[Cause]:
    """Warmer or colder than the days it is compared with, at a meter that follows temperature."""
    degrees = context.unusual_degrees
    if degrees is None or incident.excess_kwh is None or incident.kind == "stuck":
        return
    part = degrees[incident.start : incident.end]
    if not np.isfinite(part).any():
        return
    away = float(np.nanmean(part))
    follows = float(context.follows[incident.meter])
    agrees = np.sign(away * follows) == np.sign(incident.excess_kwh)
    if abs(away) >= COLDER and abs(follows) >= FOLLOWS and agrees:
        word = "warmer" if away > 0 else "colder"
        said = (
            f"{abs(away):.1f} °C {word} than the days like it; "
            f"the meter follows temperature (r {follows:.2f})"
        )
        yield Cause("Weather", said, min(0.3 + 0.05 * abs(away), 0.8))


def people(context: Context, incident: Incident) -> Iterator[Cause]:
    """More or fewer people than on the days like it, in the direction of the energy."""
    if context.occupancy is None or context.usual_people is None or not incident.excess_kwh:
        return
    here = context.occupancy[incident.start : incident.end]
    usually = context.usual_people[incident.start : incident.end]
    both = np.isfinite(here) & np.isfinite(usually)
    if not both.any() or usually[both].sum() <= 0:
        return
    change = float(here[both].sum() / usually[both].sum()) - 1.0
    if abs(change) >= CROWD and np.sign(change) == np.sign(incident.excess_kwh):
        word = "More" if change > 0 else "Fewer"
        said = f"{here[both].mean():.0f} people on average, usually {usually[both].mean():.0f}"
        yield Cause(f"{word} people than usual", said, min(0.4 + 0.4 * abs(change), 0.8))


def holiday(context: Context, incident: Incident) -> Iterator[Cause]:
    """A public holiday, or a working day between days off."""
    if incident.kind in ("no_data", "stuck"):
        return
    clock, rows = context.panel.clock, context.rows(incident)
    days = np.unique(clock.day(rows))
    free = clock.off_day[days] & ((days + clock.first_day + 3) % 7 < 5)
    if free.any():
        yield Cause("A public holiday", f"{int(free.sum())} of {len(days)} days are one", 0.5)
    elif (clock.off_day[days + 1] & clock.off_day[np.maximum(days - 1, 0)]).any():
        yield Cause("A day between days off", "the days around it are days off", 0.35)


def clock_change(context: Context, incident: Incident) -> Iterator[Cause]:
    """Summer time began or ended within the two days before: schedules may be an hour off."""
    local = context.panel.clock.local
    first = max(incident.start - 48, 0)
    step = np.diff(local[first : incident.end])
    if (step != 1).any() and incident.kind not in ("no_data", "stuck"):
        yield Cause("A schedule that did not follow the clock change", "the clock changed", 0.3)


def moved(context: Context, incident: Incident) -> Iterator[Cause]:
    """The usual curve, some hours early or late."""
    hours = incident.end - incident.start
    if incident.kind in ("no_data", "stuck") or hours < 8:
        return
    rows, actual = context.rows(incident), context.actual(incident)
    column = context.expected[:, incident.meter]
    errors = {}
    for by in range(-6, 7):
        usually = column[np.clip(rows - by, 0, len(column) - 1)]
        away = np.abs(actual - usually)
        errors[by] = float(np.nanmean(away)) if np.isfinite(away).any() else np.inf
    best = min(errors, key=lambda by: (errors[by], abs(by)))
    if best and errors[best] < 0.5 * errors[0]:
        word = "later" if best > 0 else "earlier"
        said = f"the usual curve {abs(best)} h {word} fits twice as well"
        yield Cause("A schedule that moved", said, 0.7)


def catch_up(context: Context, incident: Incident) -> Iterator[Cause]:
    """What was not reported in a gap, reported at its end in one go."""
    column = context.panel.energy[:, incident.meter]
    first = incident.start
    while first > 0 and not np.isfinite(column[first - 1]):
        first -= 1
    gap = incident.start - first
    if gap == 0 or gap > 24 * 14 or incident.excess_kwh is None or incident.excess_kwh <= 0:
        return
    missed = float(np.nansum(context.expected[first : incident.start, incident.meter]))
    if missed > 0 and 0.5 <= incident.excess_kwh / missed <= 1.5:
        said = f"the excess is what {gap} h of silence before it left out"
        yield Cause("Energy of a gap counted at its end", said, 0.85)


def level(_: Context, incident: Incident) -> Iterator[Cause]:
    """A constant factor, throughout."""
    if incident.kind != "shift" or not incident.expected_kwh or incident.actual_kwh is None:
        return
    factor = incident.actual_kwh / incident.expected_kwh
    said = f"{factor:.2f} times the usual energy for {incident.end - incident.start} h"
    word = "More equipment or a changed setting" if factor > 1 else "Equipment off or a new setting"
    yield Cause(word, said, 0.55)


def surge(_: Context, incident: Incident) -> Iterator[Cause]:
    """Briefly above: a simple word where no rule has a better one."""
    if incident.kind not in ("high", "low", "unusual_pattern") or not incident.expected_kwh:
        return
    factor = (incident.actual_kwh or 0.0) / incident.expected_kwh
    said = f"{factor:.2f} times the usual energy for {incident.end - incident.start} h"
    words = {
        "high": "More load than usual at this hour",
        "low": "Less load than usual at this hour",
        "unusual_pattern": "A day that went otherwise",
    }
    yield Cause(words[incident.kind], said, 0.25)


RULES: Sequence[Rule] = (
    silent, frozen, at_rest, off, together, weather, people, holiday, clock_change, moved, catch_up,
    level, surge,
)  # fmt: skip
