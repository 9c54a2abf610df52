"""Fan-out of live values: whoever listens hears of its own scope only.

A watcher asks the data version once a second while someone listens; when it has moved, it reads
``live_power`` once per tenant and hands each listener the buildings that it may see. With Redis
one process watches a tenant's data and publishes, and all of them deliver.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

import orjson
import structlog

from backend.errors import Problem
from backend.tenancy import Memory, Reads, Scope
from bigquery.errors import PowerlyticsError

log = structlog.get_logger("backend.live")
QUEUE = 256
HEARTBEAT_SECONDS = 15.0
WATCH_SECONDS = 1.0
LEAD_SECONDS = 5
RETRY_SECONDS = 30
RECENT = timedelta(days=2)
Event = tuple[str, dict[str, Any]]


class Bus(Protocol):
    """Carries (tenant, events) to every process."""

    async def publish(self, message: bytes) -> None:
        """Send to all."""
        ...

    async def leads(self, tenant_id: str, /) -> bool:
        """Whether this process is the one that watches a tenant's data."""
        ...

    def messages(self) -> AsyncIterator[bytes]:
        """What was published, here or elsewhere."""
        ...


class InProcessBus:
    """One process: it leads and hears itself."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE)

    async def publish(self, message: bytes) -> None:
        """Send to this process."""
        await self._queue.put(message)

    async def leads(self, _tenant_id: str, /) -> bool:
        """Always."""
        return True

    async def messages(self) -> AsyncIterator[bytes]:
        """In the order of publishing."""
        while True:
            yield await self._queue.get()


class RedisBus:
    """Several processes, joined by pub/sub; a tenant's leader holds a key that expires."""

    CHANNEL = "powerlytics:live"
    LEADER = "powerlytics:live:leader"

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - redis.asyncio.Redis
        self._client = client
        self._me = uuid4().hex

    async def publish(self, message: bytes) -> None:
        """Send to every process."""
        await self._client.publish(self.CHANNEL, message)

    async def leads(self, tenant_id: str, /) -> bool:
        """Take or keep the lead."""
        name = f"{self.LEADER}:{tenant_id}"
        if await self._client.set(name, self._me, nx=True, ex=LEAD_SECONDS):
            return True
        if await self._client.get(name) != self._me.encode():
            return False
        await self._client.expire(name, LEAD_SECONDS)
        return True

    async def messages(self) -> AsyncIterator[bytes]:
        """From every process."""
        async with self._client.pubsub() as channel:
            await channel.subscribe(self.CHANNEL)
            async for message in channel.listen():
                if message["type"] == "message":
                    yield message["data"]


