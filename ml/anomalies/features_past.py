"""Features of every hour from the past alone: what a first look can know when a reading lands.

The same ideas as in features.py. A day's expectations come from earlier days, all means reach
back, neighbours are sought among earlier days; nothing at or after the next hour moves a figure
by a bit (tested). Source: our own.
"""

from __future__ import annotations

import warnings

import numpy as np

from ml.anomalies.features import Features
from ml.anomalies.features_basis import flat, picked
from ml.anomalies.features_grid import HOURS, Bools, Grid, rolling_mean, sorted_quantiles
from ml.anomalies.features_shape import SHIFTS, distances, gain, root
from ml.panel import Floats, Ints

BACK = (2, 3, 6, 12, 24, 48, 96, 168)
SEASON = 364
LEAD = 40  # days made along before the first asked for
LONGEST = 400  # days back that neighbours are sought in


def past_features(grid: Grid, first: int = 0) -> tuple[Features, tuple[str, ...]]:
    """(cells from day ``first`` on, features) float32, and the names.

    The work grows with the days asked for, not with the history: figures of ``LEAD`` days before
    are made along for the means that reach back.
    """
    lead = min(first, LEAD)
    begin = first - lead
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        columns = _columns(grid, begin)
        columns = {name: column[lead * HOURS :] for name, column in columns.items()}
        columns |= _alone(grid, *_scales(grid, first), first)
    names = tuple(sorted(columns))
    matrix = np.stack([columns[name] for name in names], axis=1).astype(np.float32)
    return matrix, names


def _scales(grid: Grid, first: int) -> tuple[Floats, Floats]:
    """The usual level and swing of a day, from the days before it; (days from ``first`` on,)."""
    start = max(first - 57, 0)
    low, middle, high = sorted_quantiles(grid.values[start:], (0.04, 0.5, 0.96))
    level = np.abs(_last(middle, 56))[first - start :] + 2e-5
    return level, _last(high - low, 28)[first - start :] + 0.05 * level


def _columns(grid: Grid, begin: int) -> dict[str, Floats]:
    level, swing_d = _scales(grid, begin)
    unit, swing = np.repeat(0.05 * level, HOURS), np.repeat(swing_d, HOURS)
    bases = {
        "near": _before(grid.off, grid.off, 14),
        "weekly": _same_weekday(grid, 6),
        "yearly": _same_weekday(grid, 52),
        "other": _before(grid.off, ~grid.off, 14),
        "season": _season(grid),
    }
    y, off = grid.flat[begin * HOURS :], grid.off[begin:]
    days = np.arange(begin, grid.days, dtype=np.float64)
    out: dict[str, Floats] = {
        "hour": np.tile(np.arange(HOURS, dtype=np.float64), len(days)),
        "off": np.repeat(off.astype(np.float64), HOURS),
        "known_days": np.repeat(np.minimum(days, 400), HOURS),
        "swing_to_mean": np.repeat(swing_d / level, HOURS),
    }
    base: dict[str, Floats] = {}
    spread: Floats = np.zeros(0)
    for name, at in bases.items():
        middle, lower, upper = sorted_quantiles(picked(grid.values, at[begin:]), (0.5, 0.25, 0.75))
        base[name] = flat(middle)
        if name in ("near", "yearly"):
            wide = (upper - lower) / 1.349
            shared = np.sqrt(np.nanmean(wide**2, axis=1))
            wide = np.sqrt(0.5 * wide**2 + 0.5 * shared[:, None] ** 2)
            scale = flat(wide) + 0.02 * swing + 0.1 * unit
            spread = scale if name == "near" else spread
            out[f"{name}_z"] = np.clip((y - base[name]) / scale, -50, 50)
        if name == "weekly":
            out["weekly_z"] = np.clip((y - base[name]) / spread, -50, 50)
        out[f"{name}_r"] = np.clip((y - base[name]) / swing, -10, 10)
        ratio = (np.maximum(y, 0) + unit) / (np.maximum(base[name], 0) + unit)
        out[f"{name}_ratio"] = np.clip(np.log(ratio), -6, 6)
    out["noise"] = spread / swing
    lowest = np.repeat(np.nanmin(base["near"].reshape(-1, HOURS), axis=1), HOURS)
    out["place"] = (base["near"] - lowest) / swing
    out |= _means(out)
    out |= _steps(y - base["near"], spread, swing)
    out |= _flatness(y, base["near"], swing, unit)
    return out | _moved(y / swing, base["near"] / swing)


def _means(out: dict[str, Floats]) -> dict[str, Floats]:
    means: dict[str, Floats] = {}
    for name in ("near_z", "weekly_z", "yearly_r", "near_ratio", "yearly_z"):
        x = np.clip(out[name], -15, 15)
        for back in BACK:
            means[f"{name}_back{back}"] = rolling_mean(x, back - 1, 0)
            if name in ("near_z", "weekly_z"):
                means[f"{name}_abs{back}"] = rolling_mean(np.abs(x), back - 1, 0)
    for back in (6, 24, 72):
        x = out["near_ratio"]
        means[f"jump{back}"] = rolling_mean(x, back - 1, 0) - rolling_mean(x, 2 * back - 1, -back)
    means["season_shape"] = out["season_ratio"] - rolling_mean(out["season_ratio"], 28 * HOURS, -1)
    for name, x in (("ratio", out["near_ratio"]), ("r", out["near_r"])):
        for back in (6, 24):
            mean, square = rolling_mean(x, back - 1, 0), rolling_mean(x**2, back - 1, 0)
            means[f"{name}_spread{back}"] = np.sqrt(np.maximum(square - mean**2, 0))
    return means


