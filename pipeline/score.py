"""The skill of forecasts as they were issued, measured now that their truth is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bigquery.queries import load
from ml.runs import Run, record
from pipeline.apart import apart
from pipeline.forecast import HISTORY
from pipeline.panel import known, panel

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

WINDOW = timedelta(days=14)


def score(settings: Settings, warehouse: Warehouse, now: datetime | None = None) -> int:
    """Measure every version that served in the last two weeks; gives the rows of forecast_skill.

    Nothing is done until a forecast is a day old.
    """
    as_of = now or datetime.now(UTC)
    ends = {tenant: span.end for tenant, span in known(warehouse, as_of).items()}
    if not ends:
        return 0
    start, end = as_of - WINDOW, max(ends.values())
    served = warehouse.query(load("ml_served"), {"start": start, "end": end})
    if not served.num_rows:
        return 0
    tables = {**panel(warehouse, start - HISTORY, end, as_of), "served": served}
    options = {
        "ends": {tenant: moment.isoformat() for tenant, moment in ends.items()},
        "computed_at": as_of.isoformat(),
    }
    with apart(settings.home, "score", tables, options) as answer:
        rows = answer.tables["skill"]
    with warehouse.transaction():
        warehouse.load("forecast_skill", rows)
        note = f"{rows.num_rows} measurements of forecasts as they were issued"
        told = {"basis": "served", "rows": rows.num_rows}
        run = Run(
            "backtest", "done", as_of, None, None, start, end, {"basis": "served"}, told, note
        )
        record(warehouse, run)
    return rows.num_rows
