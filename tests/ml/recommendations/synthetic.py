"""Meters whose baseline, noise and saving are known, because they are made up here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ml.recommendations import Advice, Facts, Measured, Meter
from ml.recommendations.savings import Days


def weather(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    """Daily mean temperature of a mild climate: season and passing fronts, °C."""
    age = days.astype("datetime64[D]").astype(np.int64) % 365.25
    return 10 - 6 * np.cos(2 * np.pi * (age - 20) / 365.25) + chain(rng, len(days), 0.7, 2.5)


def chain(rng: np.random.Generator, n: int, together: float, spread: float) -> np.ndarray:
    """Noise whose neighbours are alike: correlation ``together``, standard deviation ``spread``."""
    out = np.empty(n)
    out[0] = rng.normal(0, spread)
    kicks = rng.normal(0, spread * np.sqrt(1 - together**2), n)
    for i in range(1, n):
        out[i] = together * out[i - 1] + kicks[i]
    return out


def meter(
    seed: int, *, saving: float = 0.0, before: int = 365, after: int = 365, together: float = 0.4
) -> tuple[Days, Days, float]:
    """Days before and after a change that saves the share ``saving``; and the kWh truly saved."""
    rng = np.random.default_rng(seed)
    first = np.datetime64("2024-01-01") + int(rng.integers(0, 365))
    days = first + np.arange(before + after)
    outside = weather(rng, days)
    rest = (days.astype(np.int64) + 3) % 7 >= 5
    heating, cooling = np.maximum(14 - outside, 0), np.maximum(outside - 19, 0)
    kwh = np.where(rest, 120, 200) + np.where(rest, 5, 8) * heating + 5 * cooling
    kwh = kwh + chain(rng, len(days), together, 11.0)
    later = np.arange(len(days)) >= before
    saved = float(kwh[later].sum() * saving)
    kwh = np.where(later, kwh * (1 - saving), kwh)
    return (
        Days(days[~later], kwh[~later], outside[~later]),
        Days(days[later], kwh[later], outside[later]),
        saved,
    )


def building(
    seed: int, days: int = 364, start: str = "2025-01-06", **loads: np.ndarray
) -> Measured:
    """An office with hours of UTC: people from 8 to 18 on workdays, flat price 0.2, carbon 0.3.

    Its main meter is the sum of ``loads`` (hours,), which are its sub-meters by appliance, and of a
    plain load with its own noise that no sub-meter sees.
    """
    at = clock(days, start)
    rng = np.random.default_rng(seed)
    plain = 6 + 10 * at.open + chain(rng, len(at.hour), 0.5, 0.4)
    return Measured(
        facts=Facts("t", "b", "The office", "office", "UTC", "EUR", 1000.0, 80.0),
        date=at.date,
        hour=at.hour,
        holiday=np.zeros(len(at.hour), dtype=bool),
        main=plain + sum(loads.values(), np.zeros(len(plain))),
        meters=tuple(Meter(name, name, name, load) for name, load in loads.items()),
        price=np.full(len(plain), 0.2),
        carbon=np.full(len(plain), 0.3),
        temperature=np.repeat(weather(rng, np.unique(at.date)), 24),
        people=40.0 * at.open,
        currency="EUR",
    )


@dataclass(frozen=True)
class Clock:
    date: np.ndarray
    hour: np.ndarray
    open: np.ndarray  # 1.0 while people are there


def clock(days: int = 364, start: str = "2025-01-06") -> Clock:
    date = np.repeat(np.datetime64(start) + np.arange(days), 24)
    hour = np.tile(np.arange(24), days)
    workday = (date.astype(np.int64) + 3) % 7 < 5
    return Clock(date, hour, (workday & (hour >= 8) & (hour < 18)).astype(float))


def nights_left_on(seed: int, days: int = 364) -> tuple[Measured, float]:
    """An office in which 4 kW stay on until eight in three nights of ten; and its kWh a year."""
    m, rng = building(seed, days), np.random.default_rng(seed + 1000)
    on = np.repeat(rng.random(days) < 0.3, 24) & (m.hour < 8)
    return replace(m, main=m.main + 4.0 * on), 4.0 * 0.3 * 5 * 365.25


def starts_early(seed: int, days: int = 364) -> tuple[Measured, float]:
    """Ventilation that runs from four on seven workdays of ten; people come at eight."""
    at, rng = clock(days), np.random.default_rng(seed + 1000)
    workday = (at.date.astype(np.int64) + 3) % 7 < 5
    early = workday & (at.hour >= 4) & (at.hour < 7) & np.repeat(rng.random(days) < 0.7, 24)
    load = 1 + 9 * at.open + 9.0 * early + rng.normal(0, 0.4, len(at.hour))
    return building(seed, days, hvac=np.maximum(load, 0)), 9 * 0.7 * 3 * 5 / 7 * 365.25


def heated(seed: int, days: int = 364) -> tuple[Measured, float]:
    """Electric heating below 15 °C, more while people are there; and what a degree is worth."""
    at, rng = clock(days), np.random.default_rng(seed + 1000)
    outside = building(seed, days).temperature
    slope = 0.3 + 1.2 * at.open
    load = np.maximum(15 - outside, 0) * slope + 2 * at.open
    load = (
        load + np.repeat(chain(rng, days, 0.3, 1.0), 24) * at.open + rng.normal(0, 0.3, len(load))
    )
    degree = (np.maximum(15 - outside, 0) - np.maximum(14 - outside, 0)) * slope
    worth = float(degree.sum() * 365.25 / days)
    return building(seed, days, hvac=np.maximum(load, 0)), worth


def odd(seed: int) -> Measured:
    """A building in which anything may be missing, constant, negative, wild or contradictory."""
    rng = np.random.default_rng(seed)
    days = int(rng.integers(1, 130))
    m, n = building(seed, days), days * 24

    def load() -> np.ndarray:
        shape = [
            np.zeros(n), np.full(n, 10 * rng.random()), 5 * rng.random(n), 1 + 0.2 * m.people,
            np.full(n, np.nan), rng.lognormal(0, 3, n), -rng.random(n),
        ][rng.integers(7)]  # fmt: skip
        lost = [rng.random(n) < rng.random(), np.repeat(rng.random(days) < rng.random(), 24)]
        return np.where(
            [*lost, np.zeros(n, bool), np.zeros(n, bool)][rng.integers(4)], np.nan, shape
        )

    def maybe(usual: Any, *others: Any) -> Any:
        return (usual, usual, *others)[rng.integers(len(others) + 2)]

    some, none, night = rng.random(n) < 0.3, np.full(n, np.nan), m.hour < 7
    kinds = ["hvac", "hot_water", "lighting", "heater", "plug", None, "refrigeration"]
    facts = replace(
        m.facts, kind=maybe("office", None, "home"), floor_area_m2=maybe(9.0, None, 0.0),
        agreed_capacity_kw=maybe(9.0, None, 0.0), currency=maybe("EUR", None),
    )  # fmt: skip
    return replace(
        m,
        facts=facts,
        meters=tuple(
            Meter(str(i), str(i), kinds[rng.integers(7)], load()) for i in range(rng.integers(5))
        ),
        main=maybe(m.main, load(), load()),
        temperature=maybe(
            m.temperature, none, np.full(n, 5.0), np.where(some, np.nan, m.temperature)
        ),
        people=maybe(
            m.people, none, np.zeros(n), np.full(n, 5.0), np.where(some, np.nan, m.people)
        ),
        price=maybe(
            m.price, none, np.zeros(n), np.where(night, -0.1, 0.4), np.where(some, np.nan, 1.0)
        ),
        carbon=maybe(m.carbon, none, rng.random(n)),
        holiday=maybe(m.holiday, np.ones(n, bool), np.repeat(rng.random(days) < 0.1, 24)),
    )


def only(advice: Advice, kind: str) -> dict[str, Any] | None:
    """The one row of a kind, or None."""
    rows = [row for row in advice.rows.to_pylist() if row["kind"] == kind]
    assert len(rows) <= 1
    return rows[0] if rows else None


def why_not(advice: Advice, kind: str) -> str:
    return " | ".join(each.reason for each in advice.reasons if each.kind == kind)
