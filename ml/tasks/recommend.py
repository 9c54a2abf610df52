"""What would save energy, building by building."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from bigquery.arrow_types import schema_of
from ml.recommendations import measured_of, recommend
from ml.work import Done, Work

PARTS = ("building", "devices", "conditions", "hours")


def run(work: Work) -> Done:
    """Options: ``created_at``, ``buildings`` (how many). Tables in: ``PART_N`` of each building,
    ``standing``; out: recommendations. What stood before keeps the day on which it was made."""
    created_at = datetime.fromisoformat(work.options["created_at"])
    standing = {
        (row["tenant_id"], row["recommendation_id"]): row["created_at"]
        for row in work.tables["standing"].to_pylist()
    }
    found, reasons = [], 0
    for number in range(work.options["buildings"]):
        parts = (work.tables[f"{part}_{number}"] for part in PARTS)
        advice = recommend(measured_of(*parts), created_at)
        reasons += len(advice.reasons)
        for row in advice.rows.to_pylist():
            key = (row["tenant_id"], row["recommendation_id"])
            found.append({**row, "created_at": standing.get(key, row["created_at"])})
    table = pa.Table.from_pylist(found, schema=schema_of("recommendations"))
    return Done({"recommendations": table}, {"rows": len(found), "not_advised": reasons})
