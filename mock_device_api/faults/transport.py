"""Faults of the transport: the answer is late, broken, doubled or refused; the data stay true.

Every one is bounded: the same request fails at most `times` times in a row (2 unless the file says
otherwise), so whoever tries again comes through.
"""

import asyncio
import random
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from mock_device_api.clock import Clock
from mock_device_api.faults.config import TRANSPORT, Fault, Faults
from mock_device_api.noise import unit
from mock_device_api.problems import ProblemError

REFUSALS = ("http_429", "http_500", "http_503", "expired_cursor")
BREAKING = (*REFUSALS, "timeout", "broken_json", "cut_connection")
# Remembered in the cursor, so that a position suffers each of these only once.
EMPTY, DOUBLED = 1, 2
KEPT = 20_000
MOST_EXPIRIES = 3


@dataclass(frozen=True)
class Call:
    """What a fault may look at: the request's text, whose it is, where its cursor stands."""

    identity: str
    tenant_id: str
    cursor: str | None = None
    flags: int = 0


class Transport:
    """Decides for each request which faults strike it."""

    def __init__(self, faults: Faults, clock: Clock) -> None:
        self._seed = faults.seed
        self._faults = faults.of(*TRANSPORT)
        self._clock = clock
        self._requests = 0
        self._failed: OrderedDict[str, int] = OrderedDict()
        self._done: OrderedDict[tuple[int, str], None] = OrderedDict()
        self.struck: Counter[int] = Counter()

    def strike(self, call: Call) -> dict[str, Fault]:
        """The faults of this request by kind; of those that break it at most one."""
        if not self._faults:
            return {}
        self._requests += 1
        found: dict[str, Fault] = {}
        broken = False
        for fault in self._faults:
            breaking = fault.kind in BREAKING
            if (breaking and broken) or fault.kind in found or not self._due(fault, call):
                continue
            if breaking and not self._may_break(fault, call):
                continue
            broken = broken or breaking
            found[fault.kind] = fault
            self.struck[fault.index] += 1
            self._done[(fault.index, call.identity)] = None
        if broken:
            self._failed[call.identity] = self._failed.get(call.identity, 0) + 1
        else:
            self._failed.pop(call.identity, None)
        for kept in (self._failed, self._done):
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return found

    def _due(self, fault: Fault, call: Call) -> bool:  # noqa: PLR0911
        if not fault.concerns(call.tenant_id):
            return False
        number, now = self._requests, self._clock.now()
        if fault.requests is not None and not fault.requests[0] <= number <= fault.requests[1]:
            return False
        if (fault.start or now) > now or (fault.end is not None and now >= fault.end):
            return False
        if fault.every is not None and number % fault.every:
            return False
        if fault.once_per_cursor and (fault.index, call.identity) in self._done:
            return False
        mark = {"empty_page": EMPTY, "duplicate_page": DOUBLED}.get(fault.kind, 0)
        if call.flags & mark:
            return False
        return unit(self._seed, fault.index, fault.kind, number) < fault.probability

    def _may_break(self, fault: Fault, call: Call) -> bool:
        if fault.kind == "expired_cursor":
            left = self.struck[fault.index] < (fault.times or MOST_EXPIRIES)
            return left and call.cursor is not None
        return self._failed.get(call.identity, 0) < (fault.times or 2)

    def shuffled(self, rows: list[str], found: dict[str, Fault]) -> list[str]:
        """Rows of a page, some of them twice, or in another order."""
        luck = random.Random(f"{self._seed} {self._requests}")
        if "duplicate_rows" in found:
            rows = [row for row in rows for _ in range(2 if luck.random() < 0.1 else 1)]
        if "reordered_rows" in found:
            rows = luck.sample(rows, len(rows))
        return rows


def refuse(found: dict[str, Fault]) -> None:
    """Raises the ProblemError of a refusal, if one strikes."""
    for kind in REFUSALS:
        fault = found.get(kind)
        if fault is None:
            continue
        wait = {"Retry-After": str(max(int(fault.seconds if fault.seconds is not None else 1), 0))}
        match kind:
            case "http_429":
                raise ProblemError(429, "too-many-requests", "slow down", wait)
            case "http_500":
                raise ProblemError(500, "internal-error", "something broke; try again")
            case "http_503":
                raise ProblemError(503, "unavailable", "under maintenance; try again", wait)
            case _:
                detail = "this cursor is too old: start again from your last updated_since"
                raise ProblemError(410, "cursor-expired", detail)


async def deliver(answer: Response, found: dict[str, Fault]) -> Response:
    """The answer as the network lets it through."""
    if (fault := found.get("timeout")) is not None:
        await asyncio.sleep(30.0 if fault.seconds is None else fault.seconds)
    body = bytes(answer.body)
    headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
    if "broken_json" in found:
        return Response(body[: len(body) * 3 // 5], headers=headers)
    if "cut_connection" in found:
        return CutResponse(body, headers=headers)
    if (fault := found.get("slow_page")) is not None:
        seconds = 2.0 if fault.seconds is None else fault.seconds
        return StreamingResponse(_trickle(body, seconds), headers=headers)
    return answer


async def _trickle(body: bytes, seconds: float) -> AsyncIterator[bytes]:
    piece = max(len(body) // 10, 1)
    for begin in range(0, len(body), piece):
        await asyncio.sleep(seconds / 10)
        yield body[begin : begin + piece]


class CutResponse(Response):
    """Promises the whole body, sends half of it, and hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends half of the body; the server closes the connection when this returns."""
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        body = bytes(self.body)
        await send(
            {"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True}
        )
        await asyncio.sleep(0.01)
