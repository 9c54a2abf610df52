"""Real servers for the tests of the mock: uvicorn in a thread, on a port of its own."""

import json
import threading
import time
from contextlib import contextmanager
from functools import lru_cache

import httpx
import uvicorn

from mock_device_api.app import create_app
from mock_device_api.clock import Clock, parse
from mock_device_api.estate import lay_out
from mock_device_api.faults.config import from_mapping
from mock_device_api.keys import make_key
from mock_device_api.meters import Simulation

NOW = parse("2026-10-29T09:00:00Z")  # four days after the clocks went back
SMALL = {"tenants": 1, "buildings": 2, "devices": 6, "days": 6}


class Served:
    """A fleet behind a real server."""

    def __init__(self, base_url, fleet, clock):
        self.base_url = base_url
        self.fleet = fleet
        self.clock = clock

    def client(self, tenant_id="northgate", key=None, timeout=30.0):
        key = key or make_key(self.fleet.seed, tenant_id)
        headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
        return httpx.Client(base_url=self.base_url, headers=headers, timeout=timeout)

    def rows(self, resource, tenant_id="northgate", limit=1000, **params):
        """Every row of a list, page by page."""
        found, cursor = [], None
        with self.client(tenant_id) as client:
            while True:
                asked = {**params, "limit": limit} | ({"cursor": cursor} if cursor else {})
                answer = client.get(f"/v1/{resource}", params=asked)
                answer.raise_for_status()
                page = answer.json()
                assert len(page["data"]) <= limit
                found += page["data"]
                cursor = page["next_cursor"]
                if cursor is None:
                    return found

    def truth(self, path, **params):
        """Rows of the oracle."""
        with self.client() as client:
            answer = client.get(f"/truth/{path}", params=params)
            answer.raise_for_status()
            return [json.loads(line) for line in answer.content.splitlines()]


@contextmanager
def served(physical, faults=(), now=NOW):
    clock = Clock(now)
    config = from_mapping({"seed": 3, "faults": list(faults)}, NOW)
    app = create_app(physical, config, clock)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(f"http://127.0.0.1:{port}", physical.fleet, clock)
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)


@lru_cache(maxsize=8)
def simulation(seed=7, **size):
    """What the meters measure; the tests that share a fleet share what is known of it."""
    return Simulation(fleet_of(seed, **size))


def fleet_of(seed=7, anchor=NOW, **size):
    return lay_out(seed=seed, anchor=anchor, **(SMALL | size))
