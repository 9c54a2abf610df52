"""Errors in one shape: RFC 9457 application/problem+json."""

from dataclasses import dataclass, field

import orjson
from starlette.responses import Response

BASE = "https://powerlytics.example/problems/"
TITLES = {
    400: "Bad request",
    401: "Wrong or missing API key",
    403: "No permission",
    404: "Not found",
    405: "Method not allowed",
    410: "Cursor expired",
    429: "Too many requests",
    500: "Internal error",
    503: "Unavailable",
}


@dataclass
class ProblemError(Exception):
    """An error that a client sees; `kind` is the last part of its type."""

    status: int
    kind: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)


def render(problem: ProblemError, instance: str) -> Response:
    """The HTTP answer of a problem."""
    body = {
        "type": BASE + problem.kind,
        "title": TITLES.get(problem.status, "Error"),
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
    }
    return Response(
        orjson.dumps(body),
        problem.status,
        problem.headers,
        media_type="application/problem+json",
    )