def _steps(residual: Floats, spread: Floats, swing: Floats) -> dict[str, Floats]:
    out: dict[str, Floats] = {}
    for back in (1, 2, 3):
        step = residual - np.concatenate([np.full(back, np.nan), residual[:-back]])
        out[f"step{back}_z"] = np.clip(step / spread, -50, 50)
        out[f"step{back}_r"] = np.clip(step / swing, -10, 10)
    return out


def _last(x: Floats, count: int) -> Floats:
    """Median of the last ``count`` days before each day; of the first day NaN."""
    at = np.arange(len(x))[:, None] - np.arange(1, count + 1)[None, :]
    return sorted_quantiles(np.where(at >= 0, x[np.maximum(at, 0)], np.nan), (0.5,))[0]


def _before(of: Bools, among: Bools, count: int) -> Ints:
    """(days, count) the last days before each whose ``among`` is what ``of`` is; -1: none."""
    out = np.full((len(of), count), -1, np.int64)
    for kind in (False, True):
        mine, pool = np.flatnonzero(of == kind), np.flatnonzero(among == kind)
        at = np.searchsorted(pool, mine)[:, None] - np.arange(1, count + 1)[None, :]
        if len(pool):
            out[mine] = np.where(at >= 0, pool[np.maximum(at, 0)], -1)
    return out


def _same_weekday(grid: Grid, weeks: int) -> Ints:
    at = np.arange(grid.days)[:, None] - 7 * np.arange(1, weeks + 1)[None, :]
    fits = (at >= 0) & (grid.off[np.maximum(at, 0)] == grid.off[:, None])
    return np.where(fits, at, -1)


def _season(grid: Grid) -> Ints:
    """Days of the same class within 17 days around the same date a year ago."""
    at = np.arange(grid.days)[:, None] - SEASON + np.arange(-17, 18)[None, :]
    fits = (at >= 0) & (grid.off[np.maximum(at, 0)] == grid.off[:, None])
    return np.where(fits, at, -1)


def _flatness(y: Floats, base: Floats, swing: Floats, unit: Floats) -> dict[str, Floats]:
    out: dict[str, Floats] = {}
    count = np.arange(len(y))
    for name, tolerance in (("run", 1e-7 * unit), ("calm", 0.01 * swing)):
        held = np.abs(np.diff(y, prepend=np.nan)) <= tolerance
        began = np.maximum.accumulate(np.where(held, 0, count))
        run = np.where(np.isfinite(y), (count - began + 1).astype(np.float64), np.nan)
        out[name] = np.minimum(run, 200.0)
        # how long such runs were on the days before, at their longest
        longest = np.nanmax(np.minimum(run, 200.0).reshape(-1, HOURS), axis=1)
        usual = np.repeat(_last(longest, LEAD - 10), HOURS)
        out[f"{name}_usual"] = out[name] / np.maximum(usual, 1.0)
    for back in (4, 8, 16):
        deviation = []
        for x in (y / swing, base / swing):
            mean, square = rolling_mean(x, back, 0), rolling_mean(x**2, back, 0)
            deviation.append(np.sqrt(np.maximum(square - mean**2, 0)))
        out[f"vary{back}"] = np.log((deviation[0] + 0.01) / (deviation[1] + 0.01))
    return out


def _moved(y: Floats, base: Floats) -> dict[str, Floats]:
    """Does the day fit better when its own usual profile is rolled?

    Only within the day: the usual profile of tomorrow is made of hours of today.
    """
    out: dict[str, Floats] = {}
    profile = base.reshape(-1, HOURS)
    errors = [
        np.minimum(np.abs(y - flat(np.roll(profile, shift, axis=1))), 3.0) for shift in SHIFTS
    ]
    for back in (8, 16, 30):
        gain(out, f"move{back}", np.stack([rolling_mean(error, back - 1, 0) for error in errors]))
    return out


def _alone(grid: Grid, level: Floats, swing: Floats, first: int) -> dict[str, Floats]:
    """Distance of the last 24, 12 and 6 hours to their nearest like on earlier days."""
    out: dict[str, Floats] = {}
    start = max(first - LONGEST, 0)
    at = np.arange(first - start, grid.days - start)
    y = _carried(grid.flat[start * HOURS :])
    # the bound for a day comes from its past; of days long gone the first day's bound does
    bound = np.repeat(level + 20 * swing, HOURS)
    bound = np.concatenate([np.full(len(y) - len(bound), bound[0]), bound])
    y = np.where(np.isfinite(bound), np.clip(y, -bound, bound), y)
    for width in (24, 12, 6):
        padded = np.concatenate([np.full(width - 1, np.nan), y])
        mine = np.lib.stride_tricks.sliding_window_view(padded, width)
        mine = mine.reshape(-1, HOURS, width)
        result = {k: np.full((len(at), HOURS), np.nan) for k in (0, 4)}
        for hour in range(HOURS):
            squares = distances(mine[at, hour], mine[:, hour])
            squares[np.arange(len(mine))[None, :] >= at[:, None]] = np.inf
            for k, nearest in result.items():
                if k < len(mine):
                    squares.partition(k, axis=1)
                    nearest[:, hour] = squares[:, k]
        for k, each in result.items():
            out[f"alone{width}_{k}"] = flat(root(each, width) / swing[:, None])
    return out


def _carried(y: Floats) -> Floats:
    """Gaps of up to two hours hold the last value."""
    out = y.copy()
    for _ in range(2):
        gap = ~np.isfinite(out)
        gap[0] = False
        out[gap] = out[np.flatnonzero(gap) - 1]
    return out
