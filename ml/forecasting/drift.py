"""Whether the world still is what the model learnt: its inputs, and its errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.forecasting.features import History, samples
from ml.forecasting.training_set import FIRST_ORIGIN, midnights
from ml.panel import Floats

BINS = 10
DRIFTED = 0.25  # of the index: the usual limit of "has moved"
WORSE = 1.3  # times the loss of the backtest
RECENT_DAYS = 14
LEAST = 1e-4


@dataclass(frozen=True)
class Drift:
    """``input_psi`` by feature, ``error_ratio`` recent loss over the backtest's (NaN: unknown)."""

    input_psi: dict[str, float]
    error_ratio: float
    drifted: bool
    why: str


def stability(reference: Floats, recent: Floats) -> float:
    """Population stability index of two samples of one quantity, over the reference's deciles.

    Sum of (b - a) ln(b / a) over the bins, a and b the shares of the two; 0: alike.
    """
    reference, recent = reference[np.isfinite(reference)], recent[np.isfinite(recent)]
    if not len(reference) or not len(recent):
        return float("nan")
    edges = np.unique(np.quantile(reference, np.arange(1, BINS) / BINS))

    def shares(values: Floats) -> Floats:
        found = np.bincount(np.searchsorted(edges, values, "left"), minlength=len(edges) + 1)
        return np.maximum(found / len(values), LEAST)

    before, after = shares(reference), shares(recent)
    return float(((after - before) * np.log(after / before)).sum())


def by_chance(reference: int, recent: int) -> float:
    """The index that two samples of these sizes have on average when nothing has moved."""
    return (BINS - 1) * (1 / max(reference, 1) + 1 / max(recent, 1))


def features(history: History, begin: int, end: int) -> dict[str, Floats]:
    """What a model goes by, from the midnights in [begin, end), one value a meter and midnight.

    Only what differs from day to day: what hardly moves would make a meter's fortnight one value.
    """
    origins = midnights(history, begin, end)
    if not len(origins):
        return {}
    found = samples(history, origins)
    load, residual = found.days[found.usable, -1, :24], found.days[found.usable, -1, 24:48]
    return {
        "yesterday over level": load.mean(axis=1),
        "swing of yesterday": load.max(axis=1) - load.min(axis=1),
        "yesterday less habit": residual.mean(axis=1),
        "size of departures": np.abs(residual).mean(axis=1),
    }


def drift(
    history: History, trained_until: int, backtest_loss: Floats, recent_loss: Floats
) -> Drift:
    """Inputs of the last 14 days against those of the year before row ``trained_until``.

    ``backtest_loss``, ``recent_loss``: weighted quantile losses of the meters, of any shape.
    """
    end = history.panel.hours
    year = max(trained_until - 365 * 24, FIRST_ORIGIN)
    before = features(history, year, trained_until)
    now = features(history, max(end - (RECENT_DAYS + 2) * 24, trained_until - 48), end)
    index = {name: stability(before[name], now[name]) for name in before if name in now}
    ratio = _mean(recent_loss) / (_mean(backtest_loss) or float("nan"))
    reasons = [
        f"{name} has moved (stability index {value:.2f})"
        for name, value in index.items()
        if value > DRIFTED + 2 * by_chance(len(before[name]), len(now[name]))
    ]
    if ratio > WORSE:
        reasons.append(f"the error is {ratio:.2f} times that of the backtest")
    return Drift(index, ratio, bool(reasons), "; ".join(reasons) or "as in training")


def _mean(values: Floats) -> float:
    known = np.asarray(values)[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
