"""Findings as rows of the table ``recommendations``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from bigquery.arrow_types import schema_of
from ml.recommendations.finding import Finding, Range, Ranges
from ml.recommendations.measured import Measured

MODEL, VERSION = "rules", "1"
_END = ("low", "mid", "high")


def rows(
    measured: Measured, found: Sequence[tuple[Finding, Ranges]], created_at: datetime
) -> pa.Table:
    """One row a finding, in the order of the findings."""
    made = [_row(measured, finding, ranges, created_at) for finding, ranges in found]
    return pa.Table.from_pylist(made, schema=schema_of("recommendations"))


def _row(
    measured: Measured, finding: Finding, ranges: Ranges, created_at: datetime
) -> dict[str, object]:
    facts = measured.facts
    days = measured.days[finding.days]
    return {
        "tenant_id": facts.tenant_id,
        "recommendation_id": _identity(
            facts.tenant_id, facts.building_id, finding.device_id or "", finding.kind
        ),
        "building_id": facts.building_id,
        "device_id": finding.device_id,
        "kind": finding.kind,
        "title": finding.title,
        "sentence": finding.say(ranges) + _unseen(measured, finding),
        **_ends("saving_kwh", ranges.kwh),
        **_ends("saving_cost", ranges.cost),
        "currency": measured.currency,
        **_ends("saving_carbon_kg", ranges.carbon),
        "evidence": [
            {"label": each.label, "value": each.value, "unit": each.unit}
            for each in finding.evidence
            if np.isfinite(each.value)
        ],
        "verify": finding.verify,
        "period_start": days[0].astype(object),
        "period_end": (days[-1] + np.timedelta64(1, "D")).astype(object),
        "created_at": created_at,
        "model": MODEL,
        "version": VERSION,
    }


def _unseen(measured: Measured, finding: Finding) -> str:
    if measured.every_season(finding.days):
        return ""
    return f" Measured over {finding.days.sum()} days, not over a whole year."


def _ends(name: str, found: Range | None) -> dict[str, float | None]:
    return {f"{name}_{end}": None if found is None else getattr(found, end) for end in _END}


def _identity(*parts: str) -> str:
    """The same for the same tenant, building, device and kind, whenever it is found again."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=10)
    return f"rec_{digest.hexdigest()}"
