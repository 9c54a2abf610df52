"""/health: the process lives. /ready: it can answer. /metrics: how it is doing."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Request, Response

from backend.access import PUBLIC
from backend.asking import Parts
from backend.errors import Problem
from backend.figures import Schema

log = structlog.get_logger("backend.health")
router = APIRouter(tags=["health"], dependencies=[PUBLIC])
NOBODY: dict[str, object] = {"tenant_id": "", "all_buildings": False, "building_ids": []}


class Health(Schema):
    """It is."""

    status: str


@router.get("/health", response_model=Health)
async def health() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/ready", response_model=Health)
async def ready(request: Request) -> Health:
    """Warehouse and people database answer; 503 names the one that does not."""
    parts: Parts = request.app.state.parts
    checks = {
        "warehouse": lambda: parts.warehouse.read("tenants", NOBODY),
        "people database": parts.identity.answers,
    }
    for name, check in checks.items():
        try:
            await parts.answers.in_thread(check)
        except Exception as error:
            log.warning("not_ready", part=name, error=str(error))
            raise Problem(
                503, f"The {name} does not answer yet.", headers={"Retry-After": "2"}
            ) from error
    return Health(status="ready")


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Prometheus text format."""
    parts: Parts = request.app.state.parts
    await parts.answers.in_thread(lambda: _collect(parts))
    return Response(parts.metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _collect(parts: Parts) -> None:
    version = parts.warehouse.version()
    if parts.metrics.version == version:
        return
    parts.metrics.data_version.clear()
    parts.metrics.data_version.labels(version).set(1)
    found = parts.warehouse.read("sync_lag", {}).to_pylist()[0]
    # without a successful sync the age is unknown, not zero
    parts.metrics.sync_lag.set(
        float("nan") if found["lag_seconds"] is None else found["lag_seconds"]
    )
    for status in ("succeeded", "failed"):
        parts.metrics.connections.labels(status).set(found[status])
    for outcome in ("upserted", "updated", "deleted", "rejected"):
        parts.metrics.rows.labels(outcome).set(found[f"rows_{outcome}"] or 0)
    parts.metrics.version = version
