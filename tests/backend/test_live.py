"""A live stream shows its own scope only, and ends when it should."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pyarrow as pa
import pytest
from redis.asyncio import Redis
from starlette.datastructures import Headers

from backend.access import Principal
from backend.errors import Problem
from backend.live import service
from backend.live.service import Broadcaster, InProcessBus, Listener, RedisBus
from backend.tenancy import Memory, Scope

AT = datetime(2026, 3, 30, 14, tzinfo=UTC)


class Meters:
    """A warehouse of two tenants whose loads a test can change."""

    def __init__(self) -> None:
        self.kw = {"northgate": {"a": 1.0, "b": 2.0}, "harbour": {"c": 3.0}}
        self.number = 0
        self.broken = False

    def version(self) -> str:
        return str(self.number)

    def change(self, tenant: str, building: str, kw: float) -> None:
        self.kw[tenant][building] = kw
        self.number += 1

    def read(self, name: str, parameters: dict) -> pa.Table:
        if self.broken:
            raise ConnectionError("away")
        tenant = self.kw[parameters["tenant_id"]]
        seen = [
            building
            for building in tenant
            if parameters["all_buildings"] or building in parameters["building_ids"]
        ]
        if name == "devices":
            return pa.Table.from_pylist(
                [{"device_id": item, "last_reading_at": AT} for item in seen]
            )
        return pa.Table.from_pylist(
            [{"building_id": item, "kw": tenant[item], "ts": AT} for item in seen]
        )


async def in_thread(work):
    return work()


@pytest.fixture
def meters(monkeypatch: pytest.MonkeyPatch) -> Meters:
    monkeypatch.setattr(service, "WATCH_SECONDS", 0.02)
    return Meters()


def scope(meters: Meters, tenant: str, buildings: set[str] | None = None) -> Scope:
    seen = None if buildings is None else frozenset(buildings)
    return Scope(tenant, seen, meters.version(), meters, Memory())


async def told(
    stream: AsyncIterator[bytes], until: str, seconds: float = 5
) -> list[tuple[str, dict]]:
    """Events up to and with the first of kind ``until``."""
    events: list[tuple[str, dict]] = []
    async with asyncio.timeout(seconds):
        async for chunk in stream:
            if not chunk.startswith(b"event: "):
                continue
            kind, data = chunk.decode().split("\n")[:2]
            events.append((kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
            if events[-1][0] == until:
                return events
    return events


async def drained(stream: AsyncIterator[bytes], count: int) -> list[tuple[str, dict]]:
    events: list[tuple[str, dict]] = []
    while len(events) < count:
        events += await told(stream, "reading")
    assert len(events) == count
    return events


def buildings(events: list[tuple[str, dict]]) -> set[str]:
    return {data["building_id"] for kind, data in events if kind == "reading"}


@pytest.fixture(params=["in process", "redis"])
async def buses(request: pytest.FixtureRequest) -> AsyncIterator[list]:
    """Two processes' buses: the same in one process, two clients of one real Redis."""
    if request.param == "in process":
        yield [InProcessBus()]
        return
    clients = [Redis.from_url(request.getfixturevalue("redis_url")) for _ in range(2)]
    await clients[0].flushall()
    yield [RedisBus(client) for client in clients]
    for client in clients:
        await client.aclose()


@pytest.mark.anyio
async def test_each_listener_hears_of_its_own_buildings_and_no_others(
    meters: Meters, buses: list
) -> None:
    """Manager in one process, the warden and the other tenant in another."""
    broadcasters = [Broadcaster(meters, bus, in_thread) for bus in buses]
    for one in broadcasters:
        one.start()
    first, last = broadcasters[0], broadcasters[-1]
    far = time.time() + 60
    streams = {
        "manager": (first.stream(scope(meters, "northgate"), far), {"a", "b"}),
        "warden": (last.stream(scope(meters, "northgate", {"a"}), far), {"a"}),
        "harbour": (last.stream(scope(meters, "harbour"), far), {"c"}),
    }
    try:
        for stream, mine in streams.values():
            assert buildings(await drained(stream, len(mine))) == mine
        await asyncio.sleep(0.3)  # the subscribers of Redis have subscribed
        meters.change("northgate", "b", 22.0)
        for stream, mine in streams.values():
            events = await drained(stream, 1 + len(mine))
            assert events[0][0] == "sync"
            assert buildings(events) == mine
            loads = {data["building_id"]: data["kw"] for kind, data in events if kind != "sync"}
            assert loads.get("b", 22.0) == 22.0
    finally:
        for one in broadcasters:
            await one.stop()


@pytest.mark.anyio
async def test_a_stream_ends_with_the_server(meters: Meters) -> None:
    broadcaster = Broadcaster(meters, InProcessBus(), in_thread)
    broadcaster.start()
    stream = broadcaster.stream(scope(meters, "northgate"), time.time() + 60)
    await drained(stream, 2)
    waiting = asyncio.create_task(told(stream, "never"))
    await asyncio.sleep(0.05)
    await broadcaster.stop()
    assert await asyncio.wait_for(waiting, 2) == []


