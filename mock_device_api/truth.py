"""The oracle: what a perfect consumer holds, worked out device by device from the entries.

The rules (section 4 of the contract between the parts) are written here a second time, plainly
and on purpose: the connector has its own, and the two must agree row for row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite

import orjson

from mock_device_api import records
from mock_device_api.clock import iso, parse
from mock_device_api.feed import Entry, Payload
from mock_device_api.fleet import Device, Tenant
from mock_device_api.meters import CHUNK
from mock_device_api.store import Store
from mock_device_api.weather import DAY, HOUR

MEASURES = (
    "energy_kwh", "register_kwh", "power_kw", "voltage_v", "current_a", "power_factor",
    "temperature_c", "humidity_pct", "occupancy_count",
)  # fmt: skip
KEYS = {
    "buildings": ("building_id",),
    "spaces": ("space_id",),
    "devices": ("device_id",),
    "weather": ("station_id", "ts", "kind", "issued_at"),
    "grid": ("region", "ts"),
    "tariffs": ("tariff_id", "valid_from", "day_class", "start_hour"),
    "bills": ("bill_id",),
}
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass
class Memory:
    """What is remembered of a device's newest reading."""

    ts: float | None = None
    power: float | None = None
    field: str | None = None
    value: float | None = None
    run_start: float | None = None


@dataclass
class Held:
    """What a perfect consumer has of one device."""

    rows: dict[tuple[str, int], dict[str, object]] = field(default_factory=dict)
    rejected: dict[bytes, dict[str, object]] = field(default_factory=dict)


