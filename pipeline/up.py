"""The owner process: it alone holds the warehouse file, serves the API and keeps it fresh."""

from __future__ import annotations

import contextlib
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from bigquery.errors import PowerlyticsError
from pipeline.run import RunResult, run
from pipeline.schedule import every

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

log = logging.getLogger(__name__)
SHUTDOWN_SECONDS = 5


@contextmanager
def listen(settings: Settings) -> Iterator[list[socket.socket]]:
    """Take the port before the warehouse, so that a port in use is known at once."""
    with contextlib.ExitStack() as stack:
        try:
            family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
            server = stack.enter_context(socket.socket(family))
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((settings.host, settings.port))
        except OSError as error:
            raise PowerlyticsError(
                f"cannot listen on {settings.host}:{settings.port} ({error.strerror}): "
                "set PORT to a free one"
            ) from None
        yield [server]


def address(sockets: list[socket.socket]) -> str:
    """The URL that a browser opens."""
    host, port = sockets[0].getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve(
    settings: Settings,
    warehouse: Warehouse,
    sockets: list[socket.socket],
    say: Callable[[str], None],
    sync_at_once: bool = True,
) -> None:
    """Serve until SIGINT or SIGTERM; sync and transform on the schedule meanwhile."""
    from backend.app import create_app

    app = create_app(settings, warehouse)

    def job() -> None:
        started = time.monotonic()
        try:
            result = run(settings, warehouse)
        except PowerlyticsError as error:
            say(f"{time.strftime('%H:%M:%S')} sync failed: {error}")
            return
        except Exception:
            # The next run may succeed: a schedule that dies in silence is worse than a trace.
            log.exception("scheduled run failed")
            say(f"{time.strftime('%H:%M:%S')} sync failed: see the log")
            return
        say(summary(result, time.monotonic() - started))

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        lifespan="on",
    )
    server = uvicorn.Server(config)
    with every(settings.sync_interval_seconds, job, at_once=sync_at_once):
        server.run(sockets=sockets)


def summary(result: RunResult, seconds: float) -> str:
    """One line a run."""
    rows = sum(sync.rows_upserted + sync.rows_updated for sync in result.syncs)
    rejected = sum(sync.rows_rejected for sync in result.syncs)
    parts = [f"{rows:,} rows"]
    if rejected:
        parts.append(f"{rejected:,} rejected")
    parts.append(f"{result.transform.windows:,} days recomputed")
    parts.append(f"{seconds:.1f} s")
    parts.extend(f"failed {error}" for error in result.errors)
    return f"{time.strftime('%H:%M:%S')} synced: {', '.join(parts)}"
