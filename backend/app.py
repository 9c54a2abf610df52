"""The application: its parts, its routes, its life."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from backend import errors, health, logs
from backend.access import declared
from backend.anomalies.routes import router as anomalies
from backend.answers import Answers
from backend.asking import Parts
from backend.buildings.routes import router as buildings
from backend.dashboard.routes import router as dashboard
from backend.database import migrate, open_database
from backend.devices.routes import router as devices
from backend.energy.routes import router as energy
from backend.forecasts.issuing import Issuing
from backend.forecasts.routes import router as forecasts
from backend.identity.demo import seed
from backend.identity.routes import router as identity
from backend.identity.service import Identity
from backend.live.routes import router as live
from backend.live.service import Broadcaster, Bus, InProcessBus, RedisBus
from backend.metrics import Metrics
from backend.middleware import Outermost
from backend.models.routes import router as models
from backend.proof.claims import Claims
from backend.proof.routes import router as proof
from backend.quality.routes import router as quality
from backend.ratelimit import LIMITS, InProcess, InRedis, Limits, RateLimiter
from backend.recommendations.routes import router as recommendations
from backend.static import EXPORT, Frontend
from backend.sync.routes import router as sync
from backend.tenancy import Memory, Reads
from bigquery.settings import Settings

API = "/api/v1"
ROUTERS = (
    dashboard,
    buildings,
    energy,
    devices,
    forecasts,
    anomalies,
    recommendations,
    models,
    quality,
    sync,
    live,
    proof,
    identity,
)
DESCRIPTION = (
    "Energy of buildings. Every figure has its unit, its completeness, its estimated share and a "
    "proof that opens as SQL. Dates are the building's local days; every span is half-open."
)
COMMON: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {errors.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
    for status, text in (
        (401, "Not logged in."),
        (403, "Not permitted."),
        (404, "Not there, or not yours to see."),
        (422, "The input does not fit."),
        (429, "Too many requests."),
        (503, "The warehouse cannot answer now."),
    )
}


def create_app(settings: Settings, warehouse: Reads, limits: Limits = LIMITS) -> FastAPI:
    """The API over an open warehouse. Migrates the people database; seeds the demo's people.

    The caller keeps the warehouse: the application never closes it.
    """
    logs.configure()
    engine = open_database(settings.people_url)
    migrate(engine)
    if settings.demo:
        seed(engine)
    secret = settings.secret.get_secret_value()
    metrics, answers = Metrics(), Answers()
    limiter, bus = _shared(settings)
    parts = Parts(
        settings=settings,
        warehouse=warehouse,
        identity=Identity(engine, secret, limits),
        answers=answers,
        limiter=limiter,
        limits=limits,
        claims=Claims(secret),
        memory=Memory(),
        issuing=Issuing(),
        broadcaster=Broadcaster(
            warehouse, bus, answers.in_thread, metrics.live.set, settings.live_streams_each
        ),
        metrics=metrics,
    )

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        parts.broadcaster.start()
        yield
        await parts.broadcaster.stop()
        engine.dispose()

    app = FastAPI(
        title="Powerlytics",
        version="1",
        description=DESCRIPTION,
        lifespan=life,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.parts = parts
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router, prefix=API, responses=COMMON)
    app.include_router(health.router)
    silent = [str(route.path) for route in api_routes(app) if declared(route) is None]
    if silent:
        raise RuntimeError(f"routes that do not say who may call them: {', '.join(silent)}")
    # what no route takes is a file; a mount at "/" would hide every 405
    app.router.default = Frontend(EXPORT)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    app.add_middleware(Outermost, metrics=metrics)
    return app


def api_routes(app: FastAPI) -> list[RouteContext]:
    """Every route that answers with data."""
    every = iter_route_contexts(app.routes)
    return [route for route in every if isinstance(route.original_route, APIRoute)]


def _shared(settings: Settings) -> tuple[RateLimiter, Bus]:
    if settings.redis_url is None:
        return InProcess(), InProcessBus()
    from redis.asyncio import Redis  # noqa: PLC0415 - only where it is used

    client = Redis.from_url(settings.redis_url, socket_connect_timeout=1)
    return InRedis(client), RedisBus(client)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document with the shape of errors and the ways to authenticate."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        components = document["components"]
        schemas = components["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        problem = errors.ProblemDetails.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        schemas.update(problem.pop("$defs"))
        schemas["ProblemDetails"] = problem
        components["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        }
        for route in api_routes(app):
            if route.path in document["paths"] and declared(route) != "public":
                for method in route.methods or ():
                    operation = document["paths"][route.path][method.lower()]
                    operation["security"] = [{"token": []}, {"key": []}]
        app.openapi_schema = document
    return app.openapi_schema
