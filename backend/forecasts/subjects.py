"""What a forecast is of, and of which time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from backend.asof import HOUR, local_day, site_timezone
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


@dataclass(frozen=True)
class Clock:
    """What time it is: ``at``, the end of the newest full hour, and ``origin``, the instant from
    which the newest forecast speaks. It may be later: one meter is ahead of the others.
    """

    at: datetime
    origin: datetime


def clock(scope: Scope, at: datetime | None, model: str = "") -> Clock | None:
    """The clock of a scope's forecasts; None before the first reading."""
    if at is None:
        return None
    span = {"start": at, "end": at + HOURS_AHEAD * HOUR}
    issued = scope.read("forecast_issued", **span, model=model).column("issued_at")[0].as_py()
    return Clock(at, max(at, issued.astimezone(UTC)) if issued else at)


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
    clock: Clock, timezone: str, resolution: ForecastResolution, hours: int | None = None
) -> Ahead:
    """The next ``hours`` (48), or as many local days after today as hold them (seven)."""
    origin = clock.origin
    today = local_day(origin, timezone)
    shown_from = midnight(today.start - PAST_DAYS * DAY, timezone)
    if resolution == "hour":
        return Ahead(clock.at, origin, origin + (hours or HOURS_AHEAD) * HOUR, shown_from)
    days = DAYS_AHEAD if hours is None else -(-hours // 24)
    first = midnight(today.end, timezone)
    return Ahead(clock.at, first, midnight(today.end + days * DAY, timezone), shown_from)


def nothing_ahead() -> Ahead:
    """A span with nothing in it: no reading has said what time it is."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return Ahead(now, now, now, now)
