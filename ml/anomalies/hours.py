"""Stage 1: the probability that an hour belongs to an event, from gradient boosted trees.

A model is the mean of one or several voices, which ship and were taught on a pool of meters, and
what corrects them for the meter at hand (its own events are invented too). LightGBM is imported
inside functions only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ml.anomalies.evaluation import events
from ml.anomalies.events import EVENT, NORMAL, Labels
from ml.anomalies.features import Features
from ml.anomalies.features_grid import Bools
from ml.panel import Floats

if TYPE_CHECKING:
    import lightgbm

TREES: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 63,
    "learning_rate": 0.1,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "max_bin": 63,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
NORMAL_SHARE = 0.35
DAY = 24  # hours: in an event of this length an hour counts as one
LEAST_COUNT, MOST_COUNT = 0.4, 4.0


@dataclass(frozen=True, eq=False)
class Lessons:
    """Hours to learn from: features, what they are, and how many hours each stands for."""

    features: Features
    event: Floats
    weight: Floats

    @classmethod
    def of(
        cls,
        hours: Features,
        labels: Labels,
        random: np.random.Generator,
        short_counts: bool = False,
    ) -> Lessons:
        """All hours of events, a share of the normal ones (weighted up); ignored ones are out.

        ``short_counts``: a short event is not lost among the many hours of the long ones.
        """
        event = labels == EVENT
        keep = event | ((labels == NORMAL) & (random.random(len(labels)) < NORMAL_SHARE))
        weight = np.where(event, _counting(event) if short_counts else 1.0, 1 / NORMAL_SHARE)
        return cls(hours[keep], event[keep].astype(np.float64), weight[keep])

    @classmethod
    def joined(cls, parts: Iterable[Lessons]) -> Lessons:
        each = list(parts)
        return cls(
            np.concatenate([part.features for part in each]),
            np.concatenate([part.event for part in each]),
            np.concatenate([part.weight for part in each]),
        )


@dataclass(frozen=True, eq=False)
class HourModel:
    """The mean of the voices' raw scores (log odds), and corrections that are added to it."""

    voices: tuple[lightgbm.Booster, ...]
    corrections: tuple[lightgbm.Booster, ...] = ()

    def raw(self, hours: Features) -> Floats:
        total = np.zeros(len(hours))
        for voice in self.voices:
            total += _raw(voice, hours) / len(self.voices)
        for correction in self.corrections:
            total += _raw(correction, hours)
        return total

    def probability(self, hours: Features) -> Floats:
        return probability_of(self.raw(hours))

    def with_lessons(self, lessons: Lessons, rounds: int = 100, leaves: int = 31) -> HourModel:
        """This model and a correction of it that the lessons teach."""
        correction = _taught(lessons, rounds, leaves, self.raw(lessons.features))
        return HourModel(self.voices, (*self.corrections, correction))


def fit(each: Sequence[Lessons], rounds: int = 250) -> HourModel:
    """One voice of each of the lessons."""
    return HourModel(tuple(_taught(lessons, rounds, TREES["num_leaves"]) for lessons in each))


def probability_of(raw: Floats) -> Floats:
    """A probability of raw scores (log odds)."""
    return 1 / (1 + np.exp(-raw))


def _taught(
    lessons: Lessons, rounds: int, leaves: int, start: Floats | None = None
) -> lightgbm.Booster:
    """A booster of the lessons; ``start``: raw scores that it is to add to."""
    import lightgbm

    data = lightgbm.Dataset(
        lessons.features, lessons.event, weight=lessons.weight, init_score=start
    )
    return lightgbm.train({**TREES, "num_leaves": leaves}, data, rounds)


def _raw(booster: lightgbm.Booster, hours: Features) -> Floats:
    return np.asarray(booster.predict(hours, raw_score=True, num_threads=1))


def _counting(event: Bools) -> Floats:
    """What each hour of an event counts: the root of a day over the event's length."""
    weight = np.ones(len(event))
    for start, end in events(event):
        weight[start:end] = np.clip(np.sqrt(DAY / (end - start)), LEAST_COUNT, MOST_COUNT)
    return weight
