"""A forecast that is asked for: the stored one while it reaches far enough, else one made now.

It is made as the pipeline makes it: by the champion in a child process, for the whole tenant, and
stored. So the next who asks gets it at once, and its numbers are proven like any other's.
"""

from __future__ import annotations

from datetime import timedelta
from threading import Lock
from typing import Any, cast

import structlog

from backend.asking import Ask, Asking
from backend.asof import as_of
from backend.errors import Problem
from backend.forecasts import service, subjects
from backend.forecasts.schemas import Question
from backend.tenancy import scope_of
from bigquery.errors import PowerlyticsError
from bigquery.warehouse import Warehouse
from pipeline.forecast import forecast

SECONDS = 60.0
"""What a forecast may take before it is given up."""
FRESH = timedelta(hours=3)
"""The pipeline issues one every hour: an older one is replaced before it is given."""
log = structlog.get_logger("backend")
_one_at_a_time = Lock()


async def answer(ask: Ask, question: Question) -> dict[str, Any]:
    """A Prediction; 404, 503 when none could be made."""
    body: dict[str, Any] = await ask.parts.answers.in_thread(lambda: _answer(ask, question))
    return body


def _answer(ask: Ask, question: Question) -> dict[str, Any]:
    found, far_enough = _stored(ask, question)
    if far_enough or not _issue(ask):
        return {**found, "computed": False}
    return {**_stored(ask, question)[0], "computed": True}


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


def _issue(ask: Ask) -> bool:
    """Issue what is due for the tenant; whether anything was. One at a time: who waited finds that
    nothing is due any more.
    """
    warehouse = cast(Warehouse, ask.parts.warehouse)
    tenants = {ask.scope.tenant_id}
    with _one_at_a_time:
        try:
            done = forecast(ask.parts.settings, warehouse, tenants=tenants, seconds=SECONDS)
        except PowerlyticsError as error:
            log.error("forecast_failed", tenant=ask.scope.tenant_id, error=str(error))
            raise Problem(
                503, "No forecast could be made now; try again.", headers={"Retry-After": "60"}
            ) from None
    return done.rows > 0
