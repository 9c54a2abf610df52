"""What a forecast is of, and of which time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from backend.asof import HOUR, as_of, local_day, site_timezone
from backend.forecasts.schemas import ForecastResolution
from backend.periods import midnight
from backend.tenancy import Scope

DAY = timedelta(days=1)
PAST_DAYS = 7
"""How far back the curve shows what was measured."""
DAYS_AHEAD = 7
HOURS_AHEAD = 48


@dataclass(frozen=True)
class Subject:
    """A meter, a building as a whole, or all buildings of the asker together."""

    scope: Scope
    building_id: str | None
    device_id: str
    """'' for whole buildings, as the queries want it."""
    name: str
    timezone: str
    sensor: bool = False

    @property
    def levels(self) -> tuple[Literal["site", "building"], ...]:
        """Its own level as ``forecast_total`` names it, then that of what it is made of."""
        return ("site", "building") if self.building_id is None else ("building",)


@dataclass(frozen=True)
class Ahead:
    """[start, end) is the time to come, ``at`` the end of the newest full hour, and the curve
    begins at ``shown_from``.
    """

    at: datetime
    start: datetime
    end: datetime
    shown_from: datetime


def building(scope: Scope, building_id: str) -> Subject:
    """The building as a whole; 404."""
    row = scope.building(building_id)
    zone = row["timezone"] or "UTC"
    return Subject(scope.narrowed(building_id), building_id, "", row["name"], zone)


def device(scope: Scope, device_id: str) -> Subject:
    """One meter; 404."""
    row = scope.device(device_id)
    name, zone = row["name"] or device_id, row["timezone"] or "UTC"
    own = scope.narrowed(row["building_id"])
    return Subject(own, row["building_id"], device_id, name, zone, row["kind"] == "sensor")


def site(scope: Scope) -> Subject:
    """All buildings that the asker may see."""
    tenant = next(iter(scope.listed("tenants")), None)
    name = str(tenant["name"] or scope.tenant_id) if tenant else scope.tenant_id
    return Subject(scope, None, "", name, site_timezone(scope))


def ahead(
    scope: Scope, timezone: str, resolution: ForecastResolution, hours: int | None = None
) -> Ahead | None:
    """The next ``hours`` (48), or as many local days after today as hold them (seven); None before
    the first reading.
    """
    at = as_of(scope)
    if at is None:
        return None
    today = local_day(at, timezone)
    shown_from = midnight(today.start - PAST_DAYS * DAY, timezone)
    if resolution == "hour":
        return Ahead(at, at, at + (hours or HOURS_AHEAD) * HOUR, shown_from)
    days = DAYS_AHEAD if hours is None else -(-hours // 24)
    first = midnight(today.end, timezone)
    return Ahead(at, first, midnight(today.end + days * DAY, timezone), shown_from)


def nothing_ahead() -> Ahead:
    """A span with nothing in it: no reading has said what time it is."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return Ahead(now, now, now, now)
