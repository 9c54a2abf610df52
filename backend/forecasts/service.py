"""Forecasts out of what the pipeline stored: the newest of each hour, with its skill beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.answers import Exported
from backend.asking import Asking
from backend.asof import HOUR, as_of, local_day, site_timezone
from backend.energy.service import why_missing
from backend.figures import Period
from backend.forecasts.schemas import ForecastResolution
from backend.forecasts.skill import Skills, skills_of
from backend.paging import Page
from backend.periods import midnight
from backend.proof.evidence import Evidence, execute, unknown
from backend.tenancy import Row, Scope

Coming = tuple[Evidence | None, Row | None]
NOTHING: Coming = (None, None)
DAY = timedelta(days=1)
PAST_DAYS = 7
"""How far back the curve shows what was measured."""
DAYS_AHEAD = 7
HOURS_AHEAD = 48
QUANTILES = tuple(f"q{tenth}0_kwh" for tenth in range(1, 10))
NO_READING = "no reading has come yet"
NOT_ISSUED = "no forecast has been issued yet"
BY_DAY = "a day has no hourly peak: ask by the hour"


@dataclass(frozen=True)
class Subject:
    """What a forecast is of: a building as a whole, or one of its meters."""

    scope: Scope
    building: Row
    device: Row | None

    @property
    def device_id(self) -> str:
        """As the queries want it: '' for the building."""
        return self.device["device_id"] if self.device else ""

    @property
    def timezone(self) -> str:
        """The zone of its days."""
        return str(self.building["timezone"] or "UTC")


@dataclass(frozen=True)
class Ahead:
    """The time that a forecast is to speak of: from the newest full hour on."""

    at: datetime
    start: datetime
    end: datetime
    shown_from: datetime


def of_building(
    asking: Asking, building_id: str, resolution: ForecastResolution, model: str
) -> Exported:
    """A Forecast of a building; 404."""
    return forecast(asking, building(asking.scope, building_id), resolution, model)


def of_device(
    asking: Asking, device_id: str, resolution: ForecastResolution, model: str
) -> Exported:
    """A Forecast of a meter; 404."""
    return forecast(asking, device(asking.scope, device_id), resolution, model)


def building(scope: Scope, building_id: str) -> Subject:
    """The building as a whole; 404."""
    found = scope.building(building_id)
    return Subject(scope.narrowed(building_id), found, None)


def device(scope: Scope, device_id: str) -> Subject:
    """One meter; 404."""
    found = scope.device(device_id)
    return Subject(
        scope.narrowed(found["building_id"]), scope.building(found["building_id"]), found
    )


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


def forecast(
    asking: Asking,
    subject: Subject,
    resolution: ForecastResolution,
    model: str,
    hours: int | None = None,
) -> Exported:
    """A Forecast: the curve, what is still to come of it, and its skill."""
    scope, claims = subject.scope, asking.claims
    skills = skills_of(scope, claims, as_of(scope))
    head = {
        "building_id": subject.building["building_id"],
        "device_id": subject.device_id or None,
        "name": (subject.device or subject.building)["name"],
        "resolution": resolution,
        "timezone": subject.timezone,
    }
    span = ahead(scope, subject.timezone, resolution, hours)
    bounds = span or _before_any_reading()
    asked = {"device_id": subject.device_id, "resolution": resolution, "model": model}
    found = execute(
        scope,
        claims,
        "forecast_series",
        **asked,
        start=bounds.shown_from,
        end=bounds.end,
        before=bounds.at,
    )
    newest = _newest(found)
    coming = [row["ts"] for row in found.rows() if row["q50_kwh"] is not None]
    end = min(bounds.end, _end_of(max(coming), bounds)) if coming else bounds.start
    total = None
    if end > bounds.start:
        total = execute(scope, claims, "forecast_total", **asked, start=bounds.start, end=end)
    row = next(iter(total.rows()), None) if total else None
    reason = None if row else _reason(subject, skills, newest, span)
    measures = {"q50_kwh": "kWh", **dict.fromkeys(QUANTILES, "kWh"), "actual_kwh": "kWh"}
    body = {
        **head,
        "as_of": span.at if span else None,
        "issued_at": newest["issued_at"] if newest else None,
        "model": newest["model"] if newest else None,
        "version": newest["version"] if newest else None,
        "reason": reason,
        "period": _period(bounds.start, end, subject.timezone) if row else None,
        "total": energy_ahead(total, row, reason),
        "peak": peak_ahead(total, row, reason if resolution == "hour" else reason or BY_DAY),
        "series": found.series(
            {**measures, "horizon_hours": "h"}, resolution=resolution, timezone=subject.timezone
        ),
        "skill": skills.of(subject.device_id, newest["model"] if newest else None, resolution),
    }
    columns = ["ts", *QUANTILES, "actual_kwh", "issued_at", "horizon_hours", "model", "version"]
    exported = found.table.select([*columns, "completeness", "estimated_share"])
    name = f"{subject.device_id or head['building_id']}-forecast-{resolution}"
    return Exported(body, exported, name)


def energy_ahead(evidence: Evidence | None, row: Row | None, why: str | None) -> dict[str, Any]:
    """A RangeFigure of the energy to come."""
    if evidence is None or row is None:
        return {**unknown("kWh", why or NOT_ISSUED), "low": None, "high": None}
    building_id = row["building_id"]
    low, high = "forecast_low_kwh", "forecast_high_kwh"
    found: dict[str, Any] = evidence.range(
        row, low, "forecast_kwh", high, building=building_id, why=why
    )
    return found


def peak_ahead(evidence: Evidence | None, row: Row | None, why: str | None) -> dict[str, Any]:
    """A MomentRangeFigure of the highest load to come."""
    if evidence is None or row is None or row["forecast_peak_at"] is None:
        return {**unknown("kW", why or NOT_ISSUED), "low": None, "high": None, "at": None}
    ends = ("peak_low_kw", "forecast_peak_kw", "peak_high_kw")
    figure = evidence.range(row, *ends, building=row["building_id"], why=why)
    return {**figure, "at": row["forecast_peak_at"].astimezone(UTC)}


def _newest(found: Evidence) -> Row | None:
    issued = [row for row in found.rows() if row["issued_at"] is not None]
    return max(issued, key=lambda row: (row["issued_at"], row["ts"])) if issued else None


def _end_of(last: datetime, span: Ahead) -> datetime:
    """The end of the interval that begins at ``last``; a day may have 23 or 25 hours, and the span
    ends with one.
    """
    return last + (HOUR if span.start == span.at else timedelta(hours=25))


def _period(start: datetime, end: datetime, timezone: str) -> dict[str, Any]:
    return Period(start=start, end=end, timezone=timezone).model_dump()


def _before_any_reading() -> Ahead:
    """A span with nothing in it: no reading has said what time it is."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return Ahead(now, now, now, now)


