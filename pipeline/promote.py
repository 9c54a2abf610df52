"""``powerlytics promote``: a model serves only when it beats the naive one and the champion."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bigquery.errors import PowerlyticsError
from ml.registry import Registry, Version
from ml.runs import Run, record
from pipeline.apart import Answer, apart
from pipeline.forecast import NAIVE, serving
from pipeline.panel import Known, known, panel
from pipeline.train import verdict_in_words

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

HISTORY = timedelta(days=150)
DAYS = 28  # of origins at most


@dataclass(frozen=True)
class PromoteResult:
    """Who serves now (``naive168``: the naive forecast), and why."""

    champion: str
    changed: bool
    why: str


def promote(
    settings: Settings,
    warehouse: Warehouse,
    version: str | None = None,
    force: bool = False,
    now: datetime | None = None,
) -> PromoteResult:
    """Let ``version`` (the challenger without one) serve, if it has earned it.

    It has when the paired test of its backtest says that it is better than the naive forecast and
    than who serves. A worse one is refused and challenges no longer. ``force`` asks for no proof.
    Raises PowerlyticsError: there is no such version, or too little says how good it is.
    """
    as_of = now or datetime.now(UTC)
    registry = Registry(settings.home / "models")
    chosen = registry.get(version) if version else registry.challenger()
    if chosen is None:
        raise PowerlyticsError("there is no challenger: run `powerlytics train` first")
    _, serves, _ = serving(registry)
    if chosen.version == serves:
        return PromoteResult(serves, False, "it serves already")
    if force:
        return _let_serve(warehouse, registry, chosen, as_of, "without proof, as was asked for")
    said = _proof(settings, warehouse, registry, chosen, as_of)
    why = verdict_in_words(said)
    if earned(said, serves):
        return _let_serve(warehouse, registry, chosen, as_of, why)
    note = f"refused: {why}"
    span = (chosen.data_from, chosen.data_to)
    with warehouse.transaction():
        record(warehouse, Run("promote", "rejected", as_of, chosen.model, chosen.version, *span,
                              metrics=said, note=note))  # fmt: skip
        registry.refuse(chosen.version)
    return PromoteResult(serves, False, note)


def rollback(
    settings: Settings, warehouse: Warehouse, now: datetime | None = None
) -> PromoteResult:
    """Let the champion before serve again. Raises PowerlyticsError: there was none."""
    as_of = now or datetime.now(UTC)
    registry = Registry(settings.home / "models")
    _, left, _ = serving(registry)
    registry.rollback()
    model, serves, _ = serving(registry)
    why = f"{serves} serves again instead of {left}"
    record(warehouse, Run("rollback", "champion", as_of, model, serves, note=why))
    return PromoteResult(serves, True, why)


def earned(said: Mapping[str, Any], serves: str) -> bool:
    """Better than the naive forecast, and than the champion where there is one."""
    over_naive = bool(said["naive"] and said["naive"]["better"])
    return over_naive and (serves == NAIVE or bool(said["rival"] and said["rival"]["better"]))


def _proof(
    settings: Settings, warehouse: Warehouse, registry: Registry, chosen: Version, as_of: datetime
) -> dict[str, Any]:
    """Verdicts against the naive forecast and who serves now."""
    _, serves, folder = serving(registry)
    told: Mapping[str, Any] = chosen.metrics.get("verdicts", {})
    if told and told.get("champion_version") == serves:
        backtest = {"naive": told["naive"], "rival": told["champion"], "metrics": chosen.metrics}
        if _weighed(backtest, serves):
            return backtest
    # weighed against somebody else, or on too little: hours that neither has learned from decide
    champion = registry.champion()
    seen = [each.data_to for each in (chosen, champion) if each is not None and each.data_to]
    options = {
        "folder": str(registry.folder(chosen.version).resolve()),
        "rival": folder,
        "since": max(seen).isoformat() if seen else None,
        "days": DAYS,
        "calibrate": False,
    }
    spans = known(warehouse, as_of)
    named = (chosen.version, chosen.model)
    with judged(settings, warehouse, spans, options, named, as_of) as answer:
        said: dict[str, Any] = answer.said
    if not _weighed(said, serves):
        raise PowerlyticsError(
            f"{chosen.version} cannot be weighed yet: it takes three days of readings that neither "
            f"it nor {serves} has learned from; train again, or --force"
        )
    return said


def _weighed(said: Mapping[str, Any], serves: str) -> bool:
    """Whether it is known to beat all that it has to, or not to."""
    naive = said["naive"]
    return bool(naive and (not naive["better"] or serves == NAIVE or said["rival"]))


def judged(  # noqa: PLR0913, PLR0917 - what is weighed, on which hours
    settings: Settings,
    warehouse: Warehouse,
    spans: Mapping[str, Known],
    told: Mapping[str, Any],
    named: tuple[str, str],
    as_of: datetime,
) -> AbstractContextManager[Answer]:
    """What ml/tasks/judge.py says of a version (``named``: version and model)."""
    if not spans:
        raise PowerlyticsError("there are no readings to weigh a model on")
    ends = {tenant: span.end for tenant, span in spans.items()}
    end = max(ends.values())
    options = {
        **told,
        "ends": {tenant: moment.isoformat() for tenant, moment in ends.items()},
        "version": named[0],
        "model": named[1],
        "computed_at": as_of.isoformat(),
    }
    return apart(settings.home, "judge", panel(warehouse, end - HISTORY, end, as_of), options)


def _let_serve(
    warehouse: Warehouse, registry: Registry, chosen: Version, as_of: datetime, why: str
) -> PromoteResult:
    span = (chosen.data_from, chosen.data_to)
    with warehouse.transaction():
        record(warehouse, Run("promote", "champion", as_of, chosen.model, chosen.version, *span,
                              metrics=chosen.metrics, note=why))  # fmt: skip
        registry.promote(chosen.version)
    return PromoteResult(chosen.version, True, why)
