"""What a forecast has earned: its scores beside those of the naive forecast, meter by meter."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ml.forecasting.backtest import Backtest
from ml.forecasting.modelled import unmodelled
from ml.forecasting.scores import pinball
from ml.panel import Floats

LEAST_HOURS = 24


@dataclass(frozen=True)
class Skill:
    """One meter's. Figures are None, and ``reason`` says why, where there is nothing to score."""

    meter: str
    model: str
    horizon_hours: int
    origins: int
    hours: int
    mase: float | None = None
    wql: float | None = None
    coverage80: float | None = None
    naive_mase: float | None = None
    naive_wql: float | None = None
    naive_coverage80: float | None = None
    reason: str | None = None


def skill(found: Backtest, naive: Backtest, horizon: int) -> list[Skill]:
    """Scores of ``found`` beside ``naive`` (the same panel and origins), over ``horizon`` hours.

    MASE is None for a meter whose load is the same every day: it has no scale.
    """
    own, other = found.scores(horizon), naive.scores(horizon)
    untold = unmodelled(found.history, max(found.origins))
    lines = []
    for meter in found.panel.meters:
        scores, plain = own[meter], other[meter]
        reason = None
        if scores.hours < LEAST_HOURS:
            reason = untold.get(meter) or f"only {scores.hours} hours of truth to compare with"
        line = Skill(meter, found.model, horizon, len(found.origins), scores.hours, reason=reason)
        if reason is None:
            line = replace(
                line,
                mase=_told(scores.mase),
                wql=_told(scores.wql),
                coverage80=_told(scores.coverage),
                naive_mase=_told(plain.mase),
                naive_wql=_told(plain.wql),
                naive_coverage80=_told(plain.coverage),
            )
        lines.append(line)
    return lines


def losses(found: Backtest, horizon: int) -> Floats:
    """Mean pinball of each origin over the meter's mean load, (origins, meters); NaN: unknown.

    For paired tests: of two models of the same panel and origins.
    """
    energy = found.history.measured
    level = np.array([_mean(np.abs(column[: min(found.origins)])) for column in energy.T])
    table = np.full((len(found.origins), energy.shape[1]), np.nan)
    for number, origin in enumerate(found.origins):
        truth = energy[origin : origin + horizon]
        for meter in range(energy.shape[1]):
            if level[meter] > 0:
                said = found.quantiles[number, meter, : len(truth)]
                table[number, meter] = _mean(pinball(truth[:, meter], said)) / level[meter]
    return table


def _told(figure: float) -> float | None:
    return figure if np.isfinite(figure) else None


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
