"""Stage 2: which candidate stretches are events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ml.anomalies.evaluation import Spans
from ml.anomalies.events import IGNORED, Labels
from ml.anomalies.features import Features
from ml.anomalies.runs import Candidates, choose, overlaps
from ml.panel import Floats

if TYPE_CHECKING:
    import lightgbm

TREES: dict[str, Any] = {
    "num_leaves": 31,
    "learning_rate": 0.05,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass(frozen=True, eq=False)
class RunLessons:
    """Candidates to learn from: features, whether each touches an event, how well it covers it."""

    features: Features
    touches: Floats
    covers: Floats

    @classmethod
    def of(cls, features: Features, found: Candidates, spans: Spans, labels: Labels) -> RunLessons:
        """Candidates that lie mostly in hours that are not to be learned from are left out."""
        touches, covers = overlaps(found, spans)
        ignored = np.concatenate([[0], np.cumsum(labels == IGNORED)])
        share = (ignored[found.end] - ignored[found.start]) / (found.end - found.start)
        keep = (touches > 0) | (share < 0.3)
        return cls(features[keep], touches[keep], covers[keep])

    @classmethod
    def joined(cls, parts: Iterable[RunLessons]) -> RunLessons:
        each = list(parts)
        return cls(
            np.concatenate([part.features for part in each]),
            np.concatenate([part.touches for part in each]),
            np.concatenate([part.covers for part in each]),
        )


@dataclass(frozen=True, eq=False)
class RunModel:
    """P(touches an event) and the expected overlap with it."""

    touch: lightgbm.Booster
    cover: lightgbm.Booster

    def judge(self, features: Features) -> tuple[Floats, Floats]:
        if not len(features):
            return np.zeros(0), np.zeros(0)
        touch = np.asarray(self.touch.predict(features, num_threads=1))
        cover = np.asarray(self.cover.predict(features, num_threads=1))
        return touch, np.clip(cover, 0, 1)

    def events(self, features: Features, found: Candidates) -> tuple[Candidates, Floats]:
        """Candidates that do not overlap, and the probability of each to be an event."""
        touch, cover = self.judge(features)
        chosen = choose(found, touch * cover)
        kept = Candidates(found.start[chosen], found.end[chosen], found.level[chosen])
        return kept, touch[chosen]


def fit(lessons: RunLessons, rounds: int = 250) -> RunModel:
    import lightgbm

    def booster(objective: str, target: Floats) -> lightgbm.Booster:
        data = lightgbm.Dataset(lessons.features, target)
        return lightgbm.train({**TREES, "objective": objective}, data, rounds)

    return RunModel(booster("binary", lessons.touches), booster("l2", lessons.covers))
