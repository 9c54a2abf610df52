"""``powerlytics train``: a challenger from the stored hours, with its backtest."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bigquery.errors import PowerlyticsError
from ml.registry import Registry, Version
from ml.runs import Run, code_version, record
from pipeline.apart import InterruptedWorkError, apart
from pipeline.forecast import serving
from pipeline.panel import known, panel
from pipeline.progress import Progress, silent

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

HISTORY = timedelta(days=2 * 366)


@dataclass(frozen=True)
class TrainResult:
    """The challenger, and how it did beside the naive forecast and the champion (None: nobody)."""

    version: str
    metrics: Mapping[str, Any]
    naive: Mapping[str, Any] | None
    champion: Mapping[str, Any] | None
    duration_seconds: float


def train(  # noqa: PLR0913 - what decides a training
    settings: Settings,
    warehouse: Warehouse,
    progress: Progress = silent,
    now: datetime | None = None,
    *,
    until: datetime | None = None,
    model: str = "champion",
    seed: int = 0,
    effort: float = 1.0,
) -> TrainResult:
    """Train on the last two years before ``until``; the version becomes the challenger.

    Every try is a run in model_runs. Raises PowerlyticsError when there is too little to learn
    from or the training fails; who serves stays as it is.
    """
    began, as_of = time.monotonic(), now or datetime.now(UTC)
    registry = Registry(settings.home / "models")
    end = min(until or as_of, as_of)
    parameters = {"model": model, "seed": seed, "effort": effort}
    version = f"{model}-{as_of:%Y%m%dT%H%M%S}"
    try:
        known_version, said = _train(settings, warehouse, registry, as_of, end, version, parameters)
    except InterruptedWorkError:
        raise
    except Exception as error:
        known_error = isinstance(error, PowerlyticsError)
        why = str(error) if known_error else f"{type(error).__name__}: see the log"
        failed = Run("train", "failed", as_of, model, version, None, end, parameters, note=why)
        record(warehouse, failed)
        raise
    progress("train", 1, 1, known_version.version)
    metrics = said["metrics"]
    return TrainResult(version, metrics, said["naive"], said["rival"], time.monotonic() - began)


def _train(  # noqa: PLR0913, PLR0917
    settings: Settings,
    warehouse: Warehouse,
    registry: Registry,
    as_of: datetime,
    end: datetime,
    version: str,
    parameters: Mapping[str, Any],
) -> tuple[Version, dict[str, Any]]:
    ends = {tenant: min(span.end, end) for tenant, span in known(warehouse, as_of).items()}
    if not ends:
        raise PowerlyticsError("there is nothing to learn from: run `powerlytics run` first")
    champion = registry.champion()
    _, name, folder = serving(registry)
    tables = panel(warehouse, max(ends.values()) - HISTORY, max(ends.values()), as_of)
    options = {
        **parameters,
        "ends": {tenant: moment.isoformat() for tenant, moment in ends.items()},
        "version": version,
        "computed_at": as_of.isoformat(),
        "rival": folder,
        "since": champion.data_to.isoformat() if champion and champion.data_to else None,
    }
    with apart(settings.home, "train", tables, options) as answer:
        said = answer.said
        first, last = (datetime.fromisoformat(said[name]) for name in ("data_from", "data_to"))
        verdicts = {"naive": said["naive"], "champion": said["rival"], "champion_version": name}
        told = {**said["metrics"], "verdicts": verdicts}
        named = (version, str(parameters["model"]), as_of, code_version())
        made = Version(*named, first, last, parameters, told)
        registry.add(answer.draft, made)
        skill = answer.tables["skill"]
    note = f"{said['meters']} meters, {said['longest_days']} days; {verdict_in_words(said)}"
    with warehouse.transaction():
        warehouse.load("forecast_skill", skill)
        run = Run("train", "challenger", as_of, made.model, version, first, last, parameters, told)
        record(warehouse, replace(run, note=note))
        registry.challenge(version)
    registry.prune()
    return made, said


def verdict_in_words(said: Mapping[str, Any]) -> str:
    """One line: how it did beside the naive forecast and the champion."""
    found = (("the naive forecast", said["naive"]), ("the champion", said["rival"]))
    words = [
        f"{'' if verdict['better'] else 'not '}better than {name} "
        f"(p = {verdict['p_value']:.3f}, {verdict['pairs']} pairs)"
        for name, verdict in found
        if verdict is not None
    ]
    return ", ".join(words) or "nothing to compare with yet"
