"""Faults of the data: what the store holds differs from what the meters measured.

A device's 16 days are worked out at once: which readings arrive as they are, and the entries of
all others, with every later correction, delete and revival of them. A reading's entries may come
long after it, so a stretch of updated_at looks at the chunks before it as well.
"""

from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from mock_device_api.clock import iso
from mock_device_api.faults.config import POINTS, SPANS, Fault, Faults
from mock_device_api.faults.metadata import described, with_faults
from mock_device_api.faults.registers import Restarts, restarted, restarts
from mock_device_api.faults.selection import LASTS, Span, spans, stream, struck
from mock_device_api.faults.values import CHANGES, Draft, changes_soon, scale
from mock_device_api.feed import Entry, Payload
from mock_device_api.fleet import Device, Fleet, Tenant
from mock_device_api.meters import CHUNK, Columns, Physical
from mock_device_api.noise import Bools, Ints, unit
from mock_device_api.weather import DAY, HOUR

KEPT_CHUNKS = 4096
ROUND = 0.85, 1.15


@dataclass(frozen=True)
class Struck:
    """A fault that struck one reading."""

    fault: Fault
    device_id: str
    ts: int


@dataclass(frozen=True)
class Altered:
    """What the faults made of a device's chunk."""

    begin: int
    untouched: Bools
    entries: list[Entry]
    struck: list[Struck]


