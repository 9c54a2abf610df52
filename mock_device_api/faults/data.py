"""Faults of the data: what the store holds differs from what the meters measured."""

import numpy as np

from mock_device_api import records
from mock_device_api.faults.config import Faults
from mock_device_api.feed import Entry
from mock_device_api.fleet import Device, Fleet, Tenant
from mock_device_api.meters import Columns, Simulation
from mock_device_api.noise import Bools, Ints


class FaultySource:
    """Readings of the simulation with the faults in them."""

    patience = 0

    def __init__(self, simulation: Simulation, fleet: Fleet, faults: Faults) -> None:
        self._simulation = simulation
        self.fleet = fleet
        self.start = fleet.start
        self._faults = faults

    def columns(self, device: Device, start: int, end: int) -> Columns:
        """What the device measures in [start, end)."""
        return self._simulation.columns(device, start, end)

    def on_time(self, device: Device, ts: Ints) -> tuple[Bools, Ints]:
        """Which readings arrive untouched, and the updated_at that each has."""
        return np.ones(len(ts), dtype=bool), ts + device.interval + device.delay

    def entries(self, device: Device, low: int, high: int) -> list[Entry]:
        """The entries that are not plain readings on time."""
        del device, low, high
        return []

    def metadata(self, tenant: Tenant, kind: str) -> list[Entry]:
        """Buildings, spaces or devices, with every change of them."""
        return list(records.metadata(tenant, kind))
