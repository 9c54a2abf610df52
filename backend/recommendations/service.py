"""Recommendations as they stand, the most money first."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from backend.asking import Asking
from backend.errors import not_found
from backend.paging import Page
from backend.proof.evidence import Evidence, execute, unit_of
from backend.tenancy import Row

SAVINGS = {"energy": "saving_kwh", "cost": "saving_cost", "carbon": "saving_carbon_kg"}
WHY = {"cost": "cost unknown", "carbon": "carbon intensity unknown"}
PLAIN = (
    "recommendation_id",
    "building_id",
    "building_name",
    "device_id",
    "device_name",
    "kind",
    "title",
    "sentence",
    "verify",
    "period_start",
    "period_end",
    "model",
    "version",
    "done_since",
)


def recommendations(
    asking: Asking, building_id: str | None, done: bool | None, page: Page
) -> dict[str, Any]:
    """A RecommendationPage; 404 for a building that is not the asker's.

    done: only those that were acted on, or only the others; None: all.
    """
    scope = asking.scope if building_id is None else asking.scope.narrowed(building_id)
    found = execute(scope, asking.claims, "recommendations", recommendation_id="")
    # the most money first: the cursor counts down the list
    keyed = {
        f"{place:08d}": row
        for place, row in enumerate(found.rows())
        if done in {None, row["done_since"] is not None}
    }
    shown, following = page.cut(list(keyed), lambda key: key)
    return {"data": [_shown(found, keyed[key]) for key in shown], "next_cursor": following}


def recommendation(asking: Asking, recommendation_id: str) -> dict[str, Any]:
    """A Recommendation; 404."""
    asked = {"recommendation_id": recommendation_id}
    found = execute(asking.scope, asking.claims, "recommendations", **asked)
    for row in found.rows() if recommendation_id else ():
        return _shown(found, row)
    raise not_found("recommendation")


def _shown(evidence: Evidence, row: Row) -> dict[str, Any]:
    one = {"recommendation_id": row["recommendation_id"]}
    proving = Evidence(evidence.scope, evidence.claims, evidence.query, one, evidence.table)
    figures = {
        name: proving.range(
            row,
            f"{column}_low",
            f"{column}_mid",
            f"{column}_high",
            unit=unit_of(f"{column}_mid", row),
            building=row["building_id"],
            why=WHY.get(name, "not known"),
        )
        for name, column in SAVINGS.items()
    }
    created = row["created_at"]
    return {
        **{name: row[name] for name in PLAIN},
        **figures,
        "evidence": row["evidence"] or [],
        "created_at": created.astimezone(UTC) if created else None,
    }
