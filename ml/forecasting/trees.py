"""LightGBM: a model a quantile for all meters and all 48 hours at once.

Five quantiles are learnt; the four between them are read off the normal curve through their
neighbours: as good, and nearly twice as fast.
"""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from ml.forecasting.features import HORIZON, Samples
from ml.forecasting.scores import QUANTILES
from ml.forecasting.training_set import ORDINARY, Training, TrainingSet
from ml.panel import Floats
from ml.slim import slim_text

NAME = "lightgbm"
LEARNT = (0, 2, 4, 6, 8)  # places among QUANTILES
ROUNDS, ROUNDS_AFTER = 133, 67
OTHER_HOURS = 0.12
REPORTED = 20  # rounds
SETTINGS = {
    "objective": "quantile",
    "num_leaves": 127,
    "min_data_in_leaf": 500,
    "learning_rate": 0.05,
    "bagging_fraction": 0.15,
    "bagging_freq": 1,
    "feature_fraction": 0.6,
    "max_bin": 63,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # the networks are trained beside them
}


@dataclass(frozen=True, eq=False)
class Trees:
    """A booster for each of the learnt quantiles."""

    boosters: tuple[Any, ...]

    def units(self, found: Samples) -> Floats:
        """Quantiles in units around the base, (N, 48, 9), in order."""
        rows = found.hours.reshape(-1, found.hours.shape[2])
        said = np.stack([booster.predict(rows) for booster in self.boosters], axis=1)
        return between(np.sort(said, axis=1)).reshape(-1, HORIZON, len(QUANTILES))

    def save(self, folder: Path) -> None:
        for place, booster in zip(LEARNT, self.boosters, strict=True):
            text = booster.model_to_string().encode()
            (folder / _file(place)).write_bytes(lzma.compress(text))


def fit(
    known: TrainingSet, earlier: TrainingSet, training: Training = ORDINARY
) -> tuple[Trees, Trees]:
    """Train on ``earlier``, then go on with all that is ``known``: the shadow and the model."""
    shadows, models = [], []
    first, second = _rows(_fewer(earlier, training)), _rows(_fewer(known, training))
    before, after = (max(round(n * training.effort), 1) for n in (ROUNDS, ROUNDS_AFTER))
    for place, level in enumerate(LEARNT):
        done = place * (before + after)

        def step(environment: Any, done: int = done) -> None:
            reached = done + environment.iteration + 1
            if reached % REPORTED == 0:
                training.progress(f"train {NAME}", reached, len(LEARNT) * (before + after))

        settings = {**SETTINGS, "alpha": float(QUANTILES[level]), "seed": training.seed}
        shadows.append(_train(settings, first, before, None, step))
        models.append(_train(settings, second, after, shadows[-1], step))
    return Trees(tuple(map(slim, shadows))), Trees(tuple(map(slim, models)))


def load(folder: Path) -> Trees:
    import lightgbm

    texts = [lzma.decompress((folder / _file(place)).read_bytes()).decode() for place in LEARNT]
    return Trees(tuple(lightgbm.Booster(model_str=text) for text in texts))


def between(learnt: Floats) -> Floats:
    """All nine quantiles from the learnt ones (…, 5)."""
    normal = np.array([NormalDist().inv_cdf(float(level)) for level in QUANTILES])
    found = np.empty((*learnt.shape[:-1], len(QUANTILES)))
    found[..., list(LEARNT)] = learnt
    for place in range(1, len(QUANTILES), 2):
        share = (normal[place] - normal[place - 1]) / (normal[place + 1] - normal[place - 1])
        found[..., place] = (1 - share) * found[..., place - 1] + share * found[..., place + 1]
    return found


def _fewer(known: TrainingSet, training: Training) -> TrainingSet:
    """Every midnight, and some of the other hours: more gain little and cost as much."""
    random = np.random.default_rng(training.seed)
    return known.chosen(known.midnight | (random.random(len(known)) < OTHER_HOURS))


def slim(booster: Any) -> Any:
    """``booster`` without what only its training needs."""
    import lightgbm

    return lightgbm.Booster(model_str=slim_text(booster))


def _rows(known: TrainingSet) -> Any:
    """Every measured hour as a row."""
    import lightgbm

    measured = known.weights.ravel() > 0
    hours = known.samples.hours
    return lightgbm.Dataset(
        hours.reshape(-1, hours.shape[2])[measured],
        known.targets.ravel()[measured],
        weight=known.weights.ravel()[measured],
        params={"max_bin": SETTINGS["max_bin"], "verbose": -1},
        free_raw_data=False,
    )


def _train(settings: dict[str, Any], rows: Any, rounds: int, before: Any, step: Any) -> Any:
    import lightgbm

    return lightgbm.train(settings, rows, rounds, init_model=before, callbacks=[step])


def _file(place: int) -> str:
    return f"lightgbm-q{place + 1}.txt.xz"