class Oracle:
    """Answers what must have landed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(self, device: Device, until: int) -> list[Entry]:
        """All entries that a device ever made with updated_at < until, in the feed's order."""
        source = self._store.source
        low = source.start
        columns = source.columns(device, low, until)
        keep, updated = source.on_time(device, columns.ts)
        names = device.measures
        made = list(source.entries(device, low, until))
        lists = [columns.values[name][keep].tolist() for name in names] if len(columns.ts) else []
        for ts, seen, *values in zip(
            columns.ts[keep].tolist(), updated[keep].tolist(), *lists, strict=True
        ):
            if seen < until:
                payload: Payload = {
                    "device_id": device.device_id,
                    "ts": iso(ts),
                    "revision": 0,
                    **dict(zip(names, values, strict=True)),
                    "quality": "metered",
                    "source": "meter",
                    "received_at": iso(ts + device.interval + device.delay),
                    "updated_at": iso(seen),
                }
                made.append(Entry(seen, (ts, 0, 0), payload))
        return sorted(made, key=lambda entry: (entry.updated_at, entry.key))

    def held(self, tenant: Tenant, device: Device, until: int) -> Held:
        """Everything of a device, judged in the order of the feed."""
        held = Held()
        memory: dict[str, Memory] = {}
        for entry in self.entries(device, until):
            judge(tenant, entry.payload, held, memory)
        return held

    def readings(
        self, tenant: Tenant, low: int, high: int, until: int, device_id: str | None
    ) -> Iterator[dict[str, object]]:
        """The landed rows with low <= ts < high."""
        for device in sorted(tenant.devices.values(), key=lambda d: d.device_id):
            if device_id in (None, device.device_id):
                for row in self.held(tenant, device, until).rows.values():
                    if low <= parse(str(row["ts"])) < high:
                        yield row

    def rejected(self, tenant: Tenant, until: int) -> Iterator[dict[str, object]]:
        """The rejected rows, each distinct payload once."""
        for device in sorted(tenant.devices.values(), key=lambda d: d.device_id):
            yield from self.held(tenant, device, until).rejected.values()

    def records(self, tenant: Tenant, resource: str, until: int) -> Iterator[dict[str, object]]:
        """The final state of a list beside readings; bills come with what is true of them."""
        store = self._store
        if resource in ("weather", "grid"):
            entries = store.sparse(tenant, resource, store.fleet.start, until)
        else:
            entries = store.records(tenant, resource)
        final: dict[tuple[object, ...], dict[str, object]] = {}
        for entry in sorted(entries, key=lambda entry: (entry.updated_at, entry.key)):
            if entry.updated_at < until:
                place = tuple(entry.payload[name] for name in KEYS[resource])
                if entry.payload.get("deleted"):
                    if place in final:
                        final[place]["_fivetran_deleted"] = True
                else:
                    final[place] = {
                        "tenant_id": tenant.tenant_id,
                        **entry.payload,
                        "_fivetran_deleted": False,
                    }
        if resource == "bills":
            end = records.horizon(store.fleet)
            for _, facts in records.bills(tenant, store.simulation, store.fleet.start, end):
                row = final.get((facts["bill_id"],))
                if row is not None:
                    row.update(facts)
        yield from final.values()

    def struck(self, tenant: Tenant, low: int, high: int) -> Iterator[dict[str, object]]:
        """The faults that struck readings with low <= ts < high."""
        low = max(low, self._store.source.start)
        for device in sorted(tenant.devices.values(), key=lambda d: d.device_id):
            for number in range(low // CHUNK, high // CHUNK + 1):
                for hit in self._store.source.altered(device, number).struck:
                    if low <= hit.ts < high:
                        yield {
                            "kind": hit.fault.kind,
                            "index": hit.fault.index,
                            "device_id": hit.device_id,
                            "ts": iso(hit.ts),
                        }


def judge(tenant: Tenant, payload: Payload, held: Held, memory: dict[str, Memory]) -> None:
    """Takes one entry in: lands it, marks it deleted, or rejects it with its reason."""
    reason = rejection(tenant, payload)
    if reason is not None:
        ts = payload.get("ts")
        text = ts if ts is None or isinstance(ts, str) else orjson.dumps(ts).decode()
        held.rejected[orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)] = {
            "tenant_id": tenant.tenant_id,
            "device_id": payload.get("device_id"),
            "ts_text": text,
            "reason": reason,
        }
        return
    device = tenant.devices[str(payload["device_id"])]
    moment = datetime.fromisoformat(str(payload["ts"]))
    seconds = (moment - EPOCH).total_seconds()
    revision = payload["revision"]
    assert isinstance(revision, int)  # noqa: S101 - rejection() has seen to it
    place = (iso(int(seconds)), revision)
    if payload.get("deleted"):
        if place in held.rows:
            held.rows[place]["_fivetran_deleted"] = True
        return
    code, why = suspicion(device, seconds, payload, memory.setdefault(device.device_id, Memory()))
    numbers = {name: _float(payload.get(name)) for name in MEASURES[:-1]}
    people = payload.get("occupancy_count")
    held.rows[place] = {
        "tenant_id": tenant.tenant_id,
        "device_id": device.device_id,
        "ts": place[0],
        "revision": revision,
        **numbers,
        "occupancy_count": people,
        "quality": code or payload.get("quality"),
        "quality_reason": why,
        "source": payload.get("source"),
        "received_at": payload.get("received_at"),
        "updated_at": payload.get("updated_at"),
        "_fivetran_deleted": False,
    }


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def rejection(tenant: Tenant, payload: Payload) -> str | None:  # noqa: PLR0911 - one for each rule
    """Why an entry cannot be used, or None."""
    device_id = payload.get("device_id")
    if not isinstance(device_id, str) or not device_id:
        return "missing_device_id"
    device = tenant.devices.get(device_id)
    if device is None:
        return "unknown_device"
    ts = payload.get("ts")
    if ts is None or ts == "":
        return "missing_ts"
    try:
        moment = datetime.fromisoformat(ts) if isinstance(ts, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return "bad_ts"
    received = payload.get("received_at")
    if isinstance(received, str) and moment > datetime.fromisoformat(received) + timedelta(hours=1):
        return "ts_in_future"
    seconds = (moment - EPOCH) / timedelta(seconds=1)
    if seconds < device.installed_at - DAY or seconds < parse("2000-01-01"):
        return "ts_too_old"
    if seconds % device.interval != 0:
        return "ts_misaligned"
    revision = payload.get("revision")
    if isinstance(revision, bool) or not isinstance(revision, int) or revision < 0:
        return "bad_revision"
    if payload.get("deleted"):
        return None
    given = [payload[name] for name in MEASURES if payload.get(name) is not None]
    if not all(map(is_number, given)):
        return "not_a_number"
    return None if given else "no_values"


def is_number(value: object) -> bool:
    """A finite number; a bool is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def out_of_range(device: Device, payload: Payload) -> str | None:
    """The first measure that is physically impossible, in words."""
    rated = device.rated_power_kw
    bounds: list[tuple[str, float, float]] = []
    if rated is not None:
        bounds.append(("energy_kwh", 0, rated * device.interval_minutes / 60 * 1.2))
        bounds.append(("power_kw", 0, rated * 1.2))
    bounds += [
        ("voltage_v", 0, 500),
        ("power_factor", -1, 1),
        ("temperature_c", -60, 80),
        ("humidity_pct", 0, 100),
    ]
    for name, low, high in bounds:
        value = _float(payload.get(name))
        if value is not None and not low <= value <= high:
            return f"{name} {value:g} outside {low:g}..{high:g}"
    people = _float(payload.get("occupancy_count"))
    if people is not None and people < 0:
        return f"occupancy_count {people:g} below 0"
    return None


def suspicion(
    device: Device, ts: float, payload: Payload, memory: Memory
) -> tuple[str | None, str | None]:
    """The quality code of a kept entry and its reason, or (None, None)."""
    impossible = out_of_range(device, payload)
    is_newest = memory.ts is None or ts > memory.ts
    if impossible is not None:
        if is_newest:
            vars(memory).update(vars(Memory(ts)))
        return "suspect_range", impossible
    if not is_newest:
        return None, None
    before = Memory(**vars(memory))
    power = _float(payload.get("power_kw"))
    if payload.get("energy_kwh") is not None:
        power = float(str(payload["energy_kwh"])) * 60 / device.interval_minutes
    present = ((n, _float(payload.get(n))) for n in ("energy_kwh", "power_kw", "temperature_c"))
    name, value = next(((n, v) for n, v in present if v is not None), (None, None))
    follows = before.ts is not None and ts - before.ts == device.interval
    run: float | None = None
    if value is not None and value != 0:
        same = follows and name == before.field and value == before.value
        run = before.run_start if same else ts
    vars(memory).update(vars(Memory(ts, power, name, value, run)))
    rated = device.rated_power_kw
    if follows and power is not None and before.power is not None and rated is not None:
        moved = abs(power - before.power)
        if moved > 0.9 * rated:
            why = f"power moved {moved:g} kW in {device.interval_minutes} min, rated {rated:g} kW"
            return "suspect_rate", why
    if run is not None:
        hours = (ts + device.interval - run) / HOUR
        if hours >= 24:
            return "suspect_stuck", f"{name} {value:g} unchanged for {hours:g} h"
    return None, None
