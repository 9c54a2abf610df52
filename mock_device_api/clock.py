"""The mock's idea of now: the machine's clock, or a frozen one that tests move."""

import time
from datetime import UTC, datetime


def parse(text: str) -> int:
    """Epoch seconds of an ISO time; a time without a zone is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp() // 1)


def iso(seconds: int) -> str:
    """ISO-8601 in UTC with Z, whole seconds."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Clock:
    """Real time unless it is frozen; `move` freezes it at another instant."""

    def __init__(self, frozen: int | None = None) -> None:
        self._frozen = frozen

    def now(self) -> int:
        """Epoch seconds."""
        return int(time.time()) if self._frozen is None else self._frozen

    def move(self, seconds: int) -> None:
        """Freeze the clock at an instant."""
        self._frozen = seconds
