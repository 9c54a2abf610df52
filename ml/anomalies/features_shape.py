"""Shape: frozen stretches, profiles that moved in time, windows that look like no other."""

from __future__ import annotations

import numpy as np

from ml.anomalies.features_basis import Bases, flat
from ml.anomalies.features_grid import HOURS, Grid, rolling_mean, sorted_quantiles
from ml.panel import Floats

SHIFTS = range(-12, 13)


def equal_runs(y: Floats, tolerance: float) -> Floats:
    """How many hours in a row, this one among them, hold the same value; NaN where missing."""
    n = len(y)
    same = np.zeros(n, dtype=bool)
    with np.errstate(invalid="ignore"):
        same[1:] = np.abs(np.diff(y)) <= tolerance
    group = np.cumsum(~same) - 1
    length: Floats = np.bincount(group)[group].astype(np.float64)
    length[~np.isfinite(y)] = np.nan
    return length


def flatness(grid: Grid, bases: Bases) -> dict[str, Floats]:
    """Runs of equal values, also against the longest usual ones, and how much windows vary."""
    y, base = grid.flat, flat(bases.near)
    swing = flat(bases.swing)
    run = equal_runs(y, 1e-9 * grid.unit)
    calm = equal_runs(y, 0.01 * float(np.nanmedian(swing)) if np.isfinite(swing).any() else 0.0)
    out = {"run": run, "calm": calm}
    for name, each in (("run", run), ("calm", calm)):
        known = np.sort(each[np.isfinite(each)])
        usual = known[int(len(known) * 0.97)] if len(known) else 1.0
        out[f"{name}_usual"] = each / max(float(usual), 1.0)
    for width in (5, 11, 23):
        mine, expected = _deviation(y, width), _deviation(base, width)
        out[f"vary{width}"] = np.log((mine + 0.01 * swing) / (expected + 0.01 * swing))
    return out


def _deviation(x: Floats, width: int) -> Floats:
    half = width // 2
    centre = x - np.nanmedian(x) if np.isfinite(x).any() else x
    mean = rolling_mean(centre, half, half)
    square = rolling_mean(centre**2, half, half)
    return np.sqrt(np.maximum(square - mean**2, 0.0))


def moved(grid: Grid, bases: Bases) -> dict[str, Floats]:
    """How much better the profile fits when it is moved by up to twelve hours."""
    out: dict[str, Floats] = {}
    swing = flat(bases.swing)
    y = grid.flat / swing
    for name, base in (("near", flat(bases.near) / swing), ("year", flat(bases.yearly) / swing)):
        errors = np.empty((len(SHIFTS), len(y)))
        for k, shift in enumerate(SHIFTS):
            errors[k] = np.minimum(np.abs(y - np.roll(base, shift)), 3.0)
        for before, after in ((12, 12), (24, 24)) if name == "near" else ((12, 12),):
            mean = np.stack([rolling_mean(error, before, after) for error in errors])
            gain(out, f"move_{name}{before}", mean)
    profile = (bases.near / bases.swing)[:, :, None]
    rolled = np.empty((len(SHIFTS), grid.days, HOURS))
    for k, shift in enumerate(SHIFTS):
        rolled[k] = np.abs(grid.values / bases.swing - np.roll(profile[:, :, 0], shift, axis=1))
    with np.errstate(all="ignore"):
        known = np.isfinite(rolled)
        day = np.where(known, np.minimum(rolled, 3.0), 0.0).sum(2) / np.maximum(known.sum(2), 1)
    gain(out, "roll", np.repeat(day, HOURS, axis=1))
    return out


