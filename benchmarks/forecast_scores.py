"""The forecast protocol of ../shared/data/buildings/README.md, apart from what ml/ measures itself.

Forecasts are a frame of meter, origin, ts, q10 ... q90. Only metered hours count: per meter, then
the mean over meters.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import wilcoxon

LEVELS = np.arange(1, 10) / 10
QUANTILES = [f"q{level}" for level in range(10, 100, 10)]


def hours(forecasts: pd.DataFrame, energy: pd.DataFrame) -> pd.DataFrame:
    """A row a metered hour: meter, origin, ahead (h), |error| / MASE24 scale, loss, y, covered."""
    truth = energy.stack().rename("y")
    truth.index.names = ["ts", "meter"]
    found = forecasts.merge(truth.reset_index(), on=["meter", "ts"]).dropna(subset=["y"])
    q, y = found[QUANTILES].to_numpy(float), found["y"].to_numpy(float)
    off = y[:, None] - q
    scale = in_sample(energy, found["origin"].min())
    return pd.DataFrame(
        {
            "meter": found["meter"],
            "origin": found["origin"],
            "ahead": (found["ts"] - found["origin"]) // pd.Timedelta(hours=1),
            "error": np.abs(off[:, 4]) / found["meter"].map(scale).to_numpy(float),
            "loss": 2 * np.maximum(LEVELS * off, (LEVELS - 1) * off).mean(axis=1),
            "y": y,
            "covered": (y >= q[:, 0]) & (y <= q[:, -1]),
        }
    )


def in_sample(energy: pd.DataFrame, first: datetime) -> pd.Series:
    """Mean |y - y(-24 h)| of each meter before the first origin: the scale of MASE24."""
    known = energy[energy.index < first]
    return (known - known.shift(24, freq="h").reindex(known.index)).abs().mean()


def table(scored: pd.DataFrame, origins: Sequence[datetime], ahead: int) -> dict[str, Any]:
    """MASE24, wQL, coverage of the 80 % interval and its p10 over meters."""
    chosen = scored[scored["origin"].isin(list(origins)) & (scored["ahead"] < ahead)]
    by = chosen.groupby("meter")
    covered = by["covered"].mean()
    return {
        "meters": int(covered.size),
        "mase24": float(by["error"].mean().mean()),
        "wql": float((by["loss"].mean() / by["y"].mean()).mean()),
        "coverage": float(covered.mean()),
        "p10": float(covered.quantile(0.1)),
    }


def paired(ours: pd.DataFrame, theirs: pd.DataFrame, ahead: int = 24) -> dict[str, Any]:
    """Ours against theirs on what both forecast, paired by meter and origin.

    The losses of a day are scaled by the meter's (MASE24's scale; its mean load), averaged over
    meters, and the days' differences tested: Wilcoxon's signed rank, both sides, and a bootstrap of
    weeks of days for the range of the mean.
    """
    said: dict[str, Any] = {}
    for name in ("error", "loss"):
        one, two = (_days(scored, name, ahead) for scored in (ours, theirs))
        both = one.index.intersection(two.index)
        off = (one.loc[both] - two.loc[both]).unstack("meter")
        daily = off.mean(axis=1).to_numpy()
        random = np.random.default_rng(7)
        starts = random.integers(0, len(daily), (2000, -(-len(daily) // 7)))
        drawn = (starts[:, :, None] + np.arange(7)) % len(daily)
        means = daily[drawn.reshape(2000, -1)[:, : len(daily)]].mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        said[{"error": "mase24", "loss": "wql"}[name]] = {
            "difference": float(daily.mean()),
            "low": float(low),
            "high": float(high),
            "p": float(wilcoxon(daily).pvalue) if daily.any() else 1.0,
            "days_better": float((daily < 0).mean()),
            "meters_better": float((off.mean(axis=0) < 0).mean()),
            "days": len(daily),
        }
    return said


def _days(scored: pd.DataFrame, name: str, ahead: int) -> pd.Series:
    chosen = scored[scored["ahead"] < ahead]
    mean = chosen.groupby(["origin", "meter"])[name].mean()
    if name == "loss":
        mean = mean / chosen.groupby("meter")["y"].mean().reindex(mean.index, level="meter")
    return mean
