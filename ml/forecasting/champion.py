"""The forecaster that is promoted: the mean of LSTM and trees, as wide as each meter needs.

Trained in two steps: on what lies six weeks back, then on everything. What the first step, the
shadow, would have forecast in these six weeks is out of sample: it says how wide to be.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock
from typing import Any, Protocol

import numpy as np

from bigquery.errors import PowerlyticsError
from ml.forecasting import lstm, trees
from ml.forecasting.features import HORIZON, History, Samples, samples, targets
from ml.forecasting.saved import FILE, LAYOUT, said_of
from ml.forecasting.training_set import (
    FIRST_ORIGIN,
    ORDINARY,
    Training,
    TrainingSet,
    midnights,
    training_set,
)
from ml.forecasting.width import NO_CHANGE, WINDOW, Record, Widths, widened
from ml.panel import Floats, Ints
from ml.registry import SHIPPED

SHADOW_HOURS = WINDOW + HORIZON
LEAST_HOURS = FIRST_ORIGIN + 4 * HORIZON
RECORD = "record.npz"


class Model(Protocol):
    """What says quantiles in units around the base."""

    def units(self, found: Samples) -> Floats: ...

    def save(self, folder: Path) -> None: ...


@dataclass(frozen=True, eq=False)
class Forecaster:
    """One or several models, averaged quantile by quantile, and the widths of the meters.

    ``record``: what the widths were read off; forecasts that were issued since can join it.
    """

    name: str
    models: dict[str, Model]
    widths: Widths = NO_CHANGE
    record: Record | None = None

    def predict(self, history: History, origins: Ints) -> Floats:
        """Quantiles in kWh, (origins, meters, 48, 9); NaN: the meter cannot be modelled yet."""
        return self._wide(history, origins, [self.widths] * len(origins))

    def predict_in_turn(self, history: History, origins: Ints) -> Floats:
        """As predict, each origin with the widths that ``refreshed`` would have had by then."""
        if self.record is None or not len(origins):
            return self.predict(history, origins)
        record = self._record_until(history, int(max(origins)))
        start = history.panel.start
        return self._wide(history, origins, [record.widths(start + int(row)) for row in origins])

    def refreshed(self, history: History) -> Forecaster:
        """This with the widths that all forecasts up to the end of ``history`` ask for."""
        if self.record is None:
            return self
        record = self._record_until(history, history.panel.hours)
        until = history.panel.start + history.panel.hours
        return replace(self, widths=record.widths(until), record=record)

    def plain(self, history: History, origins: Ints) -> Floats:
        """As predict, before the widths."""
        found = samples(history, origins)
        units = np.mean([model.units(found) for model in self.models.values()], axis=0)
        energy = found.base[:, :, None] + found.unit[:, :, None] * units
        energy[~found.usable] = np.nan
        return np.asarray(energy.reshape(len(origins), -1, HORIZON, units.shape[2]))

    def recorded(self, history: History, begin: int, end: int) -> Record:
        """How wide it should have been from the midnights whose 48 hours lie in [begin, end)."""
        origins = midnights(history, begin, end)
        meters = history.panel.meters
        if not len(origins):
            return Record.empty(meters)
        truth = targets(history, origins).reshape(-1, len(meters), HORIZON).astype(np.float64)
        return Record.of(meters, history.panel.start + origins, truth, self.plain(history, origins))

    def for_any_meter(self) -> Forecaster:
        """This, with the width that all meters together need for every one of them."""
        return Forecaster(self.name, self.models, self.widths.for_any_meter())

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RECORD).unlink(missing_ok=True)
        for model in self.models.values():
            model.save(folder)
        if self.record is not None:
            self.record.save(folder / RECORD)
        said = {"name": self.name, "models": list(self.models), "widths": self.widths.plain()}
        (folder / FILE).write_text(json.dumps({**said, "layout": LAYOUT}, indent=1) + "\n")

    def _wide(self, history: History, origins: Ints, each: list[Widths]) -> Floats:
        meters = history.panel.meters
        factors = np.stack([widths.of(meters, HORIZON) for widths in each])
        wide = widened(self.plain(history, origins), factors)
        return np.where(_never_negative(history, origins), np.maximum(wide, 0.0), wide)

    def _record_until(self, history: History, row: int) -> Record:
        """The record and its own forecasts since, as far as row ``row`` had shown them right."""
        before = self.record or Record.empty(history.panel.meters)
        last = int(before.origins.max(initial=0))
        begin = max(last + 1 - history.panel.start, row - WINDOW - HORIZON)
        return before.of_meters(history.panel.meters).with_later(self.recorded(history, begin, row))


FIT: dict[str, Callable[..., tuple[Model, Model]]] = {lstm.NAME: lstm.fit, trees.NAME: trees.fit}
LOAD: dict[str, Callable[[Path], Model]] = {lstm.NAME: lstm.load, trees.NAME: trees.load}
MADE_OF = {"champion": (lstm.NAME, trees.NAME), "lstm": (lstm.NAME,), "lightgbm": (trees.NAME,)}


def fit(name: str, history: History, training: Training = ORDINARY) -> Forecaster:
    """Train ``name`` (champion, lstm, lightgbm) on all of ``history`` and calibrate it.

    Raises PowerlyticsError: too little history to learn from, or a name that is not known.
    """
    if name not in MADE_OF:
        raise PowerlyticsError(f"no model is named {name}: {', '.join(MADE_OF)}")
    hours = history.panel.hours
    too_little = f"a model needs {LEAST_HOURS // 24} days of readings to learn from"
    if hours < LEAST_HOURS:
        raise PowerlyticsError(too_little)
    known = training_set(history, training)
    cut = max(hours - SHADOW_HOURS, (hours + FIRST_ORIGIN) // 2)
    earlier = known.before(cut)
    if not len(earlier):
        raise PowerlyticsError(too_little)
    both = _side_by_side(MADE_OF[name], known, earlier, training)
    shadow = Forecaster(name, {part: pair[0] for part, pair in both.items()})
    fitted = Forecaster(name, {part: pair[1] for part, pair in both.items()})
    return calibrated(fitted, shadow, history, cut)


def calibrated(
    forecaster: Forecaster, shadow: Forecaster, history: History, begin: int
) -> Forecaster:
    """``forecaster`` as wide as the forecasts of ``shadow`` from row ``begin`` on ask for.

    ``shadow`` must not have seen these weeks of these meters.
    """
    record = shadow.recorded(history, begin, history.panel.hours)
    if not len(record.origins):
        return forecaster
    until = history.panel.start + history.panel.hours
    return replace(forecaster, widths=record.widths(until), record=record)


def load(folder: Path) -> Forecaster:
    """What ``save`` wrote. Raises PowerlyticsError as ``said_of`` does."""
    said = said_of(folder)
    models = {name: LOAD[name](folder) for name in said["models"]}
    record = Record.load(folder / RECORD) if (folder / RECORD).exists() else None
    return Forecaster(said["name"], models, Widths(**said["widths"]), record)


def shipped() -> Forecaster:
    """The forecaster that ships with the project, for meters that nobody has seen.

    Rebuilt by ``powerlytics train --data WIDE --until 2019-09-30 --any-meter --out ml/weights``.
    Raises PowerlyticsError where it is missing.
    """
    return load(SHIPPED)


def _side_by_side(
    parts: Sequence[str], known: TrainingSet, earlier: TrainingSet, training: Training
) -> dict[str, tuple[Model, Model]]:
    """Shadow and model of each part: the first is trained here, each other one in a thread.

    Where one fails, or the user interrupts, the others end at the next thing that they report.
    """
    over = Event()
    lock = Lock()

    def progress(task: str, done: float, total: float) -> None:
        if over.is_set():
            raise PowerlyticsError(f"{task} was given up")
        with lock:
            training.progress(task, done, total)

    told = replace(training, progress=progress)
    with ThreadPoolExecutor(len(parts)) as pool:
        others = [pool.submit(FIT[part], known, earlier, told) for part in parts[1:]]
        try:
            return {
                parts[0]: FIT[parts[0]](known, earlier, told),
                **{part: one.result() for part, one in zip(parts[1:], others, strict=True)},
            }
        except BaseException:
            over.set()
            raise


def _never_negative(history: History, origins: Ints) -> Any:
    """Whether a meter had never measured below zero at each origin, (origins, meters, 1, 1)."""
    lowest = np.fmin.accumulate(np.nan_to_num(history.measured), axis=0)
    before = np.concatenate([np.zeros((1, lowest.shape[1])), lowest])
    return (before[origins] >= 0)[:, :, None, None]
