"""How long work says where it stands: one call, whoever shows it.

``progress(task, done, total, note)``: ``task`` is the line's name ("northgate 1/2"); ``done`` and
``total`` are counts of one unit (``total`` None while unknown); ``note`` is a short remark
("12,340 rows/s"). Called often and cheaply; what shows it decides how often to draw.
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What ``sync`` and ``transform`` are given to report to."""

    def __call__(
        self, task: str, done: float, total: float | None = None, note: str = ""
    ) -> None: ...


def silent(task: str, done: float, total: float | None = None, note: str = "") -> None:
    """Show nothing: the default where nobody watches."""
