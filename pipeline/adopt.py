"""The model that ships with the project: from the first day on, where it proves itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ml.registry import SHIPPED, Registry, Version, fingerprint
from ml.runs import Run, Status, code_version, record
from pipeline.forecast import NAIVE, serving
from pipeline.panel import known
from pipeline.promote import judged
from pipeline.train import verdict_in_words

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

GLOBAL = "global"
QUICK_DAYS = 14  # of origins
JUDGED_FROM = timedelta(days=12)  # of history: a week and four origins
SHIPPED_UNTIL = datetime(2019, 10, 1, tzinfo=UTC)  # what ships saw nothing from then on


def adopt(settings: Settings, warehouse: Warehouse, now: datetime | None = None) -> bool:
    """Weigh the model that ships with the project where nothing else was ever trained.

    It learned from other meters, long before; a quick rolling backtest over the stored history says
    whether it serves here, and gives the first rows of forecast_skill. Where there is too little
    to compare, it serves until it can be judged. True when something was decided.
    """
    as_of = now or datetime.now(UTC)
    registry = Registry(settings.home / "models")
    if not SHIPPED.is_dir() or not _open(registry):
        return False
    spans = known(warehouse, as_of)
    long_enough = any(span.end - span.first >= JUDGED_FROM for span in spans.values())
    served = registry.pointers().champion
    if not spans or (serving(registry)[0] != NAIVE and not _again(registry, as_of, long_enough)):
        return False
    version = f"{GLOBAL}-{fingerprint(SHIPPED)}-{as_of:%Y%m%dT%H%M%S}"
    folder = str(SHIPPED.resolve())
    told = {"folder": folder, "rival": None, "since": None, "days": QUICK_DAYS, "calibrate": True}
    with judged(settings, warehouse, spans, told, (version, GLOBAL), as_of) as answer:
        said, skill = answer.said, answer.tables["skill"]
        parameters = {"ships": fingerprint(SHIPPED), "judged": said["naive"] is not None}
        registry.add(
            answer.draft,
            Version(version, GLOBAL, as_of, code_version(), None, SHIPPED_UNTIL, parameters,
                    {**said["metrics"], "verdicts": {"naive": said["naive"], "champion": None}}),
        )  # fmt: skip
    good = said["naive"] is None or said["naive"]["better"]
    why = verdict_in_words(said) if said["naive"] else "too little history to weigh it on"
    with warehouse.transaction():
        warehouse.load("forecast_skill", skill)
        status: Status = "champion" if good else "rejected"
        note = f"it ships with the project; {why}"
        record(warehouse, Run("promote", status, as_of, GLOBAL, version, metrics=said, note=note))
        if good:
            # what it takes the place of is the same model unjudged, or can serve no more
            registry.promote(version, remember=served is None)
        else:
            registry.refuse(version)
        if not good and served is not None:  # it served unproven
            registry.refuse(served)
            left = f"{NAIVE} serves instead of {served}"
            record(warehouse, Run("rollback", "champion", as_of, NAIVE, NAIVE, note=left))
    registry.prune()
    return True


def _open(registry: Registry) -> bool:
    """Whether the shipped model is still to be weighed: never was, or on too little.

    Also where the champion can serve no more: it is damaged, or of an earlier version of ours.
    """
    now = registry.pointers()
    if any(name.startswith(f"{GLOBAL}-{fingerprint(SHIPPED)}") for name in now.refused):
        return False
    if now.champion is None:
        return not now.before
    if serving(registry)[0] == NAIVE:
        return True
    champion = registry.get(now.champion)
    return champion.model == GLOBAL and not champion.parameters.get("judged")


def _again(registry: Registry, as_of: datetime, long_enough: bool) -> bool:
    """Whether what serves unjudged is to be weighed: the history is there, and not every minute."""
    champion = registry.champion()
    return long_enough and champion is not None and as_of - champion.made_at >= timedelta(days=1)
