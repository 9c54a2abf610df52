"""What people say of an incident: stored beside it, never changed, learnt from by detection."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backend.anomalies import detail
from backend.anomalies.schemas import Status, Verdict
from backend.asking import Ask, Asking
from backend.tenancy import scope_of


async def say(ask: Ask, incident_id: str, verdict: Verdict, note: str) -> dict[str, Any]:
    """The IncidentDetail with what was said in it; 404 for an incident that is not the asker's."""
    who = ask.principal.email or ask.principal.name
    body: dict[str, Any] = await ask.parts.answers.in_thread(
        lambda: _say(ask, incident_id, (verdict, note, who))
    )
    return body


async def take_back(ask: Ask, incident_id: str) -> dict[str, Any]:
    """The IncidentDetail, open again; 404."""
    who = ask.principal.email or ask.principal.name
    body: dict[str, Any] = await ask.parts.answers.in_thread(
        lambda: _say(ask, incident_id, ("open", "", who))
    )
    return body


def _say(ask: Ask, incident_id: str, said: tuple[Status, str, str]) -> dict[str, Any]:
    parts = ask.parts
    row = detail.find(Asking(ask.scope, parts.claims), incident_id)
    verdict, note, who = said
    # the same said twice is said once; an incident that is open need not be opened
    there = row["status"] if verdict == "open" else (row["status"], row["note"], row["who"])
    if there != (verdict if verdict == "open" else said):
        told = {
            "incident_id": incident_id,
            **{name: row[name] for name in ("device_id", "kind", "start_ts", "end_ts")},
            "verdict": verdict,
            "note": note,
            "who": who,
            "said_at": datetime.now(UTC),
        }
        ask.scope.write("anomaly_feedback", told)
    # the data has another version now, and the answer is of that one
    scope = scope_of(ask.principal, parts.warehouse, parts.memory)
    return detail.incident(Asking(scope, parts.claims), incident_id)
