"""What was done of what was recommended, and what it has saved."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from backend.asking import Asking
from backend.errors import not_found
from backend.proof.evidence import Evidence, execute
from backend.tenancy import Row

PLAIN = (
    "recommendation_id",
    "building_id",
    "building_name",
    "device_id",
    "device_name",
    "kind",
    "title",
    "since",
    "who",
    "days_before",
    "days_after",
    "days_since",
    "last_day",
    "method",
    "together_with",
)
NOT_YET = "not measured yet; that comes with the next readings"


def savings(asking: Asking, building_id: str | None) -> dict[str, Any]:
    """All of a building, or of all; 404 for a building that is not the asker's."""
    scope = asking.scope if building_id is None else asking.scope.narrowed(building_id)
    found = execute(scope, asking.claims, "savings", recommendation_id="")
    return {"data": [_shown(found, row) for row in found.rows() if row["since"] is not None]}


def find(asking: Asking, recommendation_id: str) -> Row | None:
    """The newest word on one recommendation, also that it was taken back (since is None).

    None: it was never acted on, or is not the asker's.
    """
    rows = asking.scope.read("savings", recommendation_id=recommendation_id).to_pylist()
    return rows[0] if rows and recommendation_id else None


def saving(asking: Asking, recommendation_id: str) -> dict[str, Any]:
    """A Saving; 404 for a recommendation that was not acted on, or is not the asker's."""
    found = execute(asking.scope, asking.claims, "savings", recommendation_id=recommendation_id)
    for row in found.rows():
        if row["since"] is not None:
            return _shown(found, row)
    raise not_found("recommendation")


def _shown(evidence: Evidence, row: Row) -> dict[str, Any]:
    one = {"recommendation_id": row["recommendation_id"]}
    proving = Evidence(evidence.scope, evidence.claims, evidence.query, one, evidence.table)
    known = {"building": row["building_id"], "why": row["why"] or NOT_YET}
    measured = row["measured_at"]
    return {
        **{name: row[name] for name in PLAIN},
        "saved": proving.range(row, "saved_kwh_low", "saved_kwh", "saved_kwh_high", **known),
        "expected": proving.figure(row, "baseline_kwh", **known),
        "actual": proving.figure(row, "used_kwh", **known),
        "baseline_error": proving.figure(row, "cvrmse", **known),
        "note": row["why"] if row["saved_kwh"] is not None else None,
        "said_at": row["said_at"].astimezone(UTC),
        "measured_at": measured.astimezone(UTC) if measured else None,
    }
