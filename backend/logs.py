"""JSON logs, one line an event; a secret never gets into one."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog

# the descriptor itself: whoever replaces sys.stderr later does not lose lines
STDERR = os.fdopen(2, "wb", buffering=0, closefd=False)
SECRETS = ("password", "token", "secret", "authorization", "api_key", "x-api-key", "cookie")


def _without_secrets(
    _logger: Any,  # noqa: ANN401
    _method: str,
    event: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    for name in event:
        if any(word in name.lower() for word in SECRETS):
            event[name] = "(not logged)"
    return event


def configure() -> None:
    """Once a process; what embeds the app may configure structlog itself beforehand."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _without_secrets,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
        logger_factory=structlog.BytesLoggerFactory(file=STDERR),
        cache_logger_on_first_use=True,
    )


def request_line(**event: Any) -> None:  # noqa: ANN401
    """The line of one request: no secret can be in it, and structlog would cost a third of a
    remembered answer's time.
    """
    at = datetime.now(UTC)
    STDERR.write(orjson.dumps({"event": "request", "level": "info", "at": at, **event}) + b"\n")


def _dumps(event: Any, **_: Any) -> bytes:  # noqa: ANN401
    return orjson.dumps(event, default=str)
