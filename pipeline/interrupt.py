"""Ctrl-C and SIGTERM end the work under way: what is committed stands, the rest is rolled back."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Never

from pipeline import apart
from pipeline.fivetran.process import end_all


def end_on_signals() -> None:
    """From now on SIGINT and SIGTERM end running connectors and models and raise KeyboardInterrupt.

    Without it a Ctrl-C would wait for the threads that read from them.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)


def _end(_number: int, _frame: FrameType | None) -> Never:
    end_all()
    apart.end_all()
    raise KeyboardInterrupt
