"""Schedule misfit: equipment that runs while nobody is there.

For: ventilation that starts hours before the first person, lights on through a holiday. Judged by
the building's own occupancy sensors, against what the same meter draws in the middle of the empty
hours. Without sensors only public holidays can be judged, against its own weekends. Blind to
equipment that runs all empty hours alike (base_load sees it where some nights are better).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ml.recommendations.finding import Evidence, Finding, Ranges, Reason
from ml.recommendations.measured import Bools, Floats, Measured, Meter
from ml.recommendations.set_point import WEATHER_LED

KIND = "schedule"
EMPTY_SHARE = 0.1  # of the people of a busy hour: from there down the building counts as empty
ALLOWED_HOURS = 1  # before the first person and after the last, to warm up and to lock up
RUNS_SHARE = 0.2  # of the step from idle to busy: below that it trickles, and does not run
FEWEST_DAYS = 28
FEWEST_HOURS = 12  # of one group, for its mean to count
ALWAYS_ON = frozenset({"refrigeration", "hot_water"})
GROUPS = ("before people come", "after people left", "on closed days")


@dataclass(frozen=True, eq=False)
class Hours:
    """(hours,) what each hour is to the people of the building."""

    busy: Bools
    core: Bools  # empty, and far from anybody's coming or going
    groups: tuple[Bools, ...]  # as GROUPS


def schedule(m: Measured) -> Iterator[Finding | Reason]:
    """One for each meter that runs without people, else the reason for none."""
    if m.facts.lived_in:
        yield Reason(KIND, None, "people live there: no hours at which it is closed")
        return
    hours = _by_people(m) if _counted(m) else _by_calendar(m)
    if hours is None:
        why = "no occupancy sensor and no public holiday on a weekday: unknown when it is closed"
        yield Reason(KIND, None, why)
        return
    switched = [meter for meter in m.meters if meter.appliance not in ALWAYS_ON]
    for meter in switched if m.meters else [m.whole]:
        yield _of(m, hours, meter)


def _counted(m: Measured) -> bool:
    return bool(np.isfinite(m.people).mean() > 0.8 and np.nanmax(m.people) > 0)


def _by_people(m: Measured) -> Hours | None:
    """From the sensors: empty, coming, leaving, and days on which nobody came."""
    people = np.nan_to_num(m.people, nan=np.inf)  # unknown is never empty
    full = float(np.nanpercentile(m.people, 95))
    there = m.clock(np.nan_to_num(m.people)) > EMPTY_SHARE * full
    opened: Bools = np.asarray(there.any(axis=1))
    first = np.where(opened, there.argmax(axis=1), 24)[m.day]
    last = np.where(opened, 23 - there[:, ::-1].argmax(axis=1), -1)[m.day]
    empty = people <= EMPTY_SHARE * full
    on_open_day = opened[m.day]
    before = empty & on_open_day & (m.hour < first - ALLOWED_HOURS)
    after = empty & on_open_day & (m.hour > last + ALLOWED_HOURS)
    if not (empty & on_open_day).any():
        return None
    core = (before & (m.hour >= 1) & (m.hour < 4)) | (~on_open_day & (m.hour >= 1) & (m.hour < 4))
    groups = (before & ~core, after & ~core, empty & ~on_open_day & ~core)
    return Hours(on_open_day & ~empty, core & empty, groups)


def _by_calendar(m: Measured) -> Hours | None:
    """From the calendar: a holiday on a weekday should look like a day of the weekend."""
    daytime = (m.hour >= 8) & (m.hour < 18)
    off = m.holidays[m.day] & daytime
    if not off.any():
        return None
    nothing = np.zeros(len(off), dtype=bool)
    weekend = m.rest_day[m.day] & ~m.holidays[m.day] & daytime
    return Hours(~m.rest_day[m.day] & daytime, weekend, (nothing, nothing, off))


def _of(m: Measured, hours: Hours, meter: Meter) -> Finding | Reason:
    device_id, energy = meter.device_id, meter.energy
    known = np.isfinite(energy)
    days = m.nearly_whole(energy)
    if days.sum() < FEWEST_DAYS:
        return Reason(KIND, device_id, f"{days.sum()} days are known, {FEWEST_DAYS} needed")
    core, busy = hours.core & known, hours.busy & known
    if core.sum() < FEWEST_HOURS or busy.sum() < FEWEST_HOURS:
        return Reason(KIND, device_id, "too few hours are known with people or without")
    # What it draws while idle may follow the weather: frost protection, fridges in the kitchen.
    outside = np.where(np.isfinite(m.temperature), m.temperature, 15.0)
    explained = np.column_stack(
        [np.ones(len(outside)), np.maximum(15 - outside, 0), np.maximum(outside - 20, 0)]
    )

    def excess(weights: Floats) -> Floats:
        """(hours,) energy above idle."""
        root = np.sqrt(weights[m.day][core])
        slopes = np.linalg.lstsq(explained[core] * root[:, None], energy[core] * root, rcond=None)[
            0
        ]
        idle: Floats = np.maximum(explained @ slopes, 0.0)
        return energy - idle

    above = excess(days.astype(np.float64))
    step = float(above[busy].mean())
    looked = known & days[m.day]
    runs = [
        (label, group & looked, group)
        for label, group in zip(GROUPS, hours.groups, strict=True)
        if (group & looked).sum() >= FEWEST_HOURS
        and step > 0
        and float(above[group & looked].mean()) > RUNS_SHARE * step
    ]
    if not runs:
        return Reason(KIND, device_id, "it runs no more than idle while nobody is there")

    def saved(weights: Floats, _: float) -> Floats:
        over, out = excess(weights), np.zeros(len(energy))
        hourly = weights[m.day]
        for _label, group, meant in runs:
            # Hour of the day by hour of the day: it may start at five on every day.
            for hour in np.unique(m.hour[group]):
                mine = group & (m.hour == hour)
                # An hour that is not known was like those that are.
                all_of_them = (meant & days[m.day] & (m.hour == hour)).sum()
                ran = np.maximum(over[mine], 0.0)
                if hourly[mine].sum() > 0 and ran.sum() > 0:
                    mean = max(float(np.average(over[mine], weights=hourly[mine])), 0.0)
                    # Counted in the hours in which it ran.
                    out[mine] = mean * all_of_them * ran / ran.sum()
        return out

    evidence = [
        Evidence("draws with people there", float(energy[busy].mean()), "kW"),
        Evidence("draws in the middle of empty hours", float(energy[core].mean()), "kW"),
    ]
    for label, group, _ in runs:
        evidence += [
            Evidence(f"draws {label}", float(energy[group].mean()), "kW"),
            Evidence(f"hours {label}", float(group.sum()), "h"),
        ]
    when = " and ".join(label for label, *_ in runs)

    def say(found: Ranges) -> str:
        return (
            f"{meter.name} runs {when}. Setting its timer to the hours in which people are there "
            f"would save {found.kwh.text('kWh')} a year."
        )

    return Finding(
        KIND, device_id, "Fit the timer to the people", say, tuple(evidence),
        "The same meter in the same hours of the eight weeks after, against its idle draw at the "
        "same outdoor temperature; over a year against the weather-adjusted baseline.",
        saved, days, energy, m.price, m.carbon,
        seasonal=meter.appliance is None or meter.appliance in WEATHER_LED,
    )  # fmt: skip
