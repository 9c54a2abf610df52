"""The forecaster that is promoted: the mean of LSTM and trees, as wide as each meter needs.

Trained in two steps: on what lies nine weeks back, then on everything. What the first step, the
shadow, would have forecast in these nine weeks is out of sample: it says how wide to be.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bigquery.errors import PowerlyticsError
from ml.forecasting import lstm, trees
from ml.forecasting.features import HORIZON, History, Samples, samples, targets
from ml.forecasting.training_set import (
    FIRST_ORIGIN,
    ORDINARY,
    Training,
    midnights,
    training_set,
)
from ml.forecasting.width import NO_CHANGE, Widths, widened, widths
from ml.panel import Floats, Ints

SHADOW_HOURS = 63 * 24
LEAST_HOURS = FIRST_ORIGIN + 4 * HORIZON
FILE = "forecaster.json"


class Model(Protocol):
    """What says quantiles in units around the base."""

    def units(self, found: Samples) -> Floats: ...

    def save(self, folder: Path) -> None: ...


@dataclass(frozen=True, eq=False)
class Forecaster:
    """One or several models, averaged quantile by quantile, and the widths of the meters."""

    name: str
    models: dict[str, Model]
    widths: Widths = NO_CHANGE

    def predict(self, history: History, origins: Ints) -> Floats:
        """Quantiles in kWh, (origins, meters, 48, 9); NaN: the meter cannot be modelled yet."""
        factors = self.widths.of(history.panel.meters, HORIZON)
        wide = widened(self.plain(history, origins), factors)
        return np.where(_never_negative(history, origins), np.maximum(wide, 0.0), wide)

    def plain(self, history: History, origins: Ints) -> Floats:
        """As predict, before the widths."""
        found = samples(history, origins)
        units = np.mean([model.units(found) for model in self.models.values()], axis=0)
        energy = found.base[:, :, None] + found.unit[:, :, None] * units
        energy[~found.usable] = np.nan
        return np.asarray(energy.reshape(len(origins), -1, HORIZON, units.shape[2]))

    def for_any_meter(self) -> Forecaster:
        """This, with the width that all meters together need for every one of them."""
        return Forecaster(self.name, self.models, self.widths.for_any_meter())

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for model in self.models.values():
            model.save(folder)
        said = {"name": self.name, "models": list(self.models), "widths": self.widths.plain()}
        (folder / FILE).write_text(json.dumps(said, indent=1) + "\n")


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
    known = training_set(history, training)
    if hours < LEAST_HOURS or not len(known):
        raise PowerlyticsError(f"a model needs {LEAST_HOURS // 24} days of readings to learn from")
    cut = max(hours - SHADOW_HOURS, (hours + FIRST_ORIGIN) // 2)
    earlier = known.before(cut)
    both = {part: FIT[part](known, earlier, training) for part in MADE_OF[name]}
    shadow = Forecaster(name, {part: pair[0] for part, pair in both.items()})
    fitted = Forecaster(name, {part: pair[1] for part, pair in both.items()})
    return calibrated(fitted, shadow, history, cut)


def calibrated(
    forecaster: Forecaster, shadow: Forecaster, history: History, begin: int
) -> Forecaster:
    """``forecaster`` as wide as the forecasts of ``shadow`` from ``begin`` on ask for.

    ``shadow`` must not have seen these weeks of these meters.
    """
    origins = midnights(history, begin, history.panel.hours)
    if not len(origins):
        return forecaster
    truth = targets(history, origins).reshape(len(origins), -1, HORIZON).astype(float)
    found = widths(history.panel.meters, truth, shadow.plain(history, origins))
    return Forecaster(forecaster.name, forecaster.models, found)


def load(folder: Path) -> Forecaster:
    """What ``save`` wrote. Raises PowerlyticsError where there is no forecaster."""
    try:
        said: dict[str, Any] = json.loads((folder / FILE).read_text())
    except (OSError, ValueError) as error:
        raise PowerlyticsError(f"{folder} holds no forecaster: {error}") from None
    models = {name: LOAD[name](folder) for name in said["models"]}
    return Forecaster(said["name"], models, Widths(**said["widths"]))


def _never_negative(history: History, origins: Ints) -> Any:
    """Whether a meter had never measured below zero at each origin, (origins, meters, 1, 1)."""
    lowest = np.fmin.accumulate(np.nan_to_num(history.measured), axis=0)
    before = np.concatenate([np.zeros((1, lowest.shape[1])), lowest])
    return (before[origins] >= 0)[:, :, None, None]
