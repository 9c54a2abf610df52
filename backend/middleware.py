"""What every request passes, as one pure ASGI layer: id, security headers, log, metrics, last net.

One layer instead of five keeps a remembered answer near the speed of a bare route.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from fastapi import HTTPException
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.errors import problem_response
from backend.logs import request_line
from backend.metrics import Metrics

log = structlog.get_logger("backend.http")
GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}\Z")
MOST_BODY = 1_000_000
TOO_LONG = "A request body has at most 1 MB."
API_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Outermost:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        # labels() costs more than the counting; the keys are few: routes, methods, statuses
        self._meters: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        identifier = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = identifier
        given = (b"x-request-id", identifier.encode())
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"] = list(message.get("headers", ()))
                headers.append(given)
                there = {name for name, _ in headers}
                headers.extend(item for item in API_HEADERS if item[0] not in there)
                self._count(scope, status, began)
            await send(message)

        try:
            if _too_long(scope):
                response = problem_response(413, TOO_LONG, scope["path"], identifier)
                await response(scope, receive, sending)
            else:
                await self._app(scope, _bounded(receive), sending)
        except Exception as error:
            log.error("unexpected", request_id=identifier, exc_info=error)
            if status:
                raise
            response = problem_response(
                500, "Something broke here; quote the request id.", scope["path"], identifier
            )
            await response(scope, receive, sending)
        finally:
            request_line(
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round((time.perf_counter() - began) * 1000, 2),
                request_id=identifier,
            )

    def _count(self, scope: MutableMapping[str, Any], status: int, began: float) -> None:
        route = _route(scope)
        key = (route, scope["method"], status)
        found = self._meters.get(key)
        if found is None:
            found = self._meters[key] = (
                self._metrics.requests.labels(*key),
                self._metrics.seconds.labels(route),
            )
        found[0].inc()
        found[1].observe(time.perf_counter() - began)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and GIVEN_ID.match(value):
            return str(value.decode())
    return os.urandom(16).hex()


def _too_long(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return value.isdigit() and int(value) > MOST_BODY
    return False


def _bounded(receive: Receive) -> Receive:
    """A body in chunks says no length beforehand: it is counted as it comes."""
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BODY:
            raise HTTPException(413, TOO_LONG)
        return message

    return receiving


def _route(scope: MutableMapping[str, Any]) -> str:
    """The route's template: a path would make a label for every id."""
    path = getattr(scope.get("route"), "path", None)
    if path is not None:
        return str(path)
    return "(api)" if scope["path"].startswith("/api/") else "(static)"
