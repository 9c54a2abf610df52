"""The HTTP side: /v1 for clients with a key, /truth for tests, /health, /openapi.json."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from mock_device_api.clock import Clock
from mock_device_api.faults.config import Faults
from mock_device_api.keys import Keyring
from mock_device_api.meters import Physical
from mock_device_api.problems import ProblemError, render
from mock_device_api.routes import add_routes
from mock_device_api.store import Store
from mock_device_api.truth_routes import add_truth

DESCRIPTION = """
Every list is a *change feed*: one entry for each change, in order of `updated_at`, never altered
once it is visible. Page through it with `cursor` until `next_cursor` is null; later go on with
`updated_since` = the last `updated_at` seen (inclusive). A deleted record comes as its key with
`"deleted": true`.
"""


def create_app(physical: Physical, faults: Faults, clock: Clock) -> FastAPI:
    """The application for one fleet."""
    app = FastAPI(
        title="Powerlytics mock device API",
        version="1.0.0",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
    )
    store = Store(physical, faults)
    fleet = physical.fleet
    keyring = Keyring(fleet.seed, [tenant.tenant_id for tenant in fleet.tenants])
    transport = add_routes(app, store, keyring, clock, faults)
    add_truth(app, store, clock, faults, transport)

    @app.get("/health", tags=["service"])
    async def health() -> dict[str, str]:
        """Answers when the mock is ready."""
        return {"status": "ok"}

    @app.exception_handler(ProblemError)
    async def on_problem(request: Request, error: ProblemError) -> Response:
        return render(error, request.url.path)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        return render(
            ProblemError(400, "bad-parameter", f"{where}: {first['msg']}"), request.url.path
        )

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        problem = ProblemError(
            error.status_code, "http", str(error.detail), dict(error.headers or {})
        )
        return render(problem, request.url.path)

    return app