@dataclass(eq=False)
class Listener:
    """One open stream, and who listens."""

    scope: Scope
    who: str = ""
    queue: asyncio.Queue[Event | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def offer(self, event: Event | None) -> None:
        """Never waits: a slow listener loses its oldest events."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(event)


async def _stands() -> bool:
    return True


class Broadcaster:
    """The live fan-out of one process."""

    def __init__(
        self,
        warehouse: Reads,
        bus: Bus,
        in_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
        on_count: Callable[[int], None] = lambda _: None,
        most_each: int = 64,
    ) -> None:
        self._warehouse = warehouse
        self._bus = bus
        self._in_thread = in_thread
        self._on_count = on_count
        self._most_each = most_each
        self._listeners: set[Listener] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = False
        self._versions: dict[str, str] = {}

    def start(self) -> None:
        """Begin to watch and deliver; called once the loop runs."""
        self._tasks = [asyncio.create_task(self._watch()), asyncio.create_task(self._deliver())]
        self._end_with_the_server()

    async def stop(self) -> None:
        """End every stream and both tasks."""
        self.end_streams()
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def end_streams(self) -> None:
        """Tell every listener that this was the last event."""
        self._closing = True
        for listener in list(self._listeners):
            listener.offer(None)

    def _end_with_the_server(self) -> None:
        """A server waits for open streams before it shuts down, so they hear of the signal first.

        The handlers that are there (uvicorn's) are called after ours.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            before = signal.getsignal(number)
            if not callable(before):
                continue

            def ended(signum: int, frame: Any, before: Any = before) -> None:  # noqa: ANN401
                loop.call_soon_threadsafe(self.end_streams)
                before(signum, frame)

            with contextlib.suppress(ValueError):  # not in the main thread: nobody signals us
                signal.signal(number, ended)

    async def stream(
        self,
        scope: Scope,
        expires: float,
        stands: Callable[[], Awaitable[bool]] = _stands,
        who: str = "",
    ) -> AsyncGenerator[bytes]:
        """Server-sent events for one listener, until it leaves, its log-in ends or we stop.

        ``stands`` is asked before each event: whether the listener may still see ``scope``. 429
        before the first byte when ``who`` has as many streams open as one may.
        """
        if sum(other.who == who for other in self._listeners) >= self._most_each:
            raise Problem(
                429,
                f"{self._most_each} live streams are open for you already: close one first.",
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
        listener = Listener(scope, who)
        self._listeners.add(listener)
        self._versions.setdefault(scope.tenant_id, scope.version)
        self._on_count(len(self._listeners))
        try:
            yield b"retry: 3000\n\n"
            for event in await self._in_thread(lambda: current(scope)):
                yield encode(event)
            while not self._closing and (left := expires - time.time()) > 0:
                try:
                    said = await asyncio.wait_for(
                        listener.queue.get(), min(HEARTBEAT_SECONDS, left)
                    )
                    line = None if said is None else encode(said)
                except TimeoutError:
                    line = b": still here\n\n"
                if line is None or not await stands():
                    return
                yield line
        finally:
            self._listeners.discard(listener)
            self._on_count(len(self._listeners))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                await self._look()
            except Exception as error:
                log.warning("live_watch_failed", error=str(error))

    async def _look(self) -> None:
        tenants = {listener.scope.tenant_id for listener in self._listeners}
        for gone in self._versions.keys() - tenants:
            del self._versions[gone]
        if not tenants:
            return
        version = await self._in_thread(self._warehouse.version)
        for tenant_id in tenants:
            seen = self._versions.setdefault(tenant_id, version)
            if seen == version or not await self._bus.leads(tenant_id):
                continue
            scope = Scope(tenant_id, None, version, self._warehouse, Memory())
            events = await self._in_thread(partial(current, scope))
            self._versions[tenant_id] = version
            sync = ("sync", {"version": version, "at": datetime.now(UTC)})
            await self._bus.publish(orjson.dumps([tenant_id, [sync, *events]]))

    async def _deliver(self) -> None:
        while True:
            try:
                async for message in self._bus.messages():
                    self._hand_out(message)
            except Exception as error:
                log.warning("live_bus_failed", error=str(error))
                await asyncio.sleep(WATCH_SECONDS)

    def _hand_out(self, message: bytes) -> None:
        tenant_id, events = orjson.loads(message)
        for listener in list(self._listeners):
            if listener.scope.tenant_id != tenant_id:
                continue
            visible = listener.scope.buildings
            for kind, data in events:
                if visible is None or kind == "sync" or data["building_id"] in visible:
                    listener.offer((kind, data))


async def begun(stream: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """The stream after its first chunk has come: whatever refuses it does so before that."""
    first = await anext(stream)

    async def whole() -> AsyncGenerator[bytes]:
        async with contextlib.aclosing(stream):
            yield first
            async for chunk in stream:
                yield chunk

    return whole()


def current(scope: Scope) -> list[Event]:
    """The newest load of each building of the scope."""
    try:
        newest = max(
            (row["last_reading_at"] for row in scope.listed("devices") if row["last_reading_at"]),
            default=None,
        )
        if newest is None:
            return []
        rows = scope.read("live_power", start=newest - RECENT).to_pylist()
    except PowerlyticsError as error:
        log.warning("live_read_failed", error=str(error))
        return []
    return [
        ("reading", {"building_id": row["building_id"], "kw": row["kw"], "ts": row["ts"]})
        for row in rows
    ]


def encode(event: Event) -> bytes:
    """One event of text/event-stream."""
    kind, data = event
    return (
        b"event: "
        + kind.encode()
        + b"\ndata: "
        + orjson.dumps(data, option=orjson.OPT_UTC_Z)
        + b"\n\n"
    )
