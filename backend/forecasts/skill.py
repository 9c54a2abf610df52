"""The skill of forecasts, meter by meter, as it stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.forecasts.schemas import ForecastResolution
from backend.proof.claims import Claims
from backend.proof.evidence import Evidence, execute
from backend.tenancy import Row, Scope

FIGURES = ("mase", "wql", "coverage80", "naive_mase", "naive_wql", "naive_coverage80")
KEY = ("building_id", "device_id", "model", "basis", "horizon_hours")
SCORED = timedelta(days=90)
"""A skill that was measured longer ago says nothing of today."""


@dataclass(frozen=True)
class Skills:
    """What ``skill_meters`` says of a scope."""

    evidence: Evidence
    rows: list[Row]

    def of(
        self, device_id: str, model: str | None, resolution: ForecastResolution
    ) -> list[dict[str, Any]]:
        """Skill of one subject ('' is a building) by one model, for hours or for days."""
        horizons = (24, 48) if resolution == "hour" else (168,)
        return [
            self.shown(row)
            for row in self.rows
            if (row["device_id"] or "") == device_id
            and row["horizon_hours"] in horizons
            and row["reason"] is None
            and (model is None or row["model"] == model)
        ]

    def reason(self, device_id: str, building_id: str | None = None) -> str | None:
        """Why a subject has no forecast, as it was said last."""
        said = [
            row
            for row in self.rows
            if (row["device_id"] or "") == device_id
            and building_id in {None, row["building_id"]}
            and row["reason"] is not None
        ]
        return max(said, key=lambda row: row["computed_at"])["reason"] if said else None

    def shown(self, row: Row) -> dict[str, Any]:
        """A Skill."""
        plain = ("model", "version", "basis", "horizon_hours", "origins", "hours")
        times = ("first_origin", "last_origin", "computed_at")
        why = row["reason"] or "not measured yet"
        return {
            **{name: row[name] for name in plain},
            **{name: row[name].astimezone(UTC) if row[name] else None for name in times},
            **{name: self.evidence.figure(row, name, select=KEY, why=why) for name in FIGURES},
        }


def skills_of(scope: Scope, claims: Claims, at: datetime | None) -> Skills:
    """The newest skill of every meter of the scope."""
    since = (at or datetime.now(UTC)) - SCORED
    found = execute(scope, claims, "skill_meters", since=since)
    return Skills(found, found.rows())
