"""Where a command's log goes: a file in home, so that the terminal shows what a person needs."""

from __future__ import annotations

import logging
from pathlib import Path

import structlog

from backend import logs


def to_file(home: Path) -> Path:
    """Send the events of this process to home/logs/powerlytics.log, one JSON line each."""
    path = home / "logs" / "powerlytics.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    logs.configure()
    structlog.configure(logger_factory=structlog.BytesLoggerFactory(file=path.open("ab")))
    logging.basicConfig(filename=path, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return path
