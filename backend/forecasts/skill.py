"""The skill of forecasts, meter by meter, as it stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.forecasts.schemas import ForecastResolution
from backend.forecasts.subjects import Subject
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
        self, subject: Subject, model: str | None, resolution: ForecastResolution
    ) -> list[dict[str, Any]]:
        """Skill of one subject by one model, for hours or for days; a site has none of its own."""
        horizons = (24, 48) if resolution == "hour" else (168,)
        return [
            self.shown(row)
            for row in self._rows(subject.building_id, subject.device_id)
            if row["horizon_hours"] in horizons
            and row["reason"] is None
            and model in {None, row["model"]}
        ]

    def reason(self, building_id: str | None, device_id: str) -> str | None:
        """Why a subject has no forecast, as it was said last."""
        said = [row for row in self._rows(building_id, device_id) if row["reason"] is not None]
        return max(said, key=lambda row: row["computed_at"])["reason"] if said else None

    def _rows(self, building_id: str | None, device_id: str) -> list[Row]:
        asked = (building_id, device_id)
        return [row for row in self.rows if (row["building_id"], row["device_id"] or "") == asked]

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


def skills_of(scope: Scope, claims: Claims, at: datetime | None, serving: str = "") -> Skills:
    """The newest skill of every meter of the scope: of version ``serving`` where it has one."""
    since = (at or datetime.now(UTC)) - SCORED
    found = execute(scope, claims, "skill_meters", since=since, serving=serving)
    return Skills(found, found.rows())
