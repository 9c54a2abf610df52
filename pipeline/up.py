"""The owner process: it alone holds the warehouse file, serves the API and keeps it fresh."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from bigquery import owner
from bigquery.errors import PowerlyticsError
from pipeline import apart
from pipeline.fivetran.process import end_all
from pipeline.insight import Insight
from pipeline.run import RunResult, run
from pipeline.schedule import every

if TYPE_CHECKING:
    from fastapi import FastAPI

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


class Server(uvicorn.Server):
    """uvicorn, which also says when the first request can come."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def announce(settings: Settings, url: str) -> None:
    """Tell a second process, which finds the embedded file taken, where this one serves."""
    if settings.warehouse == "duckdb":
        owner.announce(settings.warehouse_file, url)


def serve(app: FastAPI, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``ready`` is called once the first request can come."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        lifespan="on",
        # uvicorn trusts whoever asks from this machine: log-ins are limited by address, so a
        # caller's word about its own counts only from a proxy that was named
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", ""),
    )
    Server(config, ready).run(sockets=sockets)


@contextmanager
def kept_fresh(
    settings: Settings, warehouse: Warehouse, say: Callable[[str], None], at_once: bool
) -> Iterator[None]:
    """Sync and transform on the schedule while the context lasts, and beside that what follows from
    them (insight.py); leaving ends what is under way."""
    leaving = threading.Event()

    def remark(text: str) -> None:
        if not leaving.is_set():
            say(text)

    def cut_short() -> None:
        leaving.set()
        end_all()
        apart.end_all()

    job = partial(scheduled_run, settings, warehouse, remark)
    insight = Insight(settings, warehouse, remark, leaving)
    seconds = settings.sync_interval_seconds
    with every(seconds, job, at_once, cut_short), every(seconds, insight, True, cut_short):
        yield


def scheduled_run(settings: Settings, warehouse: Warehouse, say: Callable[[str], None]) -> None:
    """One run and one line about it; whatever fails, the next one is tried."""
    started = time.monotonic()
    try:
        result = run(settings, warehouse)
    except PowerlyticsError as error:
        say(f"{time.strftime('%H:%M:%S')} sync failed: {' '.join(str(error).split())}")
    except Exception:
        # A schedule that dies in silence is worse than a trace in the log.
        log.exception("scheduled run failed")
        say(f"{time.strftime('%H:%M:%S')} sync failed: see the log")
    else:
        say(summary(result, time.monotonic() - started))


def summary(result: RunResult, seconds: float) -> str:
    """One line a run."""
    rows = sum(sync.rows_upserted + sync.rows_updated for sync in result.syncs)
    rejected = sum(sync.rows_rejected for sync in result.syncs)
    parts = [f"{rows:,} rows"]
    if rejected:
        parts.append(f"{rejected:,} rejected")
    parts.append(f"{result.transform.windows:,} days recomputed")
    if result.retention.rows:
        parts.append(f"{result.retention.rows:,} old rows dropped")
    parts.append(f"{seconds:.1f} s")
    parts.extend(f"failed {error}" for error in result.errors)
    return f"{time.strftime('%H:%M:%S')} synced: {', '.join(parts)}"
