"""Features of every hour of a meter, two-sided: what lies after it is known as well.

Residuals to what like days used, in robust z, in units of the local daily range and as a log
ratio; their means over hours to a week, left, right and around; steps; flatness; profiles moved
in time; distance to the nearest like window; ranks. All are free of the meter's size. Source:
our own; which of them gained is in docs/anomalies.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ml.anomalies.features_basis import Bases, bases_of, flat
from ml.anomalies.features_grid import HOURS, Grid, rolling_mean, sorted_quantiles
from ml.anomalies.features_shape import flatness, moved, neighbours, ranks
from ml.panel import Floats

Features = npt.NDArray[np.float32]
WIDTHS = (3, 7, 13, 25, 49, 97, 169)
SIDES = (3, 6, 12, 24, 48, 168)


def hour_features(
    grid: Grid, prior: Grid | None = None, lag: int | None = None
) -> tuple[Features, tuple[str, ...]]:
    """(cells, features) float32 of every cell of the grid, and the features' names.

    ``prior`` is another year of the meter; its day d + ``lag`` has the season of day d here
    (default: it ends where the grid begins). Features of it are NaN without.
    """
    bases = bases_of(grid)
    columns: dict[str, Floats] = {}
    with np.errstate(all="ignore"):
        columns |= _clock(grid, bases)
        columns |= _residuals(grid, bases)
        columns |= _steps(grid, bases)
        columns |= flatness(grid, bases)
        columns |= moved(grid, bases)
        columns |= neighbours(grid, bases, prior)
        columns |= ranks(grid, bases)
        columns |= _prior(grid, bases, prior, lag)
    for width in (24, 6):
        columns.setdefault(f"alone{width}_prior", np.full(grid.days * HOURS, np.nan))
    names = tuple(sorted(columns))
    matrix = np.stack([columns[name] for name in names], axis=1).astype(np.float32)
    return matrix, names


def _clock(grid: Grid, bases: Bases) -> dict[str, Floats]:
    hours = np.tile(np.arange(HOURS, dtype=np.float64), grid.days)
    usual = flat(bases.near)
    day_low = np.repeat(np.nanmin(bases.near, axis=1), HOURS)
    day_mean = np.repeat(np.nanmean(bases.near, axis=1), HOURS)
    return {
        "hour": hours,
        "off": np.repeat(grid.off.astype(np.float64), HOURS),
        "weekday": np.repeat(grid.weekday.astype(np.float64), HOURS),
        "place": (usual - day_low) / flat(bases.swing),
        "swing_to_mean": flat(bases.swing) / (day_mean + grid.unit),
        "noise": flat(bases.spread) / flat(bases.swing),
    }


def _residuals(grid: Grid, bases: Bases) -> dict[str, Floats]:
    y = grid.flat
    swing, spread = flat(bases.swing), flat(bases.spread)
    unit = grid.unit
    out: dict[str, Floats] = {}
    for name in ("near", "weekly", "yearly", "other"):
        base = flat(getattr(bases, name))
        scale = flat(bases.yearly_spread) if name == "yearly" else spread
        out[f"{name}_z"] = np.clip((y - base) / scale, -50, 50)
        out[f"{name}_r"] = np.clip((y - base) / swing, -10, 10)
        out[f"{name}_ratio"] = log_ratio(y, base, unit)
    for name in ("near_z", "weekly_z", "yearly_r", "near_ratio"):
        x = np.clip(out[name], -15, 15)
        for width in WIDTHS:
            out[f"{name}_mean{width}"] = rolling_mean(x, width // 2, width // 2)
            if name != "near_ratio":
                out[f"{name}_abs{width}"] = rolling_mean(np.abs(x), width // 2, width // 2)
    for width in (7, 25, 49):
        half, x = width // 2, out["near_ratio"]
        mean = out[f"near_ratio_mean{width}"]
        square = rolling_mean(x**2, half, half)
        out[f"ratio_spread{width}"] = np.sqrt(np.maximum(square - mean**2, 0))
    for name in ("near_z", "yearly_r"):
        x = np.clip(out[name], -15, 15)
        for side in SIDES:
            left, right = rolling_mean(x, side, -1), rolling_mean(x, 0, side - 1)
            out[f"{name}_left{side}"], out[f"{name}_right{side}"] = left, right
    for side in (6, 24, 72, 168):
        x = out["yearly_ratio"]
        out[f"jump{side}"] = rolling_mean(x, 0, side - 1) - rolling_mean(x, side, -1)
    return out


def log_ratio(y: Floats, base: Floats, unit: float) -> Floats:
    """log of y over base, calm near zero, in [-6, 6]."""
    return np.clip(np.log((np.maximum(y, 0) + unit) / (np.maximum(base, 0) + unit)), -6, 6)


def _steps(grid: Grid, bases: Bases) -> dict[str, Floats]:
    residual = grid.flat - flat(bases.near)
    scale, swing = flat(bases.spread), flat(bases.swing)
    step = np.diff(residual, prepend=np.nan)
    rise = np.clip(step / scale, -50, 50)
    out = {"step_in": rise, "step_out": np.roll(rise, -1)}
    out["step_in_r"] = np.clip(step / swing, -10, 10)
    out["step_out_r"] = np.roll(out["step_in_r"], -1)
    # one hour against both of its neighbours
    beside = (np.roll(residual, 1) + np.roll(residual, -1)) / 2
    out["alone_z"] = np.clip((residual - beside) / scale, -50, 50)
    jumps = np.abs(np.diff(grid.flat, prepend=np.nan))
    usual = np.nanmedian(jumps) if np.isfinite(jumps).any() else 0.0
    out["jump_usual"] = np.log((jumps + 0.1 * grid.unit) / (usual + 0.1 * grid.unit))
    return out


def _prior(grid: Grid, bases: Bases, prior: Grid | None, lag: int | None) -> dict[str, Floats]:
    """Residuals to the same season of the other year, with its level and without."""
    n = grid.days * HOURS
    names = ["prior_r", "prior_ratio", "prior_shape"]
    names += [f"prior_ratio_mean{w}" for w in (7, 25, 49, 169)]
    if prior is None or not prior.days:
        return {name: np.full(n, np.nan) for name in names}
    base = _season(grid, prior, prior.days - 364 if lag is None else lag)
    y, near = grid.flat, flat(bases.near)
    ratio = log_ratio(y, base, grid.unit)
    # how much this season as a whole differs from the year before is no surprise
    usual = rolling_mean(log_ratio(near, base, grid.unit), 14 * HOURS, 14 * HOURS)
    out = {"prior_r": np.clip((y - base) / flat(bases.swing), -10, 10), "prior_ratio": ratio}
    out["prior_shape"] = ratio - usual
    for width in (7, 25, 49, 169):
        out[f"prior_ratio_mean{width}"] = rolling_mean(ratio - usual, width // 2, width // 2)
    return out


def _season(grid: Grid, prior: Grid, lag: int) -> Floats:
    """Median of the same class of day within 17 days around the same date."""
    days = np.arange(grid.days) + lag
    at = days[:, None] + np.arange(-17, 18)[None, :]
    inside = (at >= 0) & (at < prior.days)
    at = np.clip(at, 0, prior.days - 1)
    alike = inside & (prior.off[at] == grid.off[:, None])
    sample = np.where(alike[:, :, None], prior.values[at], np.nan).swapaxes(1, 2)
    return flat(sorted_quantiles(sample, (0.5,))[0])
