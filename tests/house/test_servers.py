"""The real servers that tests are given are real, empty and end with the run."""

from __future__ import annotations

import psycopg
import redis

from tests.needs import require
from tests.servers import listens, postgresql_server, redis_server


def test_a_test_database_is_a_real_postgresql_that_leaves_nothing_running() -> None:
    require("postgresql")
    with postgresql_server() as url:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            version = connection.execute("SELECT version()").fetchone()
        assert version is not None
        assert version[0].startswith("PostgreSQL")
    assert not listens(int(url.rsplit(":", 1)[1].split("/")[0]))


def test_a_test_cache_is_a_real_redis_that_leaves_nothing_running() -> None:
    require("redis")
    with redis_server() as url:
        client = redis.Redis.from_url(url)
        client.set("key", "value")
        assert client.get("key") == b"value"
    assert not listens(int(url.rsplit(":", 1)[1].split("/")[0]))
