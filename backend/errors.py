"""Errors as RFC 9457 problem details: one shape for every status, built in one place.

``Problem`` is raised anywhere; ``install`` makes FastAPI and Starlette answer in the same shape.
The ASGI layers that run before routing use ``problem_response`` directly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from bigquery.errors import PowerlyticsError

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("backend")


class FieldError(BaseModel):
    """One input that does not fit."""

    where: str = Field(examples=["query.start_date"])
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457."""

    type: str = Field(examples=["urn:powerlytics:problem:not-found"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="the path that was asked for")
    request_id: str = Field(description="the same as in the header X-Request-ID and in the log")
    errors: list[FieldError] | None = None


class Problem(PowerlyticsError):  # noqa: N818 - RFC 9457 calls it a problem
    """An answer other than the one asked for; ``detail`` says what to do."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})


def not_found(what: str) -> Problem:
    """404, the same for what does not exist and for what the asker may not see."""
    return Problem(404, f"There is no such {what}, or you may not see it.")


def invalid(where: str, message: str) -> Problem:
    """422 for one input."""
    return Problem(422, message, errors=[(where, message)])


def problem_response(  # noqa: PLR0913, PLR0917 - the parts of a problem
    status: int,
    detail: str,
    instance: str,
    request_id: str,
    errors: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Render one problem."""
    phrase = HTTPStatus(status).phrase
    body: dict[str, object] = {
        "type": f"urn:powerlytics:problem:{phrase.lower().replace(' ', '-')}",
        "title": phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "request_id": request_id,
    }
    if errors:
        body["errors"] = [{"where": where, "message": message} for where, message in errors]
    return Response(
        orjson.dumps(body),
        status,
        {"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _of(request: Request, problem: Problem) -> Response:
    return problem_response(
        problem.status,
        problem.detail,
        request.url.path,
        request_id(request.scope),
        problem.errors,
        problem.headers,
    )


def request_id(scope: Mapping[str, object]) -> str:
    """The id that the outermost middleware gave to this request."""
    state = scope.get("state")
    return str(state.get("request_id", "")) if isinstance(state, dict) else ""


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this type
    return _of(request, error)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    details = {404: "There is nothing at this path.", 405: "This path does not take this method."}
    detail = details.get(error.status_code, str(error.detail))
    return _of(request, Problem(error.status_code, detail, headers=error.headers))


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type
    errors = [
        (".".join(str(part) for part in item["loc"]), str(item["msg"])) for item in error.errors()
    ]
    return _of(request, Problem(422, "; ".join(f"{w}: {m}" for w, m in errors[:3]), errors=errors))


async def _refused(request: Request, error: Exception) -> Response:
    """The warehouse says why it cannot answer: the reader is told to come back, the log why."""
    log.error("warehouse_refused", error=str(error), request_id=request_id(request.scope))
    return _of(
        request,
        Problem(503, "The warehouse cannot answer now; try again.", headers={"Retry-After": "5"}),
    )


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected", request_id=request_id(request.scope), exc_info=error)
    return _of(request, Problem(500, "Something broke here; quote the request id."))


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(PowerlyticsError, _refused)
    app.add_exception_handler(Exception, _unexpected)
