"""The mock's idea of now: the machine's clock, or a frozen one that tests move."""

import time
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt


def parse(text: str) -> int:
    """Epoch seconds of an ISO time; a time without a zone is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp() // 1)


@lru_cache(maxsize=4096)
def _day(day: int) -> str:
    return datetime.fromtimestamp(day * 86400, UTC).strftime("%Y-%m-%dT")


_OF_DAY = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}Z" for s in range(86400)]


def iso(seconds: int) -> str:
    """ISO-8601 in UTC with Z, whole seconds."""
    day, second = divmod(seconds, 86400)
    return _day(day) + _OF_DAY[second]


def stamps(seconds: npt.NDArray[np.int64]) -> list[str]:
    """`iso` of many instants."""
    days = (seconds // 86400).tolist()
    of_day = (seconds % 86400).tolist()
    return [_day(day) + _OF_DAY[second] for day, second in zip(days, of_day, strict=True)]


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
