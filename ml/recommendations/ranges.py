"""From an estimate to a range a year: a bootstrap over weeks, scaled to the days of a year.

Weeks, not days, are drawn: what is odd about a day is mostly odd about its neighbours. The low and
high ends are the 10th and 90th percentile, so that they hold four times of five.
"""

from __future__ import annotations

import numpy as np

from ml.recommendations.finding import Finding, Range, Ranges
from ml.recommendations.measured import Floats, Measured

DRAWS = 200
DAYS_A_YEAR = 365.25
KNOWN_SHARE = 0.9  # of the saved kWh whose price, or carbon, must be known


def ranges(measured: Measured, finding: Finding, keep: Floats, seed: int) -> Ranges:
    """The saving a year, after ``keep`` (hours,) of it is counted."""
    looked = finding.days.astype(np.float64)
    whole = measured.every_season(finding.days)
    worth = np.stack([np.ones_like(keep), *map(np.nan_to_num, (finding.price, finding.carbon))])
    known = np.stack(
        [np.ones_like(keep), np.isfinite(finding.price), np.isfinite(finding.carbon)]
    ).astype(np.float64)

    def year(weights: Floats, unknown: float) -> Floats:
        """(3,) kWh, money and kg a year."""
        saved = finding.saved(weights * looked, unknown) * keep
        # With every season seen, the draw moves what is estimated, not how often each season came.
        over = looked if whole else weights * looked
        hourly = saved * over[measured.day] * DAYS_A_YEAR / max(over.sum(), 1.0)
        covered = known @ hourly
        share = np.divide(hourly.sum(), covered, out=np.zeros(3), where=covered != 0)
        total: Floats = (worth @ hourly) * share
        return total

    ones = np.ones(len(measured.days))
    mid = year(ones, 0.5)
    saved = finding.saved(looked, 0.5) * keep
    has = (known @ saved) >= KNOWN_SHARE * max(saved.sum(), 1e-9)
    draws = np.array([year(w, u) for w, u in zip(*_draws(measured, seed), strict=True)])
    # Fewer distinct weeks differ less: what the draws are off by in their middle is taken out.
    low, middle, high = np.percentile(draws, [10, 50, 90], axis=0)
    low, high = np.minimum(low - middle + mid, mid), np.maximum(high - middle + mid, mid)
    if finding.seasonal and not whole:
        # The seasons not seen may bring nothing, or be as the week that brought most all year.
        low = np.where(low > 0, low * looked.sum() / DAYS_A_YEAR, low)
        high = np.maximum(high, mid * _strongest_week(measured, saved, looked))
    if finding.moves:
        low[0] = mid[0] = high[0] = 0.0
    kwh, cost, carbon = (Range(*map(float, ends)) for ends in zip(low, mid, high, strict=True))
    return Ranges(kwh, cost if has[1] else None, carbon if has[2] else None)


def _strongest_week(measured: Measured, saved: Floats, looked: Floats) -> float:
    """How many times the mean of all weeks the week is that brings most."""
    by_day = np.bincount(measured.day, weights=saved, minlength=len(looked))
    days = np.bincount(measured.week, weights=looked)
    enough = days >= min(5.0, days.max())  # a week of one day is no week, unless there is no other
    rate = np.bincount(measured.week, weights=by_day * looked)[enough] / days[enough]
    return float(rate.max() * looked.sum() / (by_day @ looked)) if by_day @ looked > 0 else 1.0


def _draws(measured: Measured, seed: int) -> tuple[Floats, Floats]:
    """(draws, days) weights and (draws,) numbers 0..1.

    Fewer weeks are drawn than there are: the year to come differs from the one measured as one
    sample does from another, and a standard deviation from few weeks is too small.
    """
    rng = np.random.default_rng(seed)
    weeks = int(measured.week.max()) + 1
    drawn = max(2, round((weeks - 1) / (1 + weeks / 52)))
    counts = rng.multinomial(drawn, np.full(weeks, 1 / weeks), size=DRAWS)
    spread = rng.permutation((np.arange(DRAWS) + 0.5) / DRAWS)
    return counts[:, measured.week].astype(np.float64), spread
