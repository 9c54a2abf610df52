"""Lists of incidents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.anomalies import sentences
from backend.anomalies.incidents import ANYTHING, shown, told
from backend.answers import Exported
from backend.asking import Asking
from backend.asof import as_of, local_day, site_timezone
from backend.paging import Page, newest_first
from backend.periods import FIRST, Days, days_query
from backend.tenancy import Row, Scope

SPAN = timedelta(days=90)
"""What a list covers when nothing is said."""
EVERYTHING = Page(100_000, None)
STATUSES = ("open", "confirmed", "dismissed", "explained")
EXPORTED = (
    "incident_id",
    "building_id",
    "device_id",
    "start_ts",
    "end_ts",
    "kind",
    "severity",
    "probability",
    "status",
    "actual_kwh",
    "expected_kwh",
    "excess_kwh",
    "cost",
    "currency",
    "carbon_kg",
    "completeness",
    "estimated_share",
    "note",
    "who",
    "said_at",
)


@dataclass(frozen=True)
class Asked:
    """Which incidents; '' and None take everything."""

    building_id: str | None = None
    device_id: str = ""
    kind: str = ""
    severity: str = ""
    status: str | None = None
    start_date: date | None = None
    end_date: date | None = None


def incidents(asking: Asking, asked: Asked, page: Page) -> Exported:
    """An IncidentPage; 404 for a building or a meter that is not the asker's."""
    scope = asking.scope if asked.building_id is None else asking.scope.narrowed(asked.building_id)
    if asked.device_id:
        scope.device(asked.device_id)
    timezone = site_timezone(scope)
    days = _days(asking.scope, asked, timezone)
    found = scope.read(
        "anomalies",
        start_date=days.start,
        end_date=days.end,
        device_id=asked.device_id,
        kind=asked.kind,
        severity=asked.severity,
        look="",
    ).to_pylist()
    counts = Counter(row["status"] for row in found)
    wanted = [row for row in found if asked.status in {None, row["status"]}]
    cut, following = page.cut(wanted, lambda row: newest_first(row["start_ts"], row["incident_id"]))
    evidence = told(asking, scope, cut)
    body = {
        "period": days.period(timezone).model_dump(),
        "counts": {status: counts[status] for status in STATUSES},
        "data": [shown(evidence, row) for row in evidence.rows()],
        "next_cursor": following,
    }
    return Exported(body, evidence.table.select(EXPORTED), f"anomalies-{days.start}-{days.end}")


def _days(scope: Scope, asked: Asked, timezone: str) -> Days:
    """The days asked for; 90 up to the newest where one end is not said."""
    at = as_of(scope) or datetime.now(UTC)
    end = asked.end_date or max(local_day(at, timezone).end, asked.start_date or FIRST)
    if asked.end_date is None and end == asked.start_date:
        end += timedelta(days=1)
    return days_query(asked.start_date or max(end - SPAN, FIRST), end)


def first_look(asking: Asking, building_id: str) -> dict[str, Any]:
    """A FirstLook at the newest two days of a building; 404."""
    building = asking.scope.building(building_id)
    timezone = building["timezone"] or "UTC"
    scope = asking.scope.narrowed(building_id)
    at = as_of(asking.scope)
    rows: list[Row] = []
    if at is not None:
        day = local_day(at, timezone)
        days = {"start_date": day.start - timedelta(days=1), "end_date": day.end}
        rows = scope.read("anomalies", **days, **ANYTHING).to_pylist()
    evidence = told(asking, scope, rows)
    seen = [shown(evidence, row) for row in evidence.rows()]
    looked = _looked_until(asking.scope, at)
    return {
        "building_id": building_id,
        "name": building["name"],
        "as_of": at,
        "looked_until": looked,
        "text": sentences.first_look(building["name"], seen, at, looked, timezone),
        "data": seen,
    }


def _looked_until(scope: Scope, at: datetime | None) -> datetime | None:
    """Up to when readings have been looked at; None: never, so that none can be called usual."""
    since = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    latest: datetime | None = scope.read("looked_until", since=since)["looked_until"][0].as_py()
    return None if at is None or latest is None else min(at, latest)
