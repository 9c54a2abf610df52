"""Forecasts that are made because someone asks, beside those of the pipeline's schedule."""

from __future__ import annotations

import time

import anyio
import anyio.to_thread
import structlog

from backend.errors import Problem
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from bigquery.warehouse import Warehouse
from pipeline.forecast import forecast

SECONDS = 60.0
"""What a forecast may take before it is given up."""
REST_SECONDS = 60
"""How long a tenant whose forecast failed is told so at once."""
log = structlog.get_logger("backend")


class Issuing:
    """One forecast at a time, on a thread of its own: no other answer waits for one."""

    def __init__(self) -> None:
        self._turn: anyio.CapacityLimiter | None = None
        self._rested: dict[str, float] = {}

    async def issue(self, settings: Settings, warehouse: Warehouse, tenant: str) -> bool:
        """Issue what is due for the tenant; whether anything was. Who waited for another's turn
        finds that nothing is due any more. 503 when it fails or did so a moment ago.
        """
        if self._turn is None:
            self._turn = anyio.CapacityLimiter(1)
        return await anyio.to_thread.run_sync(
            self._issue, settings, warehouse, tenant, limiter=self._turn
        )

    def _issue(self, settings: Settings, warehouse: Warehouse, tenant: str) -> bool:
        left = self._rested.get(tenant, 0.0) - time.monotonic()
        if left > 0:
            raise _none(left)
        try:
            return forecast(settings, warehouse, tenants={tenant}, seconds=SECONDS).rows > 0
        except PowerlyticsError as error:
            log.error("forecast_failed", tenant=tenant, error=str(error))
            self._rested[tenant] = time.monotonic() + REST_SECONDS
            raise _none(REST_SECONDS) from None


def _none(seconds: float) -> Problem:
    return Problem(
        503,
        "No forecast could be made now; try again.",
        headers={"Retry-After": str(max(round(seconds), 1))},
    )