def gain(out: dict[str, Floats], name: str, errors: Floats) -> None:
    """Errors (shifts, cells): the gain of the best shift, and which it is."""
    filled = np.where(np.isfinite(errors), errors, np.inf)
    best = filled.argmin(axis=0)
    least = np.take_along_axis(errors, best[None, :], 0)[0]
    still = errors[len(SHIFTS) // 2]
    out[f"{name}_error"] = still
    out[f"{name}_gain"] = still - least
    out[f"{name}_share"] = (still - least) / (still + 0.02)
    out[f"{name}_by"] = np.where(np.isfinite(least), best - len(SHIFTS) // 2, np.nan)


def neighbours(grid: Grid, bases: Bases, prior: Grid | None = None) -> dict[str, Floats]:
    """Distance of the window around each hour to its like at the same hour of other days.

    Windows of 24 and 6 hours; root mean square in units of the local swing. The
    days next to it do not count: they may share its event. With a ``prior`` year also the nearest
    there.
    """
    out: dict[str, Floats] = {}
    swing = bases.swing[:, 0]
    for width, ks in ((24, (0, 4, 15)), (6, (0, 4, 15))):
        mine = _windows(grid, width)
        before = _windows(prior, width) if prior is not None else None
        result = {k: np.full((grid.days, HOURS), np.nan) for k in ks}
        last = np.full((grid.days, HOURS), np.nan)
        for hour in range(HOURS):
            squares = distances(mine[:, hour], mine[:, hour])
            near = np.arange(grid.days)
            for step in (-2, -1, 0, 1, 2):
                inside = (near + step >= 0) & (near + step < grid.days)
                squares[near[inside], near[inside] + step] = np.inf
            for k, nearest in result.items():
                if k < squares.shape[1]:
                    squares.partition(k, axis=1)
                    nearest[:, hour] = squares[:, k]
            if before is not None:
                there = distances(mine[:, hour], before[:, hour])
                last[:, hour] = there.min(axis=1)
        for k in ks:
            out[f"alone{width}_{k}"] = flat(root(result[k], width) / swing[:, None])
        if prior is not None:
            out[f"alone{width}_prior"] = flat(root(last, width) / swing[:, None])
    return out


def root(squares: Floats, width: int) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(squares), np.sqrt(np.maximum(squares, 0) / width), np.nan)


def _windows(grid: Grid, width: int) -> Floats:
    """(days, 24, width) the window around each hour; short gaps are bridged."""
    y = grid.flat
    known = np.flatnonzero(np.isfinite(y))
    if len(known):
        place = np.clip(np.searchsorted(known, np.arange(len(y))), 0, len(known) - 1)
        gap = np.abs(known[place] - np.arange(len(y)))
        back = np.abs(known[np.maximum(place - 1, 0)] - np.arange(len(y)))
        bridged = np.interp(np.arange(len(y)), known, y[known])
        y = np.where(np.minimum(gap, back) <= 2, bridged, np.nan)
    ceiling = sorted_quantiles(y[None, :], (0.999,))[0][0] * 3 + grid.unit
    padded = np.concatenate([np.full(width // 2, np.nan), np.clip(y, -ceiling, ceiling)])
    padded = np.concatenate([padded, np.full(width, np.nan)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[: len(y)]
    return windows.reshape(grid.days, HOURS, width)


def distances(a: Floats, b: Floats) -> Floats:
    """Squared distances; infinite to a window with a gap."""
    a0, b0 = np.nan_to_num(a), np.nan_to_num(b)
    squares: Floats = (a0**2).sum(1)[:, None] + (b0**2).sum(1)[None, :] - 2 * a0 @ b0.T
    squares = np.maximum(squares, 0.0)
    squares[~np.isfinite(a).all(1)] = np.inf
    squares[:, ~np.isfinite(b).all(1)] = np.inf
    return squares


def ranks(grid: Grid, bases: Bases) -> dict[str, Floats]:
    """Where the day's mean, minimum and range stand among all days, and among those nearby."""
    out: dict[str, Floats] = {}
    known = np.isfinite(grid.values).sum(1) >= HOURS // 2
    low, middle, high = sorted_quantiles(grid.values, (0.05, 0.5, 0.95))
    for name, each in (("level", middle), ("lowest", low), ("range", high - low)):
        x = np.where(known, each, np.nan)
        out[f"rank_{name}"] = _rank(x, np.ones((grid.days, grid.days), bool))
        alike = grid.off[:, None] == grid.off[None, :]
        day = np.arange(grid.days)
        close = np.abs(day[:, None] - day[None, :]) <= 45
        out[f"rank_{name}_near"] = _rank(x, alike & close)
        centre = sorted_quantiles(np.where(alike & close, x[None, :], np.nan), (0.25, 0.5, 0.75))
        wide = centre[2] - centre[0] + 0.05 * bases.swing[:, 0]
        out[f"day_{name}"] = (x - centre[1]) / wide
    return {name: np.repeat(np.clip(x, -30, 30), HOURS) for name, x in out.items()}


def _rank(x: Floats, among: np.ndarray) -> Floats:
    with np.errstate(invalid="ignore"):
        below = ((x[None, :] < x[:, None]) & among).sum(1) + 0.5 * (
            (x[None, :] == x[:, None]) & among
        ).sum(1)
        total = (among & np.isfinite(x)[None, :]).sum(1)
    return np.where(np.isfinite(x) & (total > 0), below / np.maximum(total, 1), np.nan)
