"""A job of Vertex, followed until it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bigquery.errors import PowerlyticsError
from ml.vertex.errors import one_line
from ml.vertex.settings import VertexSettings

POLL_SECONDS = 15.0
ENDED = {"SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED", "PARTIALLY_SUCCEEDED"}


@dataclass(frozen=True)
class Job:
    """``name`` is the resource name; ``state`` as Vertex says it, without JOB_STATE_;
    ``output`` where the result lies: gs://... of a model folder, bq://... of predictions."""

    name: str
    state: str
    output: str


@dataclass(frozen=True)
class Started:
    """A job that Vertex has taken: ``handle`` is the library's own object, ``what`` a name for
    people, ``output`` says where the result lies as far as is known."""

    handle: Any
    what: str
    output: Callable[[Any], str]

    def now(self) -> Job:
        """The job as Vertex sees it now (one request)."""
        state = str(self.handle.state.name).removeprefix("JOB_STATE_")
        return Job(self.handle.resource_name, state, self.output(self.handle))


def wait(
    started: Started,
    settings: VertexSettings,
    report: Callable[[str], None] = lambda _: None,
    poll_seconds: float = POLL_SECONDS,
) -> Job:
    """Ask for the state until the job has ended; the job that is given has SUCCEEDED.

    ``report`` hears every change of state. An answer that fails in passing is asked for again by
    the library, for two minutes. Raises PowerlyticsError, one line with Vertex's own
    reason, when the job fails, is cancelled, or cannot be asked after any more.
    """
    heard = ""
    while True:
        with one_line(f"asking after the {started.what}", settings):
            job = started.now()
        if job.state != heard:
            report(f"{started.what}: {job.state.lower()}")
            heard = job.state
        if job.state == "SUCCEEDED":
            return job
        if job.state in ENDED:
            error = started.handle.error
            why = " ".join(error.message.split()) if error else ""
            raise PowerlyticsError(
                f"{started.what} {job.state.lower().replace('_', ' ')}: "
                f"{why or 'Vertex gives no reason'} ({job.name})"
            )
        time.sleep(poll_seconds)
