"""How often someone may ask: fixed windows, in process or in Redis behind one protocol."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

MOST_KEYS = 50_000


@dataclass(frozen=True)
class Limit:
    """At most ``count`` in each window of ``seconds``."""

    count: int
    seconds: int


@dataclass(frozen=True)
class Limits:
    """The limits of one installation."""

    requests: Limit = Limit(3000, 60)
    log_ins: Limit = Limit(30, 60)
    failures: int = 5
    """Wrong passwords in a row after which an account rests."""
    rest_seconds: int = 300


LIMITS = Limits()


@dataclass(frozen=True)
class Decision:
    """Whether this one is within the limit, and when the window ends."""

    allowed: bool
    retry_after: int


class RateLimiter(Protocol):
    """Counts ``key``."""

    async def take(self, key: str, limit: Limit) -> Decision:
        """Count one and decide."""
        ...


def _window(now: float, limit: Limit) -> tuple[int, int]:
    index = int(now // limit.seconds)
    return index, max(1, ceil((index + 1) * limit.seconds - now))


class InProcess:
    """For one process; forgets the oldest keys beyond a bound."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    async def take(self, key: str, limit: Limit) -> Decision:
        """Count one in memory."""
        window, rest = _window(self._clock(), limit)
        seen, count = self._counts.get(key, (window, 0))
        count = count + 1 if seen == window else 1
        self._counts[key] = (window, count)
        self._counts.move_to_end(key)
        if len(self._counts) > MOST_KEYS:
            self._counts.popitem(last=False)
        return Decision(count <= limit.count, rest)


class InRedis:
    """For several processes; a Redis that is down limits in process, and asks again later."""

    def __init__(self, client: Any, clock: Callable[[], float] = time.time) -> None:  # noqa: ANN401
        self._client = client
        self._clock = clock
        self._fallback = InProcess(clock)
        self._rest_until = 0.0

    async def take(self, key: str, limit: Limit) -> Decision:
        """Count one in Redis."""
        from redis.exceptions import RedisError  # noqa: PLC0415 - only where it is used

        if self._clock() < self._rest_until:
            return await self._fallback.take(key, limit)
        window, rest = _window(self._clock(), limit)
        name = f"powerlytics:limit:{key}:{window}"
        try:
            async with self._client.pipeline(transaction=True) as pipe:
                pipe.incr(name)
                pipe.expire(name, limit.seconds)
                count, _ = await pipe.execute()
        except (RedisError, OSError):
            self._rest_until = self._clock() + 5
            return await self._fallback.take(key, limit)
        return Decision(int(count) <= limit.count, rest)


def client_address(scope: Mapping[str, Any]) -> str:
    """The peer's address (a proxy's word counts only where uvicorn was told to trust it)."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"
