"""Features of every hour from the past alone: what a first look can know when a reading lands.

The same ideas as in features.py. A day's expectations come from earlier days, all means reach
back, neighbours are sought among earlier days; nothing at or after the next hour moves a figure
by a bit (tested). Source: our own.
"""

from __future__ import annotations

import numpy as np

from ml.anomalies.features import Features
from ml.anomalies.features_basis import flat, picked
from ml.anomalies.features_grid import HOURS, Bools, Grid, rolling_mean, sorted_quantiles
from ml.anomalies.features_shape import SHIFTS, distances, gain, root
from ml.panel import Floats, Ints

BACK = (2, 3, 6, 12, 24, 48, 96, 168)
SEASON = 364
LONGEST = 400  # days back that neighbours are sought in


def past_features(grid: Grid, first: int = 0) -> tuple[Features, tuple[str, ...]]:
    """(cells from day ``first`` on, features) float32, and the names."""
    with np.errstate(all="ignore"):
        columns = _columns(grid, first)
    names = tuple(sorted(columns))
    matrix = np.stack([columns[name] for name in names], axis=1).astype(np.float32)
    return matrix, names


def _columns(grid: Grid, first: int) -> dict[str, Floats]:
    days = np.arange(grid.days)
    # the day's own scales, from the days before it
    low, middle, high = sorted_quantiles(grid.values, (0.04, 0.5, 0.96))
    unit = 0.05 * np.abs(_last(middle, 56)) + 1e-6
    swing = _last(high - low, 28) + unit
    bases = {
        "near": _before(grid.off, grid.off, 14),
        "weekly": _same_weekday(grid, 6),
        "yearly": _same_weekday(grid, 52),
        "other": _before(grid.off, ~grid.off, 14),
        "season": _season(grid),
    }
    y = grid.flat
    swing_h, unit_h = np.repeat(swing, HOURS), np.repeat(unit, HOURS)
    out: dict[str, Floats] = {
        "hour": np.tile(np.arange(HOURS, dtype=np.float64), grid.days),
        "off": np.repeat(grid.off.astype(np.float64), HOURS),
        "known_days": np.repeat(np.minimum(days, 400).astype(np.float64), HOURS),
        "swing_to_mean": np.repeat(swing / (unit * 20), HOURS),
    }
    base: dict[str, Floats] = {}
    spread: Floats = np.zeros(0)
    for name, at in bases.items():
        level, lower, upper = sorted_quantiles(picked(grid.values, at), (0.5, 0.25, 0.75))
        base[name] = flat(level)
        if name in ("near", "yearly"):
            wide = (upper - lower) / 1.349
            shared = np.sqrt(np.nanmean(wide**2, axis=1))
            wide = np.sqrt(0.5 * wide**2 + 0.5 * shared[:, None] ** 2)
            scale = flat(wide) + 0.02 * swing_h + 0.1 * unit_h
            spread = scale if name == "near" else spread
            out[f"{name}_z"] = np.clip((y - base[name]) / scale, -50, 50)
        if name == "weekly":
            out["weekly_z"] = np.clip((y - base[name]) / spread, -50, 50)
        out[f"{name}_r"] = np.clip((y - base[name]) / swing_h, -10, 10)
        out[f"{name}_ratio"] = np.clip(
            np.log((np.maximum(y, 0) + unit_h) / (np.maximum(base[name], 0) + unit_h)), -6, 6
        )
    out["noise"] = spread / swing_h
    out["place"] = (
        base["near"] - np.repeat(np.nanmin(base["near"].reshape(-1, 24), 1), 24)
    ) / swing_h
    for name in ("near_z", "weekly_z", "yearly_r", "near_ratio", "yearly_z"):
        x = np.clip(out[name], -15, 15)
        for back in BACK:
            out[f"{name}_back{back}"] = rolling_mean(x, back - 1, 0)
            if name in ("near_z", "weekly_z"):
                out[f"{name}_abs{back}"] = rolling_mean(np.abs(x), back - 1, 0)
    for back in (6, 24, 72):
        x = out["near_ratio"]
        out[f"jump{back}"] = rolling_mean(x, back - 1, 0) - rolling_mean(x, 2 * back - 1, -back)
    usual = rolling_mean(out["season_ratio"], 28 * HOURS, -1)
    out["season_shape"] = out["season_ratio"] - usual
    for name, x in (("ratio", out["near_ratio"]), ("r", out["near_r"])):
        for back in (6, 24):
            mean, square = rolling_mean(x, back - 1, 0), rolling_mean(x**2, back - 1, 0)
            out[f"{name}_spread{back}"] = np.sqrt(np.maximum(square - mean**2, 0))
    residual = y - base["near"]
    for back in (1, 2, 3):
        step = residual - np.concatenate([np.full(back, np.nan), residual[:-back]])
        out[f"step{back}_z"] = np.clip(step / spread, -50, 50)
        out[f"step{back}_r"] = np.clip(step / swing_h, -10, 10)
    out |= _flatness(y, base["near"], swing_h, unit_h)
    out |= _moved(y / swing_h, base["near"] / swing_h)
    out = {name: column[first * HOURS :] for name, column in out.items()}
    return out | _alone(grid, unit * 20, swing, first)


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
    same = np.zeros(len(y))
    out: dict[str, Floats] = {}
    for name, tolerance in (("run", 1e-7 * unit), ("calm", 0.01 * swing)):
        step = np.abs(np.diff(y, prepend=np.nan)) <= tolerance
        count = np.arange(len(y))
        broken = np.maximum.accumulate(np.where(step, 0, count))
        same = np.where(np.isfinite(y), (count - broken + 1).astype(np.float64), np.nan)
        out[name] = same
        # the longest usual run of the past: of each week known when the next begins
        week = 7 * HOURS
        longest = [np.nanquantile(same[k : k + week], 0.97) if np.isfinite(same[k : k + week]).any()
                   else np.nan for k in range(0, len(y), week)]  # fmt: skip
        usual = _last(np.array(longest), 26)
        out[f"{name}_usual"] = same / np.maximum(np.repeat(usual, week)[: len(y)], 1.0)
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


