"""A forecast that is asked for: the stored one while it reaches far enough, else one made now.

It is made as the pipeline makes it: by the champion in a child process, for the whole tenant, and
stored. So the next who asks gets it at once, and its numbers are proven like any other's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from backend.asking import Ask, Asking
from backend.asof import as_of
from backend.forecasts import service, subjects
from backend.forecasts.schemas import Question
from backend.tenancy import scope_of
from bigquery.warehouse import Warehouse

FRESH = timedelta(hours=3)
"""The pipeline issues one every hour: an older one is replaced before it is given."""


async def answer(ask: Ask, question: Question) -> dict[str, Any]:
    """A Prediction; 404, 503 when none could be made."""
    parts = ask.parts
    found, far_enough = await parts.answers.in_thread(lambda: _stored(ask, question))
    if far_enough:
        return {**found, "computed": False}
    warehouse, tenant = cast(Warehouse, parts.warehouse), ask.scope.tenant_id
    issued = await parts.issuing.issue(parts.settings, warehouse, tenant)
    # who waited for another's turn finds what that one has issued
    found, _ = await parts.answers.in_thread(lambda: _stored(ask, question))
    return {**found, "computed": issued}


def _stored(ask: Ask, question: Question) -> tuple[dict[str, Any], bool]:
    """A Forecast of the data as it is now, and whether it is fresh and reaches far enough; 404."""
    scope = scope_of(ask.principal, ask.parts.warehouse, ask.parts.memory)
    subject = (
        subjects.device(scope, question.device_id)
        if question.device_id is not None
        else subjects.building(scope, str(question.building_id))
    )
    asked = (question.resolution, question.horizon_hours)
    asking = Asking(scope, ask.parts.claims)
    body: dict[str, Any] = service.forecast(asking, subject, asked[0], "", asked[1]).body
    clock = subjects.clock(subject.scope, as_of(scope))
    if clock is None or body["period"] is None:
        return body, False
    span = subjects.ahead(clock, subject.timezone, *asked)
    whole = body["period"]["end"] >= span.end and body["total"]["completeness"] == 1
    return body, whole and clock.at - body["issued_at"] <= FRESH
