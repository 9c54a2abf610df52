"""``powerlytics forecast``: 48 hours by the hour and 7 days by the day, from the last full hour."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from ml.registry import Registry
from ml.runs import Run, record_all
from pipeline.apart import apart
from pipeline.panel import known, panel
from pipeline.progress import Progress, silent

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

NAIVE = "naive168"  # its name and its version: it learns nothing
HISTORY = timedelta(days=120)  # what a forecast looks back on
SINCE = datetime(2000, 1, 1, tzinfo=UTC)
WHOLE = timedelta(days=14)  # older forecasts are thinned to those of midnight


@dataclass(frozen=True)
class ForecastResult:
    """What was issued: tenants, rows, targets without a forecast, and by which version."""

    model: str
    version: str
    tenants: int
    rows: int
    without: int
    duration_seconds: float


def forecast(  # noqa: PLR0913 - which tenants and how long are a page's to say
    settings: Settings,
    warehouse: Warehouse,
    progress: Progress = silent,
    now: datetime | None = None,
    again: bool = False,
    *,
    tenants: Collection[str] | None = None,
    seconds: float | None = None,
) -> ForecastResult:
    """Issue the forecasts that are due: of tenants with a full hour since their last one.

    ``again``: of all tenants; what was issued at the same hour is replaced. ``tenants``: of these
    only. All rows and a run a tenant come in one transaction. Raises PowerlyticsError when the
    model fails or needs more than ``seconds``.
    """
    began, as_of = time.monotonic(), now or datetime.now(UTC)
    model, version, folder = serving(Registry(settings.home / "models"))
    ends = due(warehouse, as_of, again, version)
    if tenants is not None:
        ends = {tenant: end for tenant, end in ends.items() if tenant in tenants}
    if not ends:
        return ForecastResult(model, version, 0, 0, 0, time.monotonic() - began)
    progress("forecast", 0, None, version)
    tables = panel(warehouse, min(ends.values()) - HISTORY, max(ends.values()), as_of)
    options = {
        "ends": {tenant: end.isoformat() for tenant, end in ends.items()},
        "folder": folder,
        "model": model,
        "version": version,
        "computed_at": as_of.isoformat(),
    }
    with apart(settings.home, "forecast", tables, options, seconds) as answer:
        said, rows, reasons = answer.said, answer.tables["forecasts"], answer.tables["reasons"]
    with warehouse.transaction():
        for tenant, end in ends.items():
            warehouse.query(load("ml_forget_issued"), {"tenant_id": tenant, "issued_at": end})
            warehouse.query(load("ml_forget_reasons"), {"tenant_id": tenant, "since": SINCE})
        if any(end.hour == 0 for end in ends.values()):
            warehouse.query(load("ml_thin_forecasts"), {"before": as_of - WHOLE})
        warehouse.load("forecasts", rows)
        warehouse.load("forecast_skill", reasons)
        each, untold = (Counter(t["tenant_id"].to_pylist()) for t in (rows, reasons))
        runs = [
            Run("forecast", "done", as_of, model, version, end - HISTORY, end, tenant_id=tenant,
                metrics={"rows": each[tenant], "without": untold[tenant]},
                note=f"{each[tenant]:,} rows, {untold[tenant]} without")
            for tenant, end in ends.items()
        ]  # fmt: skip
        record_all(warehouse, runs)
    progress("forecast", rows.num_rows, rows.num_rows, f"{rows.num_rows:,} rows")
    return ForecastResult(
        model, version, len(ends), rows.num_rows, said["without"], time.monotonic() - began
    )


def due(
    warehouse: Warehouse, as_of: datetime, again: bool = False, version: str = NAIVE
) -> dict[str, datetime]:
    """By tenant the hour at which a forecast is to be issued: the one after the last known.

    What ``version`` was asked for at that hour is not due, whether or not it could say anything;
    what another one has issued is issued anew. A tenant without a standing meter is never due.
    """
    ends = {tenant: span.end for tenant, span in known(warehouse, as_of).items()}
    if ends and not again:
        asked = {"since": min(ends.values()) - timedelta(days=3), "version": version}
        issued = warehouse.query(load("ml_issued"), asked).to_pylist()
        last = {row["tenant_id"]: row["issued_at"] for row in issued}
        ends = {tenant: end for tenant, end in ends.items() if last.get(tenant, SINCE) < end}
    if not ends:
        return {}
    meters = warehouse.query(load("ml_meters"), {"as_of": as_of})
    standing = set(meters["tenant_id"].to_pylist())
    return {tenant: end for tenant, end in ends.items() if tenant in standing}


def serving(registry: Registry) -> tuple[str, str, str | None]:
    """Model, version and folder of who serves; the naive forecast where nobody can."""
    try:
        champion = registry.champion()
        if champion is None:
            return NAIVE, NAIVE, None
        folder = registry.servable(champion.version)
    except PowerlyticsError as error:
        structlog.get_logger().warning("champion_unusable", error=str(error), instead=NAIVE)
        return NAIVE, NAIVE, None
    return champion.model, champion.version, str(folder)
