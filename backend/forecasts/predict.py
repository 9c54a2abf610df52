"""A forecast that is asked for: the stored one while it reaches far enough."""

from __future__ import annotations

from typing import Any

from backend.asking import Ask, Asking
from backend.forecasts import service, subjects
from backend.forecasts.schemas import Question


async def answer(ask: Ask, question: Question) -> dict[str, Any]:
    """A Prediction; 404."""
    asking = Asking(ask.scope, ask.parts.claims)
    body: dict[str, Any] = await ask.parts.answers.in_thread(lambda: _stored(asking, question))
    return body


def _stored(asking: Asking, question: Question) -> dict[str, Any]:
    subject = (
        subjects.device(asking.scope, question.device_id)
        if question.device_id is not None
        else subjects.building(asking.scope, str(question.building_id))
    )
    found = service.forecast(asking, subject, question.resolution, "", question.horizon_hours)
    return {**found.body, "computed": False}