@pytest.mark.anyio
async def test_a_stream_ends_with_the_log_in(
    meters: Meters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "HEARTBEAT_SECONDS", 0.05)
    broadcaster = Broadcaster(meters, InProcessBus(), in_thread)
    stream = broadcaster.stream(scope(meters, "northgate"), time.time() + 0.2)
    assert buildings(await told(stream, "never", 3)) == {"a", "b"}


@pytest.mark.anyio
@pytest.mark.parametrize("change", ["disabled", "fewer buildings"])
async def test_a_stream_ends_when_what_the_listener_may_see_changes(
    app, login, meters: Meters, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(service, "HEARTBEAT_SECONDS", 0.05)
    identity = app.state.parts.identity
    headers = Headers(login("viewer@harbour.demo"))
    began = await identity.authenticate(headers)
    broadcaster = Broadcaster(meters, InProcessBus(), in_thread)
    stream = broadcaster.stream(
        scope(meters, "northgate"), time.time() + 60, lambda: identity.still(headers, began)
    )
    await drained(stream, 2)

    def now(_credential: str) -> Principal:
        if change == "disabled":
            raise Problem(401, "This log-in no longer stands.")
        return replace(began, buildings=frozenset({"a"}))

    monkeypatch.setattr(identity, "_principal", now)
    identity.forget()
    assert await asyncio.wait_for(told(stream, "never"), 2) == []
    identity.forget()


@pytest.mark.anyio
async def test_who_leaves_is_forgotten(meters: Meters) -> None:
    counts: list[int] = []
    broadcaster = Broadcaster(meters, InProcessBus(), in_thread, counts.append)
    stream = broadcaster.stream(scope(meters, "northgate"), time.time() + 60)
    await drained(stream, 1)
    await stream.aclose()
    assert counts == [1, 0]
    assert broadcaster._listeners == set()


@pytest.mark.anyio
async def test_a_slow_listener_loses_old_events_and_holds_nobody_up(meters: Meters) -> None:
    listener = Listener(scope(meters, "northgate"))
    for number in range(service.QUEUE + 10):
        listener.offer(("reading", {"n": number}))
    assert listener.queue.qsize() == service.QUEUE
    assert listener.queue.get_nowait()[1]["n"] == 10


@pytest.mark.anyio
async def test_a_warehouse_that_is_away_for_a_moment_does_not_end_the_stream(
    meters: Meters,
) -> None:
    broadcaster = Broadcaster(meters, InProcessBus(), in_thread)
    broadcaster.start()
    stream = broadcaster.stream(scope(meters, "northgate"), time.time() + 60)
    await drained(stream, 2)
    meters.broken = True
    meters.change("northgate", "a", 5.0)
    await asyncio.sleep(0.1)
    meters.broken = False
    events = await drained(stream, 3)
    assert any(data.get("kw") == 5.0 for _, data in events)
    await broadcaster.stop()


def test_the_stream_over_http_needs_a_log_in_and_starts_with_the_present(app, client, login):
    """The route itself; its body has no end, so it is asked with a log-in that ends at once."""
    identity = app.state.parts.identity
    headers = login("viewer@harbour.demo")
    credential = headers["Authorization"].split()[1]
    principal = identity._principal(credential)
    key = sha256(credential.encode()).digest()
    identity._remembered[key] = (time.time() + 60, replace(principal, expires=time.time() + 0.5))
    answer = client.get("/api/v1/live", headers=headers)
    identity.forget()
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert "harbour-office" in answer.text
    assert "northgate" not in answer.text


@pytest.mark.anyio
async def test_one_listener_never_takes_all_the_streams(meters: Meters) -> None:
    broadcaster = Broadcaster(meters, InProcessBus(), in_thread, most_each=2)

    def opened(who: str) -> AsyncGenerator[bytes]:
        return broadcaster.stream(scope(meters, "northgate"), time.time() + 60, who=who)

    streams = [await service.begun(opened("greedy")) for _ in range(2)]
    with pytest.raises(Problem) as refused:
        await service.begun(opened("greedy"))
    assert refused.value.status == 429
    streams.append(await service.begun(opened("other")))
    await anext(streams[0])
    await streams[0].aclose()
    streams.append(await service.begun(opened("greedy")))
    for stream in streams[1:]:
        await anext(stream)
        await stream.aclose()
    assert broadcaster._listeners == set()


@pytest.mark.anyio
async def test_a_stream_that_nobody_reads_is_never_counted_for_good(meters: Meters) -> None:
    broadcaster = Broadcaster(meters, InProcessBus(), in_thread)
    stream = await service.begun(broadcaster.stream(scope(meters, "northgate"), time.time() + 60))
    del stream
    gc.collect()
    await asyncio.sleep(0.05)
    assert broadcaster._listeners == set()


def test_a_stream_too_many_is_refused_as_a_problem_over_http(app, client, manager, monkeypatch):
    monkeypatch.setattr(app.state.parts.broadcaster, "_most_each", 0)
    answer = client.get("/api/v1/live", headers=manager)
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
