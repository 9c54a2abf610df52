"""All there is about one incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from backend.anomalies.incidents import ANYTHING, end_of, said, shown, told, utc
from backend.asking import Asking
from backend.errors import not_found
from backend.periods import FIRST, LAST
from backend.proof.evidence import Evidence, execute
from backend.tenancy import Row

BEFORE, AFTER = timedelta(days=2), timedelta(days=1)
"""What the curve shows around an incident."""
LONGEST = timedelta(days=62)


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
    evidence = told(asking, asking.scope, there)
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
        **shown(evidence, row),
        "curve": _curve(asking, row),
        "history": [said(one, one["verdict"]) for one in history],
        "similar": [shown(related, one) for one in similar],
    }


def _curve(asking: Asking, row: Row) -> dict[str, Any]:
    """The meter's hours around the incident beside what was usual."""
    start = utc(row["start_ts"])
    end = min(utc(end_of(row)), start + LONGEST)
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
