"""Meters whose baseline, noise and saving are known, because they are made up here."""

from __future__ import annotations

import numpy as np

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
