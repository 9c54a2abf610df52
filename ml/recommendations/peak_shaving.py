"""Peak shaving: what it is worth to move load out of the dearest hours of the tariff.

No energy is saved, money is, and carbon where the grid is cleaner at that time (it may be dirtier:
then the figure is negative and stands there). What can wait is judged by the meters of appliances
that can: between what their own best quarter of days shows and all of it, for a timer decides
that and no measurement. Without such a meter the whole building is held against its own best days.
The tariff knows no price for the peak itself, so the agreed capacity is evidence and earns nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ml.recommendations.finding import Evidence, Finding, Ranges, Reason
from ml.recommendations.measured import Bools, Floats, Measured, Meter
from ml.recommendations.quartile import best_quarter_gap

KIND = "peak_shaving"
CAN_WAIT = frozenset(
    {"hot_water", "washing_machine", "dishwasher", "dryer", "ev_charger", "laundry"}
)
FEWEST_DAYS = 28
LEAST_STEP = 0.2  # of the cheapest price of a day, which may be below 0
BLOCK_DAYS = 56
NEAR_AGREED = 0.9  # of the agreed capacity, from where it is worth a word


def peak_shaving(m: Measured) -> Iterator[Finding | Reason]:
    """One for each appliance that can wait, else one for the building."""
    low, high = _of_day(m, np.fmin, np.inf), _of_day(m, np.fmax, -np.inf)
    priced = np.isfinite(low) & np.isfinite(high)
    if priced.sum() < FEWEST_DAYS:
        yield Reason(KIND, None, f"the price is known on {priced.sum()} days, {FEWEST_DAYS} needed")
        return
    stepped = priced & (high - low > LEAST_STEP * np.abs(low))
    if stepped.sum() < FEWEST_DAYS:
        yield Reason(KIND, None, "the tariff costs nearly the same all day: nothing to gain")
        return
    dear = stepped[m.day] & (m.price >= (high - 0.02 * np.abs(high))[m.day])
    cheap = stepped[m.day] & (m.price <= (low + 0.02 * np.abs(low))[m.day])
    waiting = [meter for meter in m.meters if meter.appliance in CAN_WAIT]
    for meter in waiting or [m.whole]:
        yield _of(m, meter, dear, cheap, stepped)


def _of(m: Measured, meter: Meter, dear: Bools, cheap: Bools, stepped: Bools) -> Finding | Reason:
    device_id, energy = meter.device_id, meter.energy
    of_day, whole = m.of_days(energy), m.filled(energy)
    days = np.isfinite(of_day) & (of_day > 0) & stepped
    if days.sum() < FEWEST_DAYS:
        return Reason(KIND, device_id, f"{days.sum()} whole days are known, {FEWEST_DAYS} needed")
    # Odd and even hours: each day has two shares that do not have their noise in common.
    turn = m.hour % 2 == 1
    one, two = (
        np.bincount(m.day, np.where(hours, whole, 0.0), len(m.days))
        / np.where(days, of_day, np.inf)
        for hours in (dear & ~turn, dear & turn)
    )
    group = (np.arange(len(m.days))[::-1] // BLOCK_DAYS) * 2 + m.rest_day
    in_dear = np.where(dear & days[m.day], whole, 0.0)
    share = float((one + two)[days].mean())

    def saved(weights: Floats, unknown: float) -> Floats:
        gap = 2 * best_quarter_gap(one, two, group, np.where(days, weights, 0.0))
        shown = gap / share if share > 0 else 0.0
        part = shown if device_id is None else shown + (1 - shown) * unknown
        return in_dear * part

    moved_to = _of_day(m, np.fmin, np.inf)[m.day]
    clean = np.bincount(m.day, np.where(cheap, np.nan_to_num(m.carbon), 0.0), len(m.days))
    known = np.bincount(m.day, cheap & np.isfinite(m.carbon), len(m.days))
    carbon_there = np.where(known > 0, clean / np.maximum(known, 1), np.nan)[m.day]
    when = _when(m, dear)
    highest, agreed = float(np.nanmax(m.main)), m.facts.agreed_capacity_kw
    evidence = [
        Evidence("share of its energy in the dearest hours", 100 * share, "%"),
        Evidence("price in the dearest hours", float(m.price[dear].mean()), _money(m)),
        Evidence("price in the cheapest hours", float(m.price[cheap].mean()), _money(m)),
        Evidence("days compared", float(days.sum()), "days"),
        Evidence("highest hour of the building", highest, "kW"),
    ]
    if agreed:
        evidence.append(Evidence("agreed capacity", agreed, "kW"))
    tight = agreed is not None and highest > NEAR_AGREED * agreed

    def say(found: Ranges) -> str:
        money = found.cost.text(m.currency or "") if found.cost else "money"
        return (
            f"{meter.name} uses {100 * share:.0f} % of its energy in the dearest hours ({when}). "
            f"Moving what can wait to the cheapest hours of the day would save {money} a year; the "
            "energy stays the same."
        ) + (
            f" The building's highest hour took {highest:.0f} of the agreed {agreed:.0f} kW."
            if tight
            else ""
        )

    return Finding(
        KIND, device_id, "Move load out of the dearest hours", say, tuple(evidence),
        "Share of its energy in the dearest hours of the eight weeks after, against the same weeks "
        "before; money by the tariff of each hour.",
        saved, days, energy, m.price - moved_to, m.carbon - carbon_there, moves=True,
    )  # fmt: skip


def _when(m: Measured, dear: Bools) -> str:
    """The dearest hours of most workdays and, where they differ, of most days of rest."""
    told = []
    for days in (~m.rest_day, m.rest_day):
        count = np.bincount(m.hour[dear & days[m.day]], minlength=24)
        usual = np.concatenate([[False], count > 0.5 * days.sum(), [False]])
        edges = np.flatnonzero(np.diff(usual))
        spans = [f"{a}:00 to {b}:00" for a, b in zip(edges[::2], edges[1::2], strict=True)]
        told.append(" and ".join(spans) or "none")
    return told[0] if told[0] == told[1] else f"workdays {told[0]}, days of rest {told[1]}"


def _money(m: Measured) -> str:
    return f"{m.currency or 'money'}/kWh"


def _of_day(m: Measured, pick: np.ufunc, start: float) -> Floats:
    """(days,) lowest or highest price; NaN where no hour has one."""
    out = np.full(len(m.days), start)
    pick.at(out, m.day, m.price)
    return np.where(np.isfinite(out), out, np.nan)
