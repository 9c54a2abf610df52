"""The origins that a model learns from, and what was right at each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from ml.forecasting.features import HORIZON, History, Samples, Singles, joined, samples, targets
from ml.panel import Ints

FIRST_ORIGIN = 35 * 24  # the longest of features.LAGS
MOST_UNITS = 30.0  # an outage of a week must not be all that a model learns
MOST_SAMPLES = 110_000  # beyond, training outlasts its ten minutes
SCATTERED_A_DAY = 4.4
AS_NEW = 0.08  # of the origins once more, as if the meters had begun to measure shortly before
NEW_DAYS = 28


@dataclass(frozen=True)
class Training:
    """How to train: ``effort`` scales seeds, epochs and rounds (below 1: a quick look).

    ``progress(task, done, total)`` is told how far it is.
    """

    seed: int = 0
    effort: float = 1.0
    most: int = MOST_SAMPLES
    progress: Callable[[str, float, float], None] = lambda *_: None


ORDINARY = Training()


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """Usable samples by origin, with targets in units of the meter's irregularity, (N, 48).

    ``weights`` (N, 48): what an hour counts; 0 where nothing was measured. The loss is relative to
    the meter's level, so a meter counts by its irregularity over its level; the root of it, or a
    few erratic meters would be all that counts. ``origins`` (N,): the row of each sample.
    """

    samples: Samples
    targets: Singles
    weights: Singles
    origins: Ints
    midnight: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.targets)

    def before(self, row: int) -> TrainingSet:
        """What could have been learnt when the hour ``row`` began (views, no copies)."""
        return self.chosen(slice(0, int(np.searchsorted(self.origins, row - HORIZON, "right"))))

    def chosen(self, which: slice | npt.NDArray[np.bool_]) -> TrainingSet:
        return TrainingSet(
            self.samples.chosen(which),
            *(getattr(self, field.name)[which] for field in fields(self)[1:]),
        )


def training_set(history: History, training: Training = ORDINARY) -> TrainingSet:
    """Midnights of ``history`` and hours at random, at most ``training.most`` samples.

    And some of them once more with all but the last days of history taken away: so a model learns
    what to make of a meter that is new, and how little is known of it.
    """
    origins, known_hours = learnt_from(history, training.seed, training.most)
    seen = [_seen(history, *each) for each in zip(origins, known_hours, strict=True)]
    found, truth = joined(seen), targets(history, origins)
    each = np.repeat(origins, len(history.panel.meters))
    units = (truth - found.base) / found.unit
    known = np.isfinite(units) & found.usable[:, None]
    weights = np.sqrt(found.unit / np.maximum(np.abs(found.scale), 1e-9)) * known
    weights /= max(float(weights[known].mean()), 1e-9) if known.any() else 1.0
    kept = known.any(axis=1)
    clipped = np.clip(np.nan_to_num(units[kept]), -MOST_UNITS, MOST_UNITS)
    return TrainingSet(
        found.chosen(kept),
        clipped.astype(np.float32),
        weights[kept].astype(np.float32),
        each[kept],
        (each[kept] + history.panel.start) % 24 == 0,
    )


def learnt_from(history: History, seed: int, most: int) -> tuple[Ints, Ints]:
    """Origins in order, and how many hours before each are known.

    Midnights and hours at random between, fewer of both where meters are many.
    """
    end = history.panel.hours
    known = midnights(history, 0, end)
    random = np.random.default_rng(seed)
    low, high = FIRST_ORIGIN, end - HORIZON + 1
    others = np.empty(0, np.int64)
    if high > low:
        others = random.integers(low, high, round((high - low) / 24 * SCATTERED_A_DAY))
    every = np.unique(np.concatenate([known, others]))
    room = max(most // max(len(history.panel.meters), 1), 1)
    if room < len(every):
        every = random.choice(every, room, replace=False)
    new = random.choice(every, round(AS_NEW * len(every)), replace=False)
    days = np.exp(random.uniform(0, np.log(NEW_DAYS), len(new)))
    origins = np.concatenate([every, new])
    known_hours = np.concatenate([every, np.round(24 * days).astype(np.int64)])
    order = np.argsort(origins, kind="stable")
    return origins[order], known_hours[order]


def _seen(history: History, origin: int, known_hours: int) -> Samples:
    if known_hours >= origin:
        return samples(history, np.array([origin]))
    panel = history.panel.since(origin - known_hours).before(known_hours)
    return samples(History.of(panel), np.array([known_hours]))


def midnights(history: History, begin: int, end: int) -> Ints:
    """Every 00:00 UTC from which on 48 hours lie within [begin, end)."""
    rows = np.arange(max(begin, FIRST_ORIGIN), max(end - HORIZON + 1, 0))
    return np.asarray(rows[(rows + history.panel.start) % 24 == 0])
