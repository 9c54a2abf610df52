"""A forecast out of what was stored: the newest of each hour, with its skill beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow.compute as pc

from backend.answers import Exported
from backend.asking import Asking
from backend.asof import HOUR, as_of
from backend.energy.service import why_missing
from backend.figures import Period
from backend.forecasts import subjects
from backend.forecasts.schemas import ForecastResolution
from backend.forecasts.skill import Skills, skills_of
from backend.forecasts.subjects import Ahead, Subject
from backend.proof.evidence import Evidence, execute, unknown
from backend.tenancy import Row

QUANTILES = tuple(f"q{tenth}0_kwh" for tenth in range(1, 10))
NO_READING = "no reading has come yet"
NOT_ISSUED = "no forecast has been issued yet"
BY_DAY = "a day has no hourly peak: ask by the hour"


def of_site(asking: Asking, resolution: ForecastResolution, model: str) -> Exported:
    """A Forecast of all buildings together."""
    return forecast(asking, subjects.site(asking.scope), resolution, model)


def of_building(
    asking: Asking, building_id: str, resolution: ForecastResolution, model: str
) -> Exported:
    """A Forecast of a building; 404."""
    return forecast(asking, subjects.building(asking.scope, building_id), resolution, model)


def of_device(
    asking: Asking, device_id: str, resolution: ForecastResolution, model: str
) -> Exported:
    """A Forecast of a meter; 404."""
    return forecast(asking, subjects.device(asking.scope, device_id), resolution, model)


def forecast(
    asking: Asking,
    subject: Subject,
    resolution: ForecastResolution,
    model: str,
    hours: int | None = None,
) -> Exported:
    """A Forecast: the curve, what is still to come of it, and its skill."""
    scope, claims = subject.scope, asking.claims
    clock = subjects.clock(scope, as_of(asking.scope), model)
    span = subjects.ahead(clock, subject.timezone, resolution, hours) if clock else None
    bounds = span or subjects.nothing_ahead()
    asked = {"device_id": subject.device_id, "resolution": resolution, "model": model}
    shown = {"start": bounds.shown_from, "end": bounds.end, "before": bounds.at}
    found = execute(scope, claims, "forecast_series", **asked, **shown, timezone=subject.timezone)
    newest, end = _newest(found), _end(found, bounds, resolution)
    total, row = None, None
    without: list[str] = []
    if end > bounds.start:
        coming = {"start": bounds.start, "end": end, "levels": list(subject.levels)}
        both = execute(scope, claims, "forecast_total", **asked, **coming)
        total = both.of(subject.levels[0])
        row = next(iter(total.rows()), None)
        without = _without(both, subject)
    serving = newest["version"] if newest else ""
    skills = skills_of(scope, claims, as_of(asking.scope), serving)
    reason = None if row else _reason(subject, skills, newest, span)
    no_peak = reason if resolution == "hour" else reason or BY_DAY
    measures = ("q50_kwh", *QUANTILES, "actual_kwh")
    body = {
        "building_id": subject.building_id,
        "device_id": subject.device_id or None,
        "name": subject.name,
        "resolution": resolution,
        "timezone": subject.timezone,
        "as_of": span.at if span else None,
        **issue(newest),
        "reason": reason,
        "without": without,
        "period": period(bounds.start, end, subject.timezone) if row else None,
        "total": energy_ahead(total, row, reason),
        "peak": peak_ahead(total, row, no_peak),
        "series": found.series(
            {**dict.fromkeys(measures, "kWh"), "horizon_hours": "h"},
            resolution=resolution,
            timezone=subject.timezone,
        ),
        "skill": skills.of(subject, newest["model"] if newest else None, resolution),
    }
    columns = ["ts", *QUANTILES, "actual_kwh", "issued_at", "horizon_hours", "model", "version"]
    exported = found.table.select([*columns, "completeness", "estimated_share"])
    name = f"{subject.device_id or subject.building_id or 'site'}-forecast-{resolution}"
    return Exported(body, exported, name)


def _without(both: Evidence, subject: Subject) -> list[str]:
    """Names of the site's buildings that no forecast speaks of."""
    if subject.building_id is not None:
        return []
    there = set(both.table.column("building_id").to_pylist())
    rows = subject.scope.listed("buildings")
    return [row["name"] for row in rows if row["building_id"] not in there]


def issue(row: Row | None) -> dict[str, Any]:
    """When a forecast was issued, and by what."""
    names = ("issued_at", "model", "version")
    if row is None:
        return dict.fromkeys(names)
    return {**{name: row[name] for name in names}, "issued_at": row["issued_at"].astimezone(UTC)}


def energy_ahead(evidence: Evidence | None, row: Row | None, why: str | None) -> dict[str, Any]:
    """A RangeFigure of the energy to come."""
    if evidence is None or row is None:
        return {**unknown("kWh", why or NOT_ISSUED), "low": None, "high": None}
    ends = ("forecast_low_kwh", "forecast_kwh", "forecast_high_kwh")
    figure: dict[str, Any] = evidence.range(row, *ends, building=row["building_id"], why=why)
    return figure


def peak_ahead(evidence: Evidence | None, row: Row | None, why: str | None) -> dict[str, Any]:
    """A MomentRangeFigure of the highest load to come."""
    if evidence is None or row is None or row["forecast_peak_at"] is None:
        return {**unknown("kW", why or NOT_ISSUED), "low": None, "high": None, "at": None}
    ends = ("peak_low_kw", "forecast_peak_kw", "peak_high_kw")
    figure = evidence.range(row, *ends, building=row["building_id"], why=why)
    return {**figure, "at": row["forecast_peak_at"].astimezone(UTC)}


def period(start: datetime, end: datetime, timezone: str) -> dict[str, Any]:
    """A Period."""
    return Period(start=start, end=end, timezone=timezone).model_dump()


def _newest(found: Evidence) -> Row | None:
    """The last hour that the newest forecast speaks of."""
    table = found.table
    issued = table.filter(pc.is_valid(table.column("issued_at"))).to_pylist()
    return max(issued, key=lambda row: (row["issued_at"], row["ts"])) if issued else None


def _end(found: Evidence, span: Ahead, resolution: ForecastResolution) -> datetime:
    """Where the forecast ends: at most with the span, at least at its start."""
    table = found.table
    last: datetime | None = pc.max(
        table.filter(pc.is_valid(table.column("q50_kwh"))).column("ts")
    ).as_py()
    if last is None or last < span.start:
        return span.start
    # of days the span ends with the last one; a day of 25 hours is the longest
    step = HOUR if resolution == "hour" else timedelta(hours=25)
    return min(span.end, last.astimezone(UTC) + step)


def _reason(subject: Subject, skills: Skills, newest: Row | None, span: Ahead | None) -> str:
    """Why nothing is to come, in plain words."""
    if span is None:
        return NO_READING
    if newest is not None:
        return f"the newest forecast was issued {newest['issued_at']:%Y-%m-%d %H:%M} UTC"
    if subject.sensor:
        return "a sensor measures no energy"
    if subject.building_id is None:
        return NOT_ISSUED
    return reason_of(subject, skills)


def reason_of(subject: Subject, skills: Skills) -> str:
    """Why a building or a meter has no forecast, as far as it is known."""
    said = skills.reason(subject.building_id, subject.device_id)
    missing = None if subject.device_id else why_missing(subject.scope)
    return said or missing or NOT_ISSUED
