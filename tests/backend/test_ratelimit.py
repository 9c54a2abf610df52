"""The same limits in process and in a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from redis.asyncio import Redis

from backend.ratelimit import MOST_KEYS, InProcess, InRedis, Limit, client_address
from pipeline import up
from tests.servers import free_port


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["in process", "redis"])
async def limiter(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator:
    if request.param == "in process":
        yield InProcess(clock)
        return
    client = Redis.from_url(request.getfixturevalue("redis_url"))
    await client.flushall()
    yield InRedis(client, clock)
    await client.aclose()


@pytest.mark.anyio
async def test_no_more_than_the_limit_in_a_window_and_a_new_window_begins(limiter, clock) -> None:
    limit = Limit(3, 60)
    took = [await limiter.take("a", limit) for _ in range(5)]
    assert [one.allowed for one in took] == [True, True, True, False, False]
    assert 1 <= took[-1].retry_after <= 60
    clock.now += took[-1].retry_after
    assert (await limiter.take("a", limit)).allowed


@pytest.mark.anyio
async def test_one_caller_does_not_use_up_anothers(limiter) -> None:
    limit = Limit(1, 60)
    assert (await limiter.take("a", limit)).allowed
    assert not (await limiter.take("a", limit)).allowed
    assert (await limiter.take("b", limit)).allowed


@pytest.mark.anyio
async def test_none_slips_through_when_many_come_at_once(limiter) -> None:
    took = await asyncio.gather(*(limiter.take("a", Limit(20, 60)) for _ in range(50)))
    assert sum(one.allowed for one in took) == 20


@pytest.mark.anyio
async def test_memory_is_bounded() -> None:
    limiter = InProcess()
    for number in range(MOST_KEYS + 100):
        await limiter.take(str(number), Limit(1, 60))
    assert len(limiter._counts) == MOST_KEYS


@pytest.mark.anyio
async def test_a_redis_that_is_down_limits_here_instead_of_failing(clock: Clock) -> None:
    client = Redis.from_url(f"redis://127.0.0.1:{free_port()}/0", socket_connect_timeout=0.5)
    limiter = InRedis(client, clock)
    took = [await limiter.take("a", Limit(2, 60)) for _ in range(3)]
    assert [one.allowed for one in took] == [True, True, False]
    await client.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize(("trusted", "seen"), [(None, "127.0.0.1"), ("127.0.0.1", "10.0.0.9")])
async def test_a_caller_cannot_choose_the_address_it_is_counted_by(
    monkeypatch: pytest.MonkeyPatch, trusted: str | None, seen: str
) -> None:
    """As ``powerlytics up`` serves; only a proxy that the operator named is believed."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    if trusted:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", trusted)
    counted, configs = [], []

    async def app(scope, _receive, _send) -> None:
        counted.append(client_address(scope))

    class Server:
        def __init__(self, config: uvicorn.Config, _ready: object) -> None:
            configs.append(config)

        def run(self, sockets: object) -> None:
            configs[0].load()

    monkeypatch.setattr(up, "Server", Server)
    up.serve(app, [], lambda: None)
    scope = {
        "type": "http", "client": ("127.0.0.1", 1), "headers": [(b"x-forwarded-for", b"10.0.0.9")],
        "asgi": {"version": "3.0"}, "path": "/", "method": "GET", "scheme": "http",
    }  # fmt: skip
    await configs[0].loaded_app(scope, None, None)
    assert counted == [seen]
