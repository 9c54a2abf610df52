"""``powerlytics saving``: what a change has saved, against a baseline in the same weather."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from pipeline.apart import apart

if TYPE_CHECKING:
    import pyarrow as pa

    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

YEAR = timedelta(days=365)
PARTS = ("building", "devices", "conditions", "hours")


@dataclass(frozen=True)
class SavingResult:
    """Energy saved from ``since`` to yesterday, kWh; below zero when more was used.

    low, high: the interval at ``confidence``. expected_kwh: what the year before asks for in this
    weather. method: opendsm, or change_point and ``why_not_opendsm``.
    """

    tenant_id: str
    building_id: str
    device_id: str | None
    since: date
    kwh: float
    low: float
    high: float
    confidence: float
    expected_kwh: float
    actual_kwh: float
    days_before: int
    days_after: int
    cvrmse: float
    autocorrelation: float
    method: str
    why_not_opendsm: str | None


def saving(  # noqa: PLR0913 - what a saving is of
    settings: Settings,
    warehouse: Warehouse,
    building_id: str,
    since: date,
    *,
    device_id: str | None = None,
    tenant_id: str | None = None,
    confidence: float = 0.8,
    now: datetime | None = None,
) -> SavingResult:
    """Measure what a change on the day ``since`` has saved, by the 365 days before it.

    Raises PowerlyticsError: no such building or meter, or days that carry no baseline.
    """
    tenant = _tenant(warehouse, building_id, tenant_id)
    tables = read(warehouse, tenant, building_id, since, (now or datetime.now(UTC)).date())
    options = {"since": since.isoformat(), "device_id": device_id, "confidence": confidence}
    with apart(settings.home, "saving", tables, options) as answer:
        said: dict[str, Any] = answer.said
    return SavingResult(tenant, building_id, device_id, since, **said)


def read(
    warehouse: Warehouse, tenant_id: str, building_id: str, since: date, end: date
) -> dict[str, pa.Table]:
    """The building's tables from a year before ``since`` to the day before ``end``."""
    scope = {
        "tenant_id": tenant_id,
        "all_buildings": False,
        "building_ids": [building_id],
        "start_date": since - YEAR,
        "end_date": end,
    }
    return {part: warehouse.read(f"advice_{part}", scope) for part in PARTS}


def _tenant(warehouse: Warehouse, building_id: str, tenant_id: str | None) -> str:
    """Whose building it is; one name may be two tenants'."""
    known = warehouse.query(load("ml_buildings")).to_pylist()
    owners = {row["tenant_id"] for row in known if row["building_id"] == building_id}
    if tenant_id is not None:
        owners &= {tenant_id}
    if not owners:
        names = ", ".join(sorted({row["building_id"] for row in known})) or "none yet"
        raise PowerlyticsError(f"there is no building {building_id}: there are {names}")
    if len(owners) > 1:
        raise PowerlyticsError(f"give --tenant: {', '.join(sorted(owners))} have a {building_id}")
    return str(owners.pop())
