"""The readings of a tenant as a feed: what arrived on time in bulk, the rest one by one."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import orjson

from mock_device_api.clock import stamps
from mock_device_api.feed import Block, Blocks, Entry
from mock_device_api.fleet import Device
from mock_device_api.meters import Columns
from mock_device_api.noise import Bools, Ints
from mock_device_api.weather import DAY

WIDTHS = (1800, 3600, 7200, 14400, 28800, 43200, DAY, 2 * DAY)
ROWS_A_BLOCK = 30_000
KEPT_BLOCKS = 2


class Source(Protocol):
    """Where readings come from: a simulation or a replay, with its data faults on top."""

    start: int

    def columns(self, device: Device, start: int, end: int) -> Columns:
        """What the device measures in [start, end)."""
        ...

    def on_time(self, device: Device, ts: Ints) -> tuple[Bools, Ints]:
        """Which readings arrive untouched, and the updated_at that each has."""
        ...

    def entries(self, device: Device, low: int, high: int) -> list[Entry]:
        """The entries that are not plain readings on time, updated_at in [low, high)."""
        ...

    @property
    def patience(self) -> int:
        """The longest that an untouched reading waits beyond its usual delay, in seconds."""
        ...


class ReadingFeed:
    """Makes blocks of a tenant's readings for some of its devices; the last ones are kept."""

    def __init__(self, source: Source, devices: Sequence[Device]) -> None:
        self._source = source
        self._devices = sorted(devices, key=lambda device: device.device_id)
        a_day = sum(DAY / device.interval for device in devices) or 1.0
        fitting = [width for width in WIDTHS if a_day * width / DAY <= ROWS_A_BLOCK]
        self.blocks = Blocks(source.start, fitting[-1] if fitting else WIDTHS[0], self.make)
        self._cache: OrderedDict[int, Block] = OrderedDict()

    def make(self, low: int, high: int) -> Block:
        """All entries with updated_at in [low, high), in the order of the feed."""
        found = self._cache.get(low)
        if found is None:
            found = self._cache[low] = self._make(low, high)
            if len(self._cache) > KEPT_BLOCKS:
                self._cache.popitem(last=False)
        else:
            self._cache.move_to_end(low)
        return found

    def _make(self, low: int, high: int) -> Block:
        texts: list[str] = []
        orders: list[Ints] = []
        odd: list[tuple[int, int, Entry]] = []
        for rank, device in enumerate(self._devices):
            rows, updated, ts = self._plain(device, low, high)
            texts += rows
            zero = np.zeros(len(ts), dtype=np.int64)
            orders.append(np.stack((zero, ts, zero + rank, updated)))
            for entry in self._source.entries(device, low, high):
                odd.append((rank, len(odd), entry))
        if odd:
            texts += [orjson.dumps(entry.payload).decode() for _, _, entry in odd]
            # An entry's key is (ts, revision, a number that tells apart what shares them).
            columns = [(e.key[1], e.key[0], rank, e.updated_at) for rank, _, e in odd]
            orders.append(np.array(columns, dtype=np.int64).T)
        if not texts:
            return Block(np.empty(0, dtype=np.int64), [])
        keys = np.concatenate(orders, axis=1)
        order = np.lexsort(keys)
        return Block(keys[3][order], [texts[place] for place in order.tolist()])

    def _plain(self, device: Device, low: int, high: int) -> tuple[list[str], Ints, Ints]:
        wait = device.interval + device.delay
        begin = max(low - wait - self._source.patience, self._source.start)
        columns = self._source.columns(device, begin, high - wait)
        keep, updated = self._source.on_time(device, columns.ts)
        keep = keep & (updated >= low) & (updated < high)
        ts, updated = columns.ts[keep], updated[keep]
        return render(device, columns, keep, updated), updated, ts


def render(device: Device, columns: Columns, keep: Bools, updated: Ints) -> list[str]:
    """JSON texts of the kept readings of a device, built column by column."""
    ts = columns.ts[keep]
    if not len(ts):
        return []
    received = stamps(ts + device.interval + device.delay)
    plain = np.array_equal(updated, ts + device.interval + device.delay)
    measures = "".join(f',"{measure}":%s' for measure in device.measures)
    template = (
        f'{{"device_id":"{device.device_id}","ts":"%s","revision":0{measures}'
        ',"quality":"metered","source":"meter","received_at":"%s","updated_at":"%s"}'
    )
    tokens = [
        orjson.dumps(
            np.ascontiguousarray(columns.values[m][keep]), option=orjson.OPT_SERIALIZE_NUMPY
        )[1:-1]
        .decode()
        .split(",")
        for m in device.measures
    ]
    stamped = received if plain else stamps(updated)
    return [template % row for row in zip(stamps(ts), *tokens, received, stamped, strict=True)]
