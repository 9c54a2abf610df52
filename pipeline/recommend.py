"""``powerlytics recommend``: what would save energy, from the last year of every building."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bigquery.queries import load
from ml.runs import Run, record
from pipeline.advice import advice_tables
from pipeline.apart import apart
from pipeline.progress import Progress, silent

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

MODEL = "recommendations"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class RecommendResult:
    """Buildings that were looked at, recommendations that stand now."""

    buildings: int
    recommendations: int
    duration_seconds: float


def recommend(
    settings: Settings,
    warehouse: Warehouse,
    progress: Progress = silent,
    now: datetime | None = None,
) -> RecommendResult:
    """Replace the recommendations of every tenant by what its last 365 local days say."""
    began, as_of = time.monotonic(), now or datetime.now(UTC)
    buildings = warehouse.query(load("ml_buildings")).to_pylist()
    if not buildings:
        return RecommendResult(0, 0, time.monotonic() - began)
    tables = {"standing": warehouse.query(load("ml_standing_advice"))}
    end = as_of.date() + timedelta(days=1)
    for number, building in enumerate(buildings):
        progress("recommend", number, len(buildings), building["building_id"])
        whose = (building["tenant_id"], building["building_id"])
        found = advice_tables(warehouse, *whose, end - YEAR, end)
        tables |= {f"{part}_{number}": table for part, table in found.items()}
    options = {"created_at": as_of.isoformat(), "buildings": len(buildings)}
    with apart(settings.home, "recommend", tables, options) as answer:
        said, rows = answer.said, answer.tables["recommendations"]
    with warehouse.transaction():
        for tenant in sorted({building["tenant_id"] for building in buildings}):
            warehouse.query(load("ml_forget_advice"), {"tenant_id": tenant})
        warehouse.load("recommendations", rows)
        note = f"{rows.num_rows} recommendations for {len(buildings)} buildings"
        span = (as_of - YEAR, as_of)
        record(
            warehouse, Run("recommend", "done", as_of, MODEL, None, *span, metrics=said, note=note)
        )
    progress("recommend", len(buildings), len(buildings), f"{rows.num_rows} recommendations")
    return RecommendResult(len(buildings), rows.num_rows, time.monotonic() - began)
