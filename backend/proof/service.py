"""Opens a proof: executes its query again and compares."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.asking import Asking
from backend.asof import site_timezone
from backend.errors import not_found
from backend.figures import Period
from backend.periods import midnight
from backend.proof import console, titles
from backend.proof.claims import Claim, short
from backend.proof.evidence import completeness_of
from backend.tenancy import Row, Scope
from bigquery.queries import load, names

SAMPLE_ROWS = 20
SAME = 1e-9
"""Sums of floats in parallel differ in their last digits; a changed reading differs by more."""


def proof(asking: Asking, proof_id: str) -> dict[str, Any]:
    """A Proof; 404 for an id that this tenant was not given or whose rows the asker may not see."""
    claim = asking.claims.open(asking.scope.tenant_id, proof_id)
    scope = asking.scope.within(claim.buildings) if claim else None
    if claim is None or scope is None or claim.query not in names():
        raise not_found("proof")
    began = time.perf_counter()
    rows = scope.read(claim.query, **claim.parameters).to_pylist()
    elapsed = (time.perf_counter() - began) * 1000
    chosen = [row for row in rows if _is(row, claim.row)]
    value = _total(chosen, claim.column)
    changed = not _same(value, claim.value)
    sql = load(claim.query)
    parameters = _parameters(scope, claim, sql)
    span = _span(scope, claim)
    counted = _Counted(chosen)
    return {
        "id": proof_id,
        "title": titles.title(claim.column, claim.unit, whole=claim.whole),
        "definition": titles.definition(claim.column, claim.unit),
        "unit": claim.unit,
        "value": claim.value,
        "value_now": value,
        "changed": changed,
        "note": _note(changed, claim.version == short(scope.version)),
        "query": f"bigquery/queries/{claim.query}.sql",
        "column": claim.column,
        "row": claim.row,
        "sql": sql,
        "console_sql": console.fill(sql, parameters),
        "parameters": [
            {"name": name, "type": console.type_of(item), "value": _plain(item)}
            for name, item in sorted(parameters.items())
        ],
        "period": span.model_dump() if span else None,
        "rows": counted.sum("source_rows"),
        "intervals": counted.intervals(),
        "completeness": completeness_of(claim.column, chosen[0])
        if len(chosen) == 1
        else counted.share("known_intervals", "expected_intervals"),
        "estimated_share": counted.share("estimated_intervals", "known_intervals"),
        "executed_at": datetime.now(UTC),
        "elapsed_ms": round(elapsed, 3),
        "sample": _sample(scope, claim, span),
        "url": f"/api/v1/proof/{proof_id}",
    }


def _is(row: Row, chosen: Mapping[str, str] | None) -> bool:
    return chosen is None or all(_text(row[name]) == value for name, value in chosen.items())


def _text(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _total(rows: Sequence[Row], column: str) -> float | None:
    known = [float(row[column]) for row in rows if row[column] is not None]
    return math.fsum(known) if known else None


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME)


def _note(changed: bool, same_version: bool) -> str:
    if changed:
        return "Data has changed since: the same query gives another number now."
    if same_version:
        return "The same query gives the same number."
    return "New data has come since, and the same query still gives the same number."


def _parameters(scope: Scope, claim: Claim, sql: str) -> dict[str, object]:
    given: dict[str, object] = {
        "tenant_id": scope.tenant_id,
        "all_buildings": scope.buildings is None,
        "building_ids": sorted(scope.buildings or ()),
        **claim.parameters,
    }
    return {name: value for name, value in given.items() if name in console.named(sql)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _span(scope: Scope, claim: Claim) -> Period | None:
    given = claim.parameters
    timezone = site_timezone(scope)
    if claim.row and "ts" in claim.row:
        hour = datetime.fromisoformat(claim.row["ts"])
        return Period(start=hour, end=hour + timedelta(hours=1), timezone=timezone)
    if isinstance(start := given.get("start"), datetime):
        until = given.get("end")
        return Period(
            start=start, end=until if isinstance(until, datetime) else start, timezone=timezone
        )
    first, last = given.get("start_date"), given.get("end_date")
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    end = midnight(last, timezone)
    before = given.get("before")
    return Period(
        start=midnight(first, timezone),
        end=min(end, before) if isinstance(before, datetime) else end,
        timezone=timezone,
        start_date=first,
        end_date=last,
    )


def _sample(scope: Scope, claim: Claim, span: Period | None) -> list[Row]:
    """The newest current readings behind the number: of its device, else of the main meters."""
    if span is None:
        return []
    device = (claim.row or {}).get("device_id") or claim.parameters.get("device_id") or ""
    rows = scope.read(
        "proof_readings",
        start=span.start,
        end=span.end,
        device_id=device,
        row_limit=SAMPLE_ROWS,
    )
    shown = (
        "device_id",
        "ts",
        "revision",
        "energy_kwh",
        "register_kwh",
        "power_kw",
        "quality",
        "quality_reason",
        "source",
        "received_at",
    )
    return [{name: row[name] for name in shown} for row in rows.to_pylist()]


class _Counted:
    """Counts over the chosen rows; None where the query does not count."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def sum(self, column: str) -> int | None:
        if not self._rows or column not in self._rows[0]:
            return None
        return sum(int(row[column] or 0) for row in self._rows)

    def share(self, part: str, whole: str) -> float | None:
        top, bottom = self.sum(part), self.sum(whole)
        return top / bottom if top is not None and bottom else None

    def intervals(self) -> dict[str, int | None]:
        expected, known = self.sum("expected_intervals"), self.sum("known_intervals")
        estimated = self.sum("estimated_intervals")
        both = expected is not None and known is not None
        return {
            "expected": expected,
            "known": known,
            "metered": known - estimated if known is not None and estimated is not None else None,
            "estimated": estimated,
            "suspect": self.sum("suspect_intervals"),
            "missing": max(0, expected - known) if both else None,  # type: ignore[operator]
        }
