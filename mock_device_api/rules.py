"""What becomes of one entry: landed, marked deleted, or rejected with its reason.

The rules (section 4 of the contract between the parts) are written here a second time, plainly
and on purpose: the connector has its own, and the two must agree row for row.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from math import isfinite

import orjson

from mock_device_api.clock import iso, parse
from mock_device_api.feed import Payload
from mock_device_api.fleet import Device, Tenant
from mock_device_api.weather import DAY, HOUR

MEASURES = (
    "energy_kwh", "register_kwh", "power_kw", "voltage_v", "current_a", "power_factor",
    "temperature_c", "humidity_pct", "occupancy_count",
)  # fmt: skip
EARLIEST = parse("2000-01-01")


@lru_cache(maxsize=1 << 16)
def instant(text: str) -> float | None:
    """Epoch seconds of a time with a zone; None when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.timestamp()


@dataclass
class Memory:
    """What is remembered of a device's newest reading."""

    ts: float | None = None
    power: float | None = None
    field: str | None = None
    value: float | None = None
    run_start: float | None = None

    def become(
        self, ts: float, power: float | None = None, name: str | None = None,
        value: float | None = None, run_start: float | None = None,
    ) -> None:  # fmt: skip
        """Remembers another reading instead."""
        self.ts, self.power, self.field = ts, power, name
        self.value, self.run_start = value, run_start


@dataclass
class Held:
    """What a perfect consumer has of one device."""

    rows: dict[tuple[str, int], dict[str, object]] = field(default_factory=dict)
    rejected: dict[bytes, dict[str, object]] = field(default_factory=dict)


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
    seconds, revision = instant(str(payload["ts"])), payload["revision"]
    if seconds is None or not isinstance(revision, int):
        raise TypeError("an entry with no time or revision was not rejected")
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
    return float(value) if isinstance(value, int | float) else None


def rejection(tenant: Tenant, payload: Payload) -> str | None:  # noqa: PLR0911
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
    seconds = instant(ts) if isinstance(ts, str) else None
    if seconds is None:
        return "bad_ts"
    received = payload.get("received_at")
    if isinstance(received, str) and seconds > (instant(received) or 0) + HOUR:
        return "ts_in_future"
    if seconds < device.installed_at - DAY or seconds < EARLIEST:
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
            memory.become(ts)
        return "suspect_range", impossible
    if not is_newest:
        return None, None
    power = _float(payload.get("power_kw"))
    energy = _float(payload.get("energy_kwh"))
    if energy is not None:
        power = energy * 60 / device.interval_minutes
    present = ((n, _float(payload.get(n))) for n in ("energy_kwh", "power_kw", "temperature_c"))
    name, value = next(((n, v) for n, v in present if v is not None), (None, None))
    follows = memory.ts is not None and ts - memory.ts == device.interval
    run: float | None = None
    if value is not None and value != 0:
        same = follows and name == memory.field and value == memory.value
        run = memory.run_start if same else ts
    earlier = memory.power if follows else None
    memory.become(ts, power, name, value, run)
    rated = device.rated_power_kw
    if power is not None and earlier is not None and rated is not None:
        moved = abs(power - earlier)
        if moved > 0.9 * rated:
            why = f"power moved {moved:g} kW in {device.interval_minutes} min, rated {rated:g} kW"
            return "suspect_rate", why
    if run is not None:
        hours = (ts + device.interval - run) / HOUR
        if hours >= 24:
            return "suspect_stuck", f"{name} {value:g} unchanged for {hours:g} h"
    return None, None
