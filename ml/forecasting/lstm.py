"""The LSTM: one network for all meters, quantiles of the hours to come.

It reads the last fourteen times 24 hours as tokens (load, and how it differed from the habit), and
joins what it makes of them to what is known of each hour to come; each hour looks at its neighbours
too. It says the median and the steps from quantile to quantile, so quantiles never cross. In Keras
on TensorFlow.

Several networks are averaged, each from its own seed and its own share of the hours at random:
networks that learnt from the same hours have the same mistakes in common.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ml.forecasting.features import HORIZON, TOKENS, Samples
from ml.forecasting.scores import MEDIAN, QUANTILES
from ml.forecasting.training_set import ORDINARY, Training, TrainingSet
from ml.panel import Floats

NAME = "lstm"
FILES = "lstm-*.keras"
SEEDS = 3
EPOCHS, EPOCHS_AFTER = 4, 2
OWN_HOURS = 0.4  # of the hours at random; every midnight
MIDNIGHTS = 2.0  # what a midnight counts: whole days are what is asked for most
LEAST_STEPS = 400  # of a training on few meters
BATCH = 256
AT_ONCE = 512  # samples, in prediction
LEARNING_RATE = 2e-3
CELLS, OWN, WIDTH, NEIGHBOURS, DROPOUT = 96, 16, 160, 5, 0.12


@dataclass(frozen=True, eq=False)
class LSTM:
    """Trained networks that are averaged."""

    networks: tuple[Any, ...]

    def units(self, found: Samples) -> Floats:
        """Quantiles in units around the base, (N, 48, 9)."""
        parts = [
            found.chosen(slice(begin, begin + AT_ONCE)) for begin in range(0, len(found), AT_ONCE)
        ]
        return np.concatenate([self._of(part) for part in parts])

    def _of(self, part: Samples) -> Floats:
        # called, not traced by predict(): tracing takes longer than a thousand meters
        said = [network([part.days, part.hours], training=False) for network in self.networks]
        each = [steps_to_quantiles(np.array(one, np.float64)) for one in said]
        return np.asarray(np.mean(each, axis=0))

    def save(self, folder: Path) -> None:
        for earlier in folder.glob(FILES):  # there may have been more of them
            earlier.unlink()
        for place, network in enumerate(self.networks):
            network.save(folder / f"lstm-{place}.keras")


def fit(
    known: TrainingSet, earlier: TrainingSet, training: Training = ORDINARY
) -> tuple[LSTM, LSTM]:
    """Train on ``earlier``, then go on with all that is ``known``: the shadow and the model.

    ``earlier`` are the first samples of ``known``.
    """
    keras = _keras()
    seeds = max(round(SEEDS * training.effort), 1)
    shadows, networks = [], []
    for place in range(seeds):
        keras.utils.set_random_seed(1000 * training.seed + place)
        network = _network(keras, known.samples.hours.shape[2], known.samples.days.shape[2])
        teacher = Teacher(keras, training, done=place / seeds, share=1 / seeds)
        random = np.random.default_rng([training.seed, place])
        own = known.midnight | (random.random(len(known)) < OWN_HOURS)
        teacher(network, earlier.chosen(own[: len(earlier)]), EPOCHS, LEARNING_RATE)
        shadows.append(_copy(keras, network))
        teacher(network, known.chosen(own), EPOCHS_AFTER, LEARNING_RATE / 2)
        networks.append(_copy(keras, network))  # without what only training needs
    return LSTM(tuple(shadows)), LSTM(tuple(networks))


def load(folder: Path) -> LSTM:
    load_model = _keras().models.load_model
    files = sorted(folder.glob(FILES))
    return LSTM(tuple(load_model(file, compile=False) for file in files))


def steps_to_quantiles(said: Floats) -> Floats:
    """(…, 9) of a median and eight steps (their softplus is added up outwards) to quantiles."""
    step = np.logaddexp(0.0, said)
    up = np.cumsum(step[..., MEDIAN + 1 :], axis=-1)
    down = np.cumsum(step[..., MEDIAN - 1 :: -1], axis=-1)[..., ::-1]
    median = said[..., MEDIAN : MEDIAN + 1]
    return np.concatenate([median - down, median, median + up], axis=-1)


@dataclass
class Teacher:
    """Trains one network, in several goes, and says how far it is."""

    keras: Any
    training: Training
    done: float
    share: float

    def __call__(self, network: Any, known: TrainingSet, epochs: int, rate: float) -> None:
        a_round = max(len(known) // BATCH, 1)
        rounds = max(round(epochs * self.training.effort), 1)
        if self.training.effort >= 1:
            rounds = max(rounds, min(-(-LEAST_STEPS // a_round), 10 * rounds))
        steps = rounds * a_round
        schedule = self.keras.optimizers.schedules.CosineDecay(rate, steps, alpha=0.01)
        optimizer = self.keras.optimizers.AdamW(schedule, weight_decay=1e-4)
        network.compile(optimizer, loss=_loss(self.keras))
        part = self.share * epochs / (EPOCHS + EPOCHS_AFTER)

        counted = known.weights * np.where(known.midnight, np.float32(MIDNIGHTS), 1)[:, None]

        def step(epoch: int, _: Any) -> None:
            self.training.progress(f"train {NAME}", self.done + part * (epoch + 1) / rounds, 1.0)

        network.fit(
            [known.samples.days, known.samples.hours],
            np.stack([known.targets, counted], axis=2),
            batch_size=BATCH,
            epochs=rounds,
            verbose=0,
            callbacks=[self.keras.callbacks.LambdaCallback(on_epoch_end=step)],
        )
        self.done += part


def _network(keras: Any, features: int, width: int) -> Any:
    layers = keras.layers
    days, hours = keras.Input((TOKENS, width)), keras.Input((HORIZON, features))
    memory = layers.Dropout(DROPOUT)(layers.LSTM(CELLS)(days))
    # each hour to come gets its own few values: wQL 0.0765 for 0.0779 with the same 64 for all
    own = layers.Reshape((HORIZON, OWN))(layers.Dense(HORIZON * OWN)(memory))
    hour = _dense(layers, layers.Concatenate()([own, hours]))
    around = layers.DepthwiseConv1D(NEIGHBOURS, padding="same")(hour)
    hour = layers.Add()([hour, _dense(layers, around)])
    return keras.Model([days, hours], layers.Dense(len(QUANTILES))(_dense(layers, hour)))


def _dense(layers: Any, known: Any) -> Any:
    # the same units are dropped in all hours: faster than units of each hour, wQL 0.0769 for 0.0772
    return layers.SpatialDropout1D(DROPOUT)(layers.Dense(WIDTH, activation="gelu")(known))


def _copy(keras: Any, network: Any) -> Any:
    days, hours = (each.shape for each in network.inputs)
    copied = _network(keras, hours[2], days[2])
    copied.set_weights(network.get_weights())
    return copied


def _loss(keras: Any) -> Any:
    ops = keras.ops
    levels = QUANTILES.astype(np.float32)

    def weighted_pinball(known: Any, said: Any) -> Any:
        step = ops.softplus(said)
        up = ops.cumsum(step[..., MEDIAN + 1 :], axis=-1)
        down = ops.flip(ops.cumsum(ops.flip(step[..., :MEDIAN], axis=-1), axis=-1), axis=-1)
        median = said[..., MEDIAN : MEDIAN + 1]
        quantiles = ops.concatenate([median - down, median, median + up], axis=-1)
        away = known[..., :1] - quantiles
        return ops.mean(known[..., 1:] * ops.maximum(levels * away, (levels - 1) * away))

    return weighted_pinball


def _keras() -> Any:
    """Keras, imported only where it is used: the API must start without it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # its rounding differs by processor
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import keras

    return keras
