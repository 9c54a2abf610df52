"""An incident as the API shows it, its figures proven by the query for it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.anomalies import sentences
from backend.asking import Asking
from backend.proof.evidence import Evidence, execute
from backend.tenancy import Row, Scope

ANYTHING = {"device_id": "", "kind": "", "severity": "", "look": ""}
"""Filters of the query ``anomalies`` that take everything."""
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


def told(asking: Asking, scope: Scope, rows: Sequence[Row]) -> Evidence:
    """The query ``incidents`` for rows of ``anomalies``."""
    first = min((row["start_ts"] for row in rows), default=datetime.now(UTC))
    last = max((end_of(row) for row in rows), default=first)
    ids = [row["incident_id"] for row in rows]
    return execute(
        scope, asking.claims, "incidents", incident_ids=ids, start=utc(first), end=utc(last)
    )


def end_of(row: Row) -> datetime:
    """Where an incident ends; one that goes on has at least its first hour."""
    end: datetime = row["end_ts"] or row["start_ts"] + timedelta(hours=1)
    return end


def utc(value: datetime) -> datetime:
    """The same instant; the embedded engine names its zone otherwise."""
    return value.astimezone(UTC)


def shown(evidence: Evidence, row: Row) -> dict[str, Any]:
    """An Incident; its figures are proven by the same query for it alone."""
    start, end = utc(row["start_ts"]), row["end_ts"]
    alone = {
        "incident_ids": [row["incident_id"]],
        "start": start,
        "end": utc(end_of(row)),
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
        "end": utc(end) if end else None,
        "text": sentences.incident(row),
        **figures,
        "causes": row["causes"] or [],
        "feedback": said(row, row["status"]) if row["status"] != "open" else None,
        "detected_at": utc(row["detected_at"]) if row["detected_at"] else None,
    }


def said(row: Row, verdict: str) -> dict[str, Any]:
    """A Said."""
    at = utc(row["said_at"])
    return {"verdict": verdict, "note": row["note"], "who": row["who"], "said_at": at}
