"""``powerlytics detect``: incidents among the stored hours, each once however often it is seen."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from bigquery.queries import load
from ml.runs import Run, code_version, record_all
from pipeline.apart import apart
from pipeline.panel import known, panel
from pipeline.progress import Progress, silent

if TYPE_CHECKING:
    import pyarrow as pa

    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

Look = Literal["first", "full"]
Looks = Mapping[tuple[str, str], Any]  # by tenant and kind of look, its last run
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
    ends = {tenant: span.end for tenant, span in spans.items()}
    looked = warehouse.query(load("ml_looked"), {"since": as_of - HISTORY}).to_pylist()
    last = {(row["tenant_id"], row["look"]): row for row in looked}
    due = look or due_look(ends, last, as_of)
    if due is None or not ends:
        return DetectResult(None, 0, 0, time.monotonic() - began)
    since = begins(ends, due, last)
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
        "judged_to": judged_to(ends, due, last),
        "look": due,
        "detected_at": as_of.isoformat(),
        "version": code_version(),
    }
    progress("detect", 0, None, f"{due} look")
    with apart(settings.home, "detect", tables, options) as answer:
        rows, replaced = answer.tables["anomalies"], answer.said["gone"]
    with warehouse.transaction():
        gone = without_judged(replaced, rows, warehouse.query(load("ml_feedback")))
        for tenant, ids in gone.items():
            if ids:
                asked = {"tenant_id": tenant, "since": start, "ids": ids}
                warehouse.query(load("ml_forget_incidents"), asked)
        warehouse.load("anomalies", rows)
        seconds = round(time.monotonic() - began, 1)
        written = Counter(rows["tenant_id"].to_pylist())
        record_all(
            warehouse,
            [
                Run(
                    "detect",
                    "done",
                    as_of,
                    MODEL,
                    code_version(),
                    since[tenant],
                    end,
                    parameters={"look": due},
                    metrics={
                        "incidents": written[tenant],
                        "replaced": len(gone.get(tenant, ())),
                        "seconds": seconds,
                    },
                    tenant_id=tenant,
                )
                for tenant, end in ends.items()
            ],
        )
    progress("detect", rows.num_rows, rows.num_rows, f"{rows.num_rows:,} incidents")
    removed = sum(map(len, gone.values()))
    return DetectResult(due, rows.num_rows, removed, time.monotonic() - began)


def due_look(ends: Mapping[str, datetime], last: Looks, as_of: datetime) -> Look | None:
    """The look that some tenant waits for; all are looked at together."""
    full = [last.get((tenant, "full")) for tenant in ends]
    done = [row for row in full if row is not None]
    if len(done) < len(full):
        return "full"
    rest = timedelta(seconds=REST * max((row["seconds"] or 0 for row in done), default=0))
    if any(as_of - row["started_at"] >= max(FULL_EVERY, rest) for row in done):
        return "full"
    return "first" if any(_until(tenant, last) < end for tenant, end in ends.items()) else None


def _until(tenant: str, last: Looks) -> datetime:
    """Up to which hour a tenant has been looked at."""
    return max(
        (row["data_to"] for (owner, _), row in last.items() if owner == tenant), default=SINCE
    )


def begins(ends: Mapping[str, datetime], look: Look, last: Looks) -> dict[str, datetime]:
    """By tenant where the look begins."""
    if look == "first":
        return {tenant: end - LATELY for tenant, end in ends.items()}
    full = {tenant: last.get((tenant, "full")) for tenant in ends}
    return {
        tenant: min(row["data_to"], ends[tenant]) - WINDOW if row else ends[tenant] - FIRST
        for tenant, row in full.items()
    }


def judged_to(ends: Iterable[str], look: Look, last: Looks) -> dict[str, str]:
    """By tenant where the last full look ended: what it let pass, a first look does not bring back.

    Empty for a full look, and without a tenant that had none.
    """
    if look == "full":
        return {}
    full = {tenant: last.get((tenant, "full")) for tenant in ends}
    return {tenant: row["data_to"].isoformat() for tenant, row in full.items() if row}


def without_judged(
    replaced: Mapping[str, Sequence[str]], rows: pa.Table, feedback: pa.Table
) -> dict[str, list[str]]:
    """The incidents to remove, by tenant: none that a person judged while the look went on.

    One that has a new row under its name is replaced all the same.
    """
    new, judged = _ids(rows), _ids(feedback)
    return {
        tenant: [name for name in names if (tenant, name) in new or (tenant, name) not in judged]
        for tenant, names in replaced.items()
    }


def _ids(rows: pa.Table) -> set[tuple[str, str]]:
    named = rows.select(["tenant_id", "incident_id"]).to_pylist()
    return {(row["tenant_id"], row["incident_id"]) for row in named}