def _reason(subject: Subject, skills: Skills, newest: Row | None, span: Ahead | None) -> str:
    """Why nothing is to come, in plain words."""
    if span is None:
        return NO_READING
    if newest is not None:
        return f"the newest forecast was issued {newest['issued_at']:%Y-%m-%d %H:%M} UTC"
    if reason := skills.reason(subject.device_id):
        return reason
    if subject.device is not None and subject.device["kind"] == "sensor":
        return "a sensor measures no energy"
    return (why_missing(subject.scope) if subject.device is None else None) or NOT_ISSUED


def forecasts(asking: Asking, page: Page) -> dict[str, Any]:
    """A ForecastPage."""
    scope = asking.scope
    at = as_of(scope)
    shown, following = page.cut(scope.listed("buildings"), lambda row: row["building_id"])
    zones: dict[str, list[str]] = {}
    for row in shown:
        zones.setdefault(row["timezone"] or "UTC", []).append(row["building_id"])
    hours: dict[str, Coming] = {}
    days: dict[str, Coming] = {}
    for zone, ids in zones.items() if at else ():
        hours |= _totals(asking, ids, zone, "hour")
        days |= _totals(asking, ids, zone, "day")
    skills = skills_of(scope, asking.claims, at)
    zone = site_timezone(scope)
    day = ahead(scope, zone, "day")
    return {
        "as_of": at,
        "period_24_hours": _period(at, at + 24 * HOUR, zone) if at else None,
        "period_7_days": _period(day.start, day.end, zone) if day else None,
        "data": [
            _building(
                asking,
                row,
                hours.get(row["building_id"], NOTHING),
                days.get(row["building_id"], NOTHING),
                skills,
                at,
            )
            for row in shown
        ],
        "next_cursor": following,
    }


def _totals(
    asking: Asking, ids: Sequence[str], zone: str, resolution: ForecastResolution
) -> dict[str, Coming]:
    """building -> what is to come in the next 24 hours, or seven days of its zone."""
    scope = asking.scope.within(frozenset(ids))
    span = ahead(asking.scope, zone, resolution, 24 if resolution == "hour" else None)
    if scope is None or span is None:
        return {}
    asked = {"device_id": "", "resolution": resolution, "model": ""}
    found = execute(scope, asking.claims, "forecast_total", **asked, start=span.start, end=span.end)
    return {row["building_id"]: (found, row) for row in found.rows()}


def _building(  # noqa: PLR0913, PLR0917 - what a row is made of
    asking: Asking,
    row: Row,
    hours: Coming,
    days: Coming,
    skills: Skills,
    at: datetime | None,
) -> dict[str, Any]:
    building_id = row["building_id"]
    newest = hours[1] or days[1]
    reason = None
    if newest is None:
        own = building(asking.scope, building_id)
        reason = NO_READING if at is None else None
        reason = reason or skills.reason("", building_id) or why_missing(own.scope) or NOT_ISSUED
    return {
        "building_id": building_id,
        "name": row["name"],
        "timezone": row["timezone"] or "UTC",
        "issued_at": newest["issued_at"] if newest else None,
        "model": newest["model"] if newest else None,
        "version": newest["version"] if newest else None,
        "reason": reason,
        "next_24_hours": energy_ahead(*hours, reason),
        "next_7_days": energy_ahead(*days, reason),
        "peak": peak_ahead(*hours, reason),
    }