def _alone(grid: Grid, middle: Floats, swing: Floats, first: int) -> dict[str, Floats]:
    """Distance of the last 24, 12 and 6 hours to their nearest like on earlier days."""
    out: dict[str, Floats] = {}
    start = max(first - LONGEST, 0)
    at = np.arange(first - start, grid.days - start)
    ceiling = np.repeat(np.abs(middle) + 20 * swing, HOURS)
    y = _carried(grid.flat)
    y = np.where(np.isfinite(ceiling), np.clip(y, -ceiling, ceiling), y)[start * HOURS :]
    for width in (24, 12, 6):
        padded = np.concatenate([np.full(width - 1, np.nan), y])
        mine = np.lib.stride_tricks.sliding_window_view(padded, width)
        mine = mine.reshape(-1, HOURS, width)
        result = {k: np.full((len(at), HOURS), np.nan) for k in (0, 4)}
        for hour in range(HOURS):
            squares = distances(mine[at, hour], mine[:, hour])
            squares[np.arange(len(mine))[None, :] >= at[:, None]] = np.inf
            for k in result:
                if k < len(mine):
                    squares.partition(k, axis=1)
                    result[k][:, hour] = squares[:, k]
        for k, each in result.items():
            out[f"alone{width}_{k}"] = flat(root(each, width) / swing[first:, None])
    return out


def _carried(y: Floats) -> Floats:
    """Gaps of up to two hours hold the last value."""
    out = y.copy()
    for _ in range(2):
        gap = ~np.isfinite(out)
        gap[0] = False
        out[gap] = out[np.flatnonzero(gap) - 1]
    return out
