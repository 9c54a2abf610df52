"""Detectors that others use, all by PyOD: Isolation Forest, KNN, ECOD.

Each learns from all hours of a meter and flags the 2 % of hours it finds strangest; no labels.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyod.models.ecod import ECOD
from pyod.models.iforest import IForest
from pyod.models.knn import KNN

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
SHARE = 0.02


def features(energy: pd.Series) -> Floats:
    """What an hour looks like, (hours, 9): level, steps, against its hour of the week, clock."""
    scale = energy.abs().median() or 1.0
    y = (energy / scale).interpolate(limit=6).fillna(0.0)
    clock = y.index.hour + 24 * y.index.dayofweek
    usual = y.groupby(clock).transform("median")
    spread = (y - usual).abs().groupby(clock).transform("median") + 0.05
    hour = 2 * np.pi * y.index.hour / 24
    columns = [
        *(y, (y - usual) / spread, y.diff().fillna(0), y.diff(24).fillna(0), y.diff(168).fillna(0)),
        *(y.rolling(3, min_periods=1).mean(), y.rolling(24, min_periods=1).std().fillna(0)),
        *(pd.Series(np.sin(hour), y.index), pd.Series(np.cos(hour), y.index)),
    ]
    table = np.column_stack([column.to_numpy(float) for column in columns])
    return (table - table.mean(axis=0)) / (table.std(axis=0) + 1e-9)


def by_meter(model: Callable[[], object]) -> Callable[[pd.DataFrame, int], Bools]:
    """One PyOD model a meter."""

    def flags(energy: pd.DataFrame, judged: int) -> Bools:
        found = []
        for meter in energy:
            fitted = model().fit(features(energy[meter]))  # type: ignore[attr-defined]
            found.append(strangest(fitted.decision_scores_[judged:]))
        return np.column_stack(found)

    return flags


def strangest(scores: Floats) -> Bools:
    """The share of hours with the largest scores."""
    return scores > np.quantile(scores, 1 - SHARE)


DETECTORS: dict[str, Callable[[pd.DataFrame, int], Bools]] = {
    "Isolation Forest (PyOD), 2 %": by_meter(lambda: IForest(random_state=1, n_jobs=1)),
    "KNN (PyOD), 2 %": by_meter(lambda: KNN(n_jobs=1)),
    "ECOD (PyOD), 2 %": by_meter(lambda: ECOD(n_jobs=1)),
}
