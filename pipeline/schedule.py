"""The schedule of the owner process: one run at a time, the next one after it is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler


@contextmanager
def every(
    seconds: float, job: Callable[[], None], at_once: bool, cut_short: Callable[[], None]
) -> Iterator[None]:
    """Run ``job`` in a thread every ``seconds``; runs never overlap, missed ones count once.

    The first run is now (``at_once``) or one interval from now. Leaving calls ``cut_short`` and
    waits for the run in progress, so that what it does is committed or rolled back.
    """
    # A run that takes longer than the interval is no news: the next one starts when it is due.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone=UTC)
    first = {"next_run_time": datetime.now(UTC)} if at_once else {}
    scheduler.add_job(
        job,
        "interval",
        seconds=seconds,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        **first,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        cut_short()
        scheduler.shutdown(wait=True)
