"""Incidents: the list, and all there is about one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.anomalies import sentences
from backend.answers import Exported
from backend.asking import Asking
from backend.asof import as_of, local_day, site_timezone
from backend.errors import not_found
from backend.paging import Page
from backend.periods import FIRST, LAST, Days, days_query
from backend.proof.evidence import Evidence, execute
from backend.tenancy import Row, Scope

SPAN = timedelta(days=90)
"""What a list covers when nothing is said."""
BEFORE, AFTER = timedelta(days=2), timedelta(days=1)
"""What the curve shows around an incident."""
LONGEST = timedelta(days=62)
EVERYTHING = Page(100_000, None)
STATUSES = ("open", "confirmed", "dismissed", "explained")
ANYTHING = {"device_id": "", "kind": "", "severity": "", "look": ""}
PLAIN = (
    "incident_id",
    "building_id",
    "building_name",
    "device_id",
    "device_name",
    "timezone",
    "kind",
    "severity",
    "probability",
    "status",
    "look",
    "model",
    "version",
)
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
    shown, following = page.cut(wanted, _newest_first)
    evidence = _told(asking, scope, shown)
    body = {
        "period": days.period(timezone).model_dump(),
        "counts": {status: counts[status] for status in STATUSES},
        "data": [_incident(evidence, row) for row in evidence.rows()],
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


def _newest_first(row: Row) -> str:
    """A key that grows as incidents get older, so a page's cursor stays where new ones come."""
    start: datetime = row["start_ts"]
    left = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) - start
    return f"{left // timedelta(seconds=1):012d} {row['incident_id']}"


def _told(asking: Asking, scope: Scope, rows: Sequence[Row]) -> Evidence:
    """The query ``incidents`` for rows of ``anomalies``."""
    first = min((row["start_ts"] for row in rows), default=datetime.now(UTC))
    last = max((_end(row) for row in rows), default=first)
    ids = [row["incident_id"] for row in rows]
    return execute(
        scope, asking.claims, "incidents", incident_ids=ids, start=_utc(first), end=_utc(last)
    )


def _end(row: Row) -> datetime:
    """Where an incident ends; one that goes on has at least its first hour."""
    end: datetime = row["end_ts"] or row["start_ts"] + timedelta(hours=1)
    return end


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _incident(evidence: Evidence, row: Row) -> dict[str, Any]:
    """An Incident; its figures are proven by the same query for it alone."""
    start, end = _utc(row["start_ts"]), row["end_ts"]
    alone = {
        "incident_ids": [row["incident_id"]],
        "start": start,
        "end": _utc(_end(row)),
        "device_id": row["device_id"],  # which readings the proof shows
    }
    own = replace(evidence, parameters=alone)
    why = {"building": row["building_id"], "why": "no reading in its hours"}
    figures = {
        "actual": own.figure(row, "actual_kwh", **why),
        "expected": own.figure(row, "expected_kwh", **{**why, "why": "nothing to compare with"}),
        "excess": own.figure(row, "excess_kwh", **why),
        "cost": own.figure(row, "cost", **{**why, "why": "cost unknown"}),
        "carbon": own.figure(row, "carbon_kg", **{**why, "why": "carbon intensity unknown"}),
    }
    return {
        **{name: row[name] for name in PLAIN},
        "start": start,
        "end": _utc(end) if end else None,
        "text": sentences.incident(row),
        **figures,
        "causes": row["causes"] or [],
        "feedback": _said(row, row["status"]) if row["status"] != "open" else None,
        "detected_at": _utc(row["detected_at"]) if row["detected_at"] else None,
    }


def _said(row: Row, verdict: str) -> dict[str, Any]:
    said = _utc(row["said_at"])
    return {"verdict": verdict, "note": row["note"], "who": row["who"], "said_at": said}


def find(asking: Asking, incident_id: str) -> Row:
    """Everything about one incident; 404."""
    return _one(asking, _known(asking), incident_id)[1]


def _one(asking: Asking, known: Mapping[str, Row], incident_id: str) -> tuple[Evidence, Row]:
    evidence, rows = _found(asking, known, [incident_id])
    if not rows:
        raise not_found("incident")
    return evidence, rows[0]


def _known(asking: Asking) -> dict[str, Row]:
    """Where each incident of the scope lies, so that only the hours of the wanted ones are read."""
    rows = asking.scope.read("anomalies", start_date=FIRST, end_date=LAST, **ANYTHING).to_pylist()
    return {row["incident_id"]: row for row in rows}


def _found(
    asking: Asking, known: Mapping[str, Row], ids: Sequence[str]
) -> tuple[Evidence, list[Row]]:
    """Everything about the incidents, in the order asked for, but those not there."""
    there = [known[key] for key in dict.fromkeys(ids) if key in known]
    evidence = _told(asking, asking.scope, there)
    rows = {row["incident_id"]: row for row in evidence.rows()}
    # one that a new look has replaced in the meantime is not there any more
    return evidence, [rows[key] for row in there if (key := row["incident_id"]) in rows]


def incident(asking: Asking, incident_id: str) -> dict[str, Any]:
    """An IncidentDetail; 404."""
    known = _known(asking)
    evidence, row = _one(asking, known, incident_id)
    like = row["similar_ids"] or []
    related, similar = _found(asking, known, like) if like else (evidence, [])
    history = asking.scope.read("incident_feedback", incident_id=incident_id).to_pylist()
    return {
        **_incident(evidence, row),
        "curve": _curve(asking, row),
        "history": [_said(one, one["verdict"]) for one in history],
        "similar": [_incident(related, one) for one in similar],
    }


def _curve(asking: Asking, row: Row) -> dict[str, Any]:
    """The meter's hours around the incident beside what was usual."""
    start = _utc(row["start_ts"])
    end = min(_utc(_end(row)), start + LONGEST)
    found = execute(
        asking.scope.narrowed(row["building_id"]),
        asking.claims,
        "incident_curve",
        device_id=row["device_id"],
        start=start - BEFORE,
        end=end + AFTER,
        before=start,
    )
    measures = ("actual_kwh", "expected_kwh", "low_kwh", "high_kwh")
    series: dict[str, Any] = found.series(
        dict.fromkeys(measures, "kWh"), resolution="hour", timezone=row["timezone"]
    )
    return series


def first_look(asking: Asking, building_id: str) -> dict[str, Any]:
    """A FirstLook at the newest two days of a building; 404."""
    building = asking.scope.building(building_id)
    scope = asking.scope.narrowed(building_id)
    at = as_of(asking.scope)
    rows: list[Row] = []
    if at is not None:
        day = local_day(at, building["timezone"] or "UTC")
        days = {"start_date": day.start - timedelta(days=1), "end_date": day.end}
        rows = scope.read("anomalies", **days, **ANYTHING).to_pylist()
    evidence = _told(asking, scope, rows)
    shown = [_incident(evidence, row) for row in evidence.rows()]
    return {
        "building_id": building_id,
        "name": building["name"],
        "as_of": at,
        "text": sentences.first_look(building["name"], shown, at),
        "data": shown,
    }
