"""``powerlytics detect``: incidents among the stored hours, each once however often it is seen."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from bigquery.queries import load
from ml.runs import Run, code_version, record
from pipeline.apart import apart
from pipeline.panel import Known, known, panel
from pipeline.progress import Progress, silent

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

Look = Literal["first", "full"]
MODEL = "anomalies"
SINCE = datetime(2000, 1, 1, tzinfo=UTC)
HISTORY = timedelta(days=430)  # a year before tells a season from an incident
FIRST = timedelta(days=120)  # how far back the first full look judges
WINDOW = timedelta(days=14)  # and how far back a later one may change what was found
FULL_EVERY = timedelta(hours=6)
REST = 20  # times as long as the last full look took: many meters are looked at less often
LATELY = timedelta(days=2)  # what a first look judges
LEARNT = timedelta(days=120)  # and what it learns from


@dataclass(frozen=True)
class DetectResult:
    """The look that was taken (None: none was due), incidents written and removed."""

    look: Look | None
    incidents: int
    removed: int
    duration_seconds: float


def detect(
    settings: Settings,
    warehouse: Warehouse,
    progress: Progress = silent,
    now: datetime | None = None,
    look: Look | None = None,
) -> DetectResult:
    """Take the look that is due, or ``look``: a full one every six hours, a first one every hour.

    The first full look judges the last 120 days, later ones the last two weeks. Incidents keep
    their names; what a person judged stays. All of it is one transaction.
    """
    began, as_of = time.monotonic(), now or datetime.now(UTC)
    spans = known(warehouse, as_of)
    looked = warehouse.query(load("ml_looked"), {"since": as_of - HISTORY}).to_pylist()
    last = {row["look"]: row for row in looked}
    due = look or _due(spans, last, as_of)
    if due is None or not spans:
        return DetectResult(None, 0, 0, time.monotonic() - began)
    ends = {tenant: span.end for tenant, span in spans.items()}
    since = _since(ends, due, last)
    start = min(ends.values()) - (HISTORY if due == "full" else LEARNT)
    stored = warehouse.query(load("ml_incidents"), {"since": start})
    tables = panel(warehouse, start, max(ends.values()), as_of) | {
        "conditions": warehouse.query(
            load("ml_conditions"), {"start": start, "end": max(ends.values())}
        ),
        "stored": stored,
        "feedback": warehouse.query(load("ml_feedback")),
    }
    options = {
        "ends": {tenant: end.isoformat() for tenant, end in ends.items()},
        "since": {tenant: moment.isoformat() for tenant, moment in since.items()},
        "look": due,
        "detected_at": as_of.isoformat(),
        "version": code_version(),
    }
    progress("detect", 0, None, f"{due} look")
    with apart(settings.home, "detect", tables, options) as answer:
        rows, gone = answer.tables["anomalies"], answer.said["gone"]
    removed = sum(map(len, gone.values()))
    with warehouse.transaction():
        for tenant, ids in gone.items():
            if ids:
                asked = {"tenant_id": tenant, "since": start, "ids": ids}
                warehouse.query(load("ml_forget_incidents"), asked)
        warehouse.load("anomalies", rows)
        counted = {"incidents": rows.num_rows, "replaced": removed}
        run = Run(
            "detect",
            "done",
            as_of,
            MODEL,
            code_version(),
            min(since.values()),
            max(ends.values()),
            parameters={"look": due},
            metrics={**counted, "seconds": round(time.monotonic() - began, 1)},
            note=f"{rows.num_rows} incidents written, {removed} rows replaced",
        )
        record(warehouse, run)
    progress("detect", rows.num_rows, rows.num_rows, f"{rows.num_rows:,} incidents")
    return DetectResult(due, rows.num_rows, removed, time.monotonic() - began)


def _due(spans: dict[str, Known], last: Mapping[str, Any], as_of: datetime) -> Look | None:
    newest = max((span.end for span in spans.values()), default=SINCE)
    full = last.get("full")
    if full is None:
        return "full"
    rest = timedelta(seconds=REST * (full["seconds"] or 0))
    if as_of - full["started_at"] >= max(FULL_EVERY, rest):
        return "full"
    return "first" if max(row["data_to"] for row in last.values()) < newest else None


def _since(ends: dict[str, datetime], look: Look, last: Mapping[str, Any]) -> dict[str, datetime]:
    """By tenant where the look begins."""
    if look == "first":
        return {tenant: end - LATELY for tenant, end in ends.items()}
    if "full" not in last:
        return {tenant: end - FIRST for tenant, end in ends.items()}
    return {tenant: min(last["full"]["data_to"], end) - WINDOW for tenant, end in ends.items()}
