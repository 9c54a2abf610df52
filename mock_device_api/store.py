"""What the API holds: every feed of every tenant, made when first asked for."""

import zlib
from collections import OrderedDict

import numpy as np
import orjson

from mock_device_api import billing, records, signals
from mock_device_api.faults.config import Faults
from mock_device_api.faults.data import FaultySource
from mock_device_api.feed import Block, Blocks, Entry, Feed, Payload, Whole
from mock_device_api.fleet import Tenant
from mock_device_api.meters import Physical, Simulation
from mock_device_api.readings import ReadingFeed
from mock_device_api.weather import DAY

METADATA = ("buildings", "spaces", "devices")
RESOURCES = (*METADATA, "readings", "weather", "grid", "tariffs", "bills")
KEPT_FEEDS = 24


def to_json(payload: Payload) -> str:
    """One record as JSON text."""
    return orjson.dumps(payload).decode()


class Store:
    """Feeds by tenant, resource and (for readings) device selection."""

    def __init__(self, physical: Physical, faults: Faults) -> None:
        self.physical = physical
        self.source = FaultySource(physical, physical.fleet, faults)
        self.fleet = self.source.fleet
        self._feeds: OrderedDict[tuple[str, ...], Feed] = OrderedDict()

    def feed(
        self, tenant: Tenant, resource: str, shard: str | None = None, device_id: str | None = None
    ) -> Feed:
        """The feed of a resource; a shard "i/n" or a device narrows readings."""
        place = (tenant.tenant_id, resource, shard or "", device_id or "")
        feed = self._feeds.get(place)
        if feed is None:
            feed = self._feeds[place] = self._make(tenant, resource, shard, device_id)
            if len(self._feeds) > KEPT_FEEDS:
                self._feeds.popitem(last=False)
        else:
            self._feeds.move_to_end(place)
        return feed

    def _make(
        self, tenant: Tenant, resource: str, shard: str | None, device_id: str | None
    ) -> Feed:
        if resource == "readings":
            devices = list(tenant.devices.values())
            if shard is not None:
                part, of = (int(n) for n in shard.split("/"))
                devices = [d for d in devices if zlib.crc32(d.device_id.encode()) % of == part]
            if device_id is not None:
                devices = [d for d in devices if d.device_id == device_id]
            return ReadingFeed(self.source, devices).blocks
        if resource in ("weather", "grid"):
            return Blocks(self.fleet.start, 2 * DAY, lambda low, high: _block(
                self.sparse(tenant, resource, low, high)
            ))  # fmt: skip
        return Whole(self.records(tenant, resource), to_json)

    def sparse(self, tenant: Tenant, resource: str, low: int, high: int) -> list[Entry]:
        """Weather or grid entries with updated_at in [low, high), in order."""
        start = self.fleet.start
        made: list[Entry] = []
        if resource == "weather":
            for station in tenant.stations:
                made += signals.weather(station, low, high, start)
        else:
            for region, currency in signals.regions(tenant).items():
                zone = signals.Zone(region, currency, self.fleet.seed, self.physical.carbon)
                made += signals.grid(zone, low, high, start)
        return sorted(made, key=lambda entry: (entry.updated_at, entry.key))

    def records(self, tenant: Tenant, resource: str) -> list[Entry]:
        """All entries of a short feed."""
        start, end = self.fleet.start, records.horizon(self.fleet)
        if resource == "tariffs":
            return list(billing.tariffs(tenant, self.fleet.seed, start, end))
        if resource == "bills":
            return [entry for entry, _ in self.bills(tenant)]
        return self.source.metadata(tenant, resource)

    def bills(self, tenant: Tenant) -> list[tuple[Entry, Payload]]:
        """Bills and what is true of them; a replay has none."""
        if not isinstance(self.physical, Simulation):
            return []
        end = records.horizon(self.fleet)
        return list(billing.bills(tenant, self.physical, self.fleet.start, end))


def _block(entries: list[Entry]) -> Block:
    times = np.array([entry.updated_at for entry in entries], dtype=np.int64)
    return Block(times, [to_json(entry.payload) for entry in entries])
