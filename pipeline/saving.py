"""``powerlytics saving``: what a change has saved, against a baseline in the same weather."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from pipeline.advice import advice_tables
from pipeline.apart import apart

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

YEAR = timedelta(days=365)
EARLIEST = date(1970, 1, 1) + YEAR


@dataclass(frozen=True)
class SavingResult:
    """Energy saved from ``since`` to yesterday, kWh; below zero when more was used.

    low, high: the interval at ``confidence``. expected_kwh: what the year before asks for in this
    weather. ``days_after`` of the ``days_since`` were measured, the last of them ``last_day``.
    method: opendsm, or change_point and ``why_not_opendsm``.
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
    days_since: int
    last_day: str
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
    """Measure what a change has saved, by the 365 days before.

    ``since``: the first whole local day with the change. Raises PowerlyticsError: no such building
    or meter, or days that carry no baseline.
    """
    as_of = now or datetime.now(UTC)
    if not EARLIEST <= since <= as_of.date():
        raise PowerlyticsError(f"nothing can be measured since {since}: give a day that is past")
    tenant = _tenant(warehouse, building_id, tenant_id)
    end = as_of.date() + timedelta(days=1)  # in the east it is tomorrow already
    tables = advice_tables(warehouse, tenant, building_id, since - YEAR, end)
    options = {
        "since": since.isoformat(),
        "now": as_of.isoformat(),
        "device_id": device_id,
        "confidence": confidence,
    }
    with apart(settings.home, "saving", tables, options) as answer:
        said: dict[str, Any] = answer.said
    return SavingResult(tenant, building_id, device_id, since, **said)


def _tenant(warehouse: Warehouse, building_id: str, tenant_id: str | None) -> str:
    """Whose building it is; one name may be two tenants'."""
    known = [
        row
        for row in warehouse.query(load("ml_buildings")).to_pylist()
        if tenant_id in {None, row["tenant_id"]}
    ]
    owners = {row["tenant_id"] for row in known if row["building_id"] == building_id}
    if not owners:
        whose = f" of {tenant_id}" if tenant_id else ""
        names = ", ".join(sorted({row["building_id"] for row in known})) or "none"
        raise PowerlyticsError(f"no building{whose} is named {building_id}: there are {names}")
    if len(owners) > 1:
        raise PowerlyticsError(f"give --tenant: {', '.join(sorted(owners))} have a {building_id}")
    return str(owners.pop())
