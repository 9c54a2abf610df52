"""The watch over the champion: do its inputs and its errors still look as in training?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bigquery.queries import load
from ml.registry import Registry
from ml.runs import Run, record
from pipeline.apart import apart
from pipeline.panel import known, panel

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

HISTORY = timedelta(days=400)
LATELY = timedelta(days=120)  # measurements that count


def watch(
    settings: Settings, warehouse: Warehouse, now: datetime | None = None
) -> Mapping[str, Any] | None:
    """Compare and record; gives what was found, None where no trained model serves."""
    as_of = now or datetime.now(UTC)
    champion = Registry(settings.home / "models").champion()
    ends = {tenant: span.end for tenant, span in known(warehouse, as_of).items()}
    if champion is None or not ends:
        return None
    end = max(ends.values())
    tables = panel(warehouse, end - HISTORY, end, as_of)
    asked = {"since": as_of - LATELY, "version": champion.version}
    tables["scored"] = warehouse.query(load("ml_scored"), asked)
    trained_until = champion.data_to or champion.made_at
    options = {
        "ends": {tenant: moment.isoformat() for tenant, moment in ends.items()},
        "trained_until": trained_until.isoformat(),
    }
    with apart(settings.home, "drift", tables, options) as answer:
        said = answer.said
    named = (as_of, champion.model, champion.version)
    record(warehouse, Run("drift", "done", *named, None, end, {}, said, said["why"]))
    return said
