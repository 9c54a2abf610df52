"""Fixtures of the tests of the mock."""

from contextlib import ExitStack

import pytest

from tests.mock_device_api.mock_server import NOW, served, simulation


@pytest.fixture
def serve():
    """serve(faults, now=..., tenants=..., days=...) gives a Served."""
    with ExitStack() as stack:

        def start(faults=(), now=NOW, seed=7, **size):
            return stack.enter_context(served(simulation(seed, **size), faults, now))

        yield start


@pytest.fixture(scope="module")
def default_fleet():
    """The fleet that the defaults give, behind a server."""
    with served(simulation(tenants=2, buildings=5, devices=90, days=60)) as found:
        yield found
