"""Fixtures of the tests of the mock."""

from contextlib import ExitStack

import pytest

from mock_device_api.meters import Simulation
from tests.mock_device_api.mock_server import NOW, fleet_of, served


@pytest.fixture
def serve():
    """serve(faults, now=..., tenants=..., days=...) gives a Served."""
    with ExitStack() as stack:

        def start(faults=(), now=NOW, seed=7, **size):
            return stack.enter_context(served(Simulation(fleet_of(seed, **size)), faults, now))

        yield start


@pytest.fixture(scope="module")
def default_fleet():
    """The fleet that the defaults give, behind a server."""
    physical = Simulation(fleet_of(tenants=2, buildings=5, devices=90, days=60))
    with served(physical) as found:
        yield found
