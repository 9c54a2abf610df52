"""What every building is to use next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.asking import Asking
from backend.asof import as_of, site_timezone
from backend.forecasts import subjects
from backend.forecasts.schemas import ForecastResolution
from backend.forecasts.service import (
    NO_READING,
    energy_ahead,
    issue,
    peak_ahead,
    period,
    reason_of,
)
from backend.forecasts.skill import skills_of
from backend.forecasts.subjects import Clock
from backend.paging import Page
from backend.proof.evidence import Evidence, execute
from backend.tenancy import Row

Coming = tuple[Evidence | None, Row | None]
NOTHING: Coming = (None, None)


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
    clock = subjects.clock(scope, at)
    if clock is not None:
        for place in zones.items():
            hours |= _totals(asking, clock, place, "hour")
            days |= _totals(asking, clock, place, "day")
    zone = site_timezone(scope)
    day = subjects.ahead(clock, zone, "hour", 24) if clock else None
    week = subjects.ahead(clock, zone, "day") if clock else None
    skills = skills_of(scope, asking.claims, at)

    def reason(building_id: str) -> str | None:
        if building_id in hours or building_id in days:
            return None
        if at is None:
            return NO_READING
        return reason_of(subjects.building(scope, building_id), skills)

    return {
        "as_of": at,
        "period_24_hours": period(day.start, day.end, zone) if day else None,
        "period_7_days": period(week.start, week.end, zone) if week else None,
        "data": [
            _building(
                row,
                hours.get(row["building_id"], NOTHING),
                days.get(row["building_id"], NOTHING),
                reason(row["building_id"]),
            )
            for row in shown
        ],
        "next_cursor": following,
    }


def _totals(
    asking: Asking,
    clock: Clock,
    place: tuple[str, Sequence[str]],
    resolution: ForecastResolution,
) -> dict[str, Coming]:
    """building -> what is to come in the next 24 hours, or in the seven days of its zone."""
    zone, ids = place
    scope = asking.scope.within(frozenset(ids))
    span = subjects.ahead(clock, zone, resolution, 24 if resolution == "hour" else None)
    if scope is None:
        return {}
    found = execute(
        scope,
        asking.claims,
        "forecast_total",
        device_id="",
        resolution=resolution,
        model="",
        levels=["building"],
        start=span.start,
        end=span.end,
    )
    return {row["building_id"]: (found, row) for row in found.rows()}


def _building(row: Row, hours: Coming, days: Coming, reason: str | None) -> dict[str, Any]:
    return {
        "building_id": row["building_id"],
        "name": row["name"],
        "timezone": row["timezone"] or "UTC",
        **issue(hours[1] or days[1]),
        "reason": reason,
        "next_24_hours": energy_ahead(*hours, reason),
        "next_7_days": energy_ahead(*days, reason),
        "peak": peak_ahead(*hours, reason),
    }