class FaultySource:
    """Readings of the simulation with the faults in them."""

    def __init__(self, physical: Physical, fleet: Fleet, faults: Faults) -> None:
        self._physical = physical
        self.fleet = with_faults(fleet, faults)
        self.start = fleet.start
        self._faults = faults
        self._on_readings = faults.of(*SPANS, *POINTS)
        self._storms = faults.of("tie_storm")
        self._tenants = {d: t.tenant_id for t in self.fleet.tenants for d in t.devices}
        self._zones = {
            d.device_id: b.timezone
            for t in self.fleet.tenants
            for b in t.buildings
            for d in b.devices
        }
        self._chunks: OrderedDict[tuple[str, int], Altered] = OrderedDict()
        self._restarts: dict[str, Restarts | None] = {}
        self.patience = sum(self._longest(fault) for fault in self._storms)
        self._tail = _tail(faults) + self.patience

    def columns(self, device: Device, start: int, end: int) -> Columns:
        """What the device's register and sensors show in [start, end), while it is there."""
        start = max(start, self.start, device.installed_at)
        if device.removed_at is not None:
            end = min(end, device.removed_at)
        columns = self._physical.columns(device, start, end)
        if device.device_id not in self._restarts:
            tenant_id = self._tenants[device.device_id]
            self._restarts[device.device_id] = restarts(
                device, tenant_id, self._faults, self._physical
            )
        found = self._restarts[device.device_id]
        return (
            columns if found is None or not len(columns.ts) else restarted(device, columns, found)
        )

    def on_time(self, device: Device, ts: Ints) -> tuple[Bools, Ints]:
        """Which readings arrive untouched, and the updated_at that each has."""
        updated = self._after_storms(device, ts + device.interval + device.delay)
        untouched = np.ones(len(ts), dtype=bool)
        if self._on_readings and len(ts):
            for number in range(int(ts[0]) // CHUNK, int(ts[-1]) // CHUNK + 1):
                inside = ts // CHUNK == number
                altered = self.altered(device, number)
                untouched[inside] = altered.untouched[
                    (ts[inside] - altered.begin) // device.interval
                ]
        return untouched, updated

    def entries(self, device: Device, low: int, high: int) -> list[Entry]:
        """The entries that are not plain readings on time, updated_at in [low, high)."""
        if not self._on_readings:
            return []
        found: list[Entry] = []
        first = max(low - self._tail, self.start) // CHUNK
        for number in range(first, high // CHUNK + 1):
            entries = self.altered(device, number).entries
            begin = bisect_left(entries, low, key=_updated_at)
            found += entries[begin : bisect_left(entries, high, key=_updated_at)]
        return found

    def metadata(self, tenant: Tenant, kind: str) -> list[Entry]:
        """Buildings, spaces or devices, with every change of them."""
        return list(described(tenant, kind, self.fleet, self._faults))

    def altered(self, device: Device, number: int) -> Altered:
        """A device's chunk after the faults; the least recently used are forgotten."""
        place = (device.device_id, number)
        found = self._chunks.get(place)
        if found is None:
            found = self._chunks[place] = self._alter(device, number)
            if len(self._chunks) > max(KEPT_CHUNKS, 6 * len(self._tenants)):
                self._chunks.popitem(last=False)
        else:
            self._chunks.move_to_end(place)
        return found

    def _alter(self, device: Device, number: int) -> Altered:
        begin = number * CHUNK
        columns = self.columns(device, begin, begin + CHUNK)
        ts = columns.ts
        whole = np.ones(CHUNK // device.interval, dtype=bool)
        hits: dict[int, list[tuple[Fault, Span | None]]] = {}
        tenant_id = self._tenants[device.device_id]
        for fault in self._on_readings:
            if fault.concerns(tenant_id, device.device_id) and len(ts):
                self._strike(device, fault, ts, hits)
        places = sorted(hits)
        whole[(ts[places] - begin) // device.interval] = False
        lists = {name: columns.values[name][places].tolist() for name in device.measures}
        entries: list[Entry] = []
        told: list[Struck] = []
        for row, place in enumerate(places):
            when = int(ts[place])
            told += [Struck(fault, device.device_id, when) for fault, _ in hits[place]]
            values: Payload = {name: lists[name][row] for name in device.measures}
            entries += self._history(device, when, values, hits[place])
        entries.sort(key=lambda entry: (entry.updated_at, entry.key))
        return Altered(begin, whole, entries, told)

    def _strike(
        self, device: Device, fault: Fault, ts: Ints,
        hits: dict[int, list[tuple[Fault, Span | None]]],
    ) -> None:  # fmt: skip
        if fault.kind in SPANS:
            low, high = int(ts[0]), int(ts[-1]) + 1
            for span in spans(self._faults.seed, fault, device.device_id, low, high):
                inside = (ts >= span.start) & (ts < span.end)
                for place in np.flatnonzero(inside).tolist():
                    hits.setdefault(place, []).append((fault, span))
            return
        mask = struck(self._faults.seed, fault, device, ts)
        for place in np.flatnonzero(mask).tolist():
            if fault.kind != "dst_day" or changes_soon(self._draft(device, int(ts[place]), {})):
                hits.setdefault(place, []).append((fault, None))

    def _draft(self, device: Device, ts: int, values: Payload) -> Draft:
        payload: Payload = {
            "device_id": device.device_id,
            "ts": iso(ts),
            "revision": 0,
            **values,
            "quality": "metered",
            "source": "meter",
        }
        return Draft(payload, ts, 0, ts // device.interval, self._zones[device.device_id])

    def _history(
        self, device: Device, ts: int, values: Payload, hits: list[tuple[Fault, Span | None]]
    ) -> list[Entry]:
        """Every entry that one reading gives rise to, in their order."""
        if any(fault.kind in ("gap", "device_silent") for fault, _ in hits):
            return []
        for fault, span in hits:
            if fault.kind == "stuck" and span is not None:
                values = self._frozen(device, span) or values
        draft = self._draft(device, ts, dict(values))
        for kind, change in CHANGES.items():
            for fault, span in hits:
                if fault.kind == kind:
                    change(draft, fault, device, "" if span is None else str(span.start))
        received = ts + device.interval + device.delay
        for fault, _ in hits:
            if fault.kind == "late":
                received += self._wait(fault, device, ts, "late", (1.0, 960.0))
        updated = self._storm(device, received)
        place = (draft.ts, draft.revision)
        made = [_entry(updated, (*place, 0), draft.payload, received)]
        made += self._corrections(device, ts, values, hits, received)
        return made + self._deletes(device, ts, draft, hits, received, updated)

    def _frozen(self, device: Device, span: Span) -> Payload | None:
        first = self.columns(device, span.start, span.start + device.interval)
        if not len(first.ts):
            return None
        return {name: first.values[name][:1].tolist()[0] for name in device.measures}

    def _corrections(
        self, device: Device, ts: int, values: Payload, hits: list[tuple[Fault, Span | None]],
        received: int,
    ) -> list[Entry]:  # fmt: skip
        made: list[Entry] = []
        for fault, _ in hits:
            rounds = {"correction": 1, "correction_twice": 2}.get(fault.kind, 0)
            for _round in range(rounds):
                revision = len(made) + 1
                received += self._wait(fault, device, ts, f"round {revision}", (2.0, 240.0))
                draft = self._draft(device, ts, dict(values))
                low, high = ROUND
                luck = unit(fault.index, device.device_id, ts, revision)
                scale(draft.payload, low + (high - low) * luck)
                for name in ("temperature_c", "voltage_v"):
                    if isinstance(value := draft.payload.get(name), float):
                        draft.payload[name] = round(value + luck - 0.5, 2)
                draft.payload |= {"revision": revision, "source": "correction"}
                updated = self._storm(device, received)
                made.append(_entry(updated, (ts, revision, 0), draft.payload, received))
        return made

    def _deletes(  # noqa: PLR0913, PLR0917
        self, device: Device, ts: int, draft: Draft, hits: list[tuple[Fault, Span | None]],
        received: int, updated: int,
    ) -> list[Entry]:  # fmt: skip
        """The tombstone and the revival of the first revision. Entries of one key never share
        an updated_at: whoever sorts a page still has them in their order."""
        made: list[Entry] = []
        for fault, _ in hits:
            if fault.kind in ("delete", "delete_then_revive") and not made:
                received += self._wait(fault, device, ts, "delete", (1.0, 96.0))
                updated = max(self._storm(device, received), updated + 1)
                tombstone: Payload = {
                    "device_id": device.device_id,
                    "ts": iso(draft.ts),
                    "revision": draft.revision,
                    "deleted": True,
                }
                place = (draft.ts, draft.revision)
                made.append(_entry(updated, (*place, 1), tombstone, None))
                if fault.kind == "delete_then_revive":
                    received += self._wait(fault, device, ts, "revive", (1.0, 48.0))
                    updated = max(self._storm(device, received), updated + 1)
                    again = {k: v for k, v in draft.payload.items() if k != "received_at"}
                    made.append(_entry(updated, (*place, 2), again, received))
        return made

    def _wait(
        self, fault: Fault, device: Device, ts: int, what: str, usual: tuple[float, float]
    ) -> int:
        """Seconds between low and high hours; short waits are as likely as long ones."""
        low, high = fault.hours or usual
        luck = unit(stream(self._faults.seed, fault, device.device_id), ts, what)
        return int(max(low, 0.01) * (max(high, low, 0.01) / max(low, 0.01)) ** luck * HOUR)

    def _longest(self, fault: Fault) -> int:
        if fault.start is not None and fault.end is not None:
            return fault.end - fault.start
        return int((fault.hours or LASTS[fault.kind])[1] * HOUR)

    def _storm(self, device: Device, updated: int) -> int:
        if not self._storms:
            return updated
        return int(self._after_storms(device, np.array([updated], dtype=np.int64))[0])

    def _after_storms(self, device: Device, updated: Ints) -> Ints:
        """Entries that arrive in a storm are all stored at its end, at one updated_at."""
        if not self._storms or not len(updated):
            return updated
        tenant_id = self._tenants[device.device_id]
        low, high = int(updated.min()), int(updated.max()) + 1
        for fault in self._storms:
            if fault.concerns(tenant_id, device.device_id):
                # The storm is the tenant's: its rows tie across all devices.
                found = spans(self._faults.seed, fault, tenant_id, low, high + self.patience)
                for span in sorted(found, key=lambda s: s.start):
                    inside = (updated >= span.start) & (updated < span.end)
                    updated = np.where(inside, span.end, updated)
        return updated


def _updated_at(entry: Entry) -> int:
    return entry.updated_at


def _entry(
    updated: int, place: tuple[int, int, int], payload: Payload, received: int | None
) -> Entry:
    times: Payload = {} if received is None else {"received_at": iso(received)}
    return Entry(updated, place, {**payload, **times, "updated_at": iso(updated)})


def _tail(faults: Faults) -> int:
    """How long after its interval a reading may still give rise to entries, in seconds."""
    usual = {
        "late": 960.0, "correction": 240.0, "correction_twice": 480.0, "delete": 96.0,
        "delete_then_revive": 144.0,
    }  # fmt: skip
    total = 2 * DAY
    for fault in faults.of(*usual):
        hours = usual[fault.kind]
        if fault.hours is not None:
            hours = fault.hours[1] * (2 if fault.kind != "correction" else 1)
        total += int(hours * HOUR) + HOUR
    return total
