"""What a fault makes of one reading: its values, its time, its name. Pure functions."""

from collections.abc import Callable
from dataclasses import dataclass

from mock_device_api.clock import iso
from mock_device_api.faults.config import Fault
from mock_device_api.feed import Payload
from mock_device_api.fleet import Device
from mock_device_api.noise import unit
from mock_device_api.occupancy import offset_at
from mock_device_api.weather import DAY, HOUR

NOT_NUMBERS: tuple[object, ...] = ("NaN", "n/a", "", True, [1.5], "12.5", {"value": 3})
FAR_BEHIND = 40 * 365 * DAY


@dataclass
class Draft:
    """A reading on its way into the store: its payload, and the key that it is filed under."""

    payload: Payload
    ts: int
    revision: int
    number: int  # of the interval since 1970: what luck is drawn from
    timezone: str


Change = Callable[[Draft, Fault, Device, str], None]


def _luck(fault: Fault, device: Device, draft: Draft, what: str) -> float:
    return unit(fault.index, fault.kind, device.device_id, draft.number, what)


def rate_jump(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """The load jumps to more than the rating, though not to the impossible."""
    if device.rated_power_kw is not None:
        power = round(device.rated_power_kw * (1.12 + 0.06 * _luck(fault, device, draft, "to")), 4)
        if "energy_kwh" in draft.payload:
            draft.payload["energy_kwh"] = round(power * device.interval_minutes / 60, 4)
        if "power_kw" in draft.payload:
            draft.payload["power_kw"] = power


def out_of_range(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """One measure becomes physically impossible."""
    far = 2.0 + 7.0 * _luck(fault, device, draft, "far")
    rated = device.rated_power_kw or 1.0
    wrong: Payload = {
        "energy_kwh": round(rated * device.interval_minutes / 60 * far, 4),
        "power_kw": round(rated * far, 4),
        "voltage_v": round(300 * far, 1),
        "power_factor": round(far, 3),
        "temperature_c": round(60 * far if far < 6 else -25 * far, 2),
        "humidity_pct": round(60 * far, 1),
        "occupancy_count": -int(far),
    }
    possible = [name for name in device.measures if name in wrong]
    name = possible[int(_luck(fault, device, draft, "which") * len(possible))]
    draft.payload[name] = wrong[name]


def negative_energy(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """Energy (or power) below zero: a meter connected backwards."""
    low = -round(0.1 + 3 * _luck(fault, device, draft, "low"), 4)
    for name in ("energy_kwh", "power_kw"):
        if name in draft.payload:
            draft.payload[name] = low


def null_value(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """One measure is null; for half of the readings all are."""
    luck = _luck(fault, device, draft, "which") * 2
    for place, name in enumerate(device.measures):
        if luck >= 1 or place == int(luck * len(device.measures)):
            draft.payload[name] = None


def not_a_number(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """One measure is something else than a number."""
    which = int(_luck(fault, device, draft, "which") * len(device.measures))
    what = int(_luck(fault, device, draft, "what") * len(NOT_NUMBERS))
    draft.payload[device.measures[which]] = NOT_NUMBERS[what]


def estimated(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """The source filled the interval by an estimate, and says so."""
    draft.payload["quality"] = "estimated"
    draft.payload["source"] = "estimate"
    scale(draft.payload, 0.8 + 0.4 * _luck(fault, device, draft, "share"))


def scale(payload: Payload, share: float) -> None:
    """Multiplies energy and power, where they are numbers."""
    for name in ("energy_kwh", "power_kw"):
        value = payload.get(name)
        if isinstance(value, float):
            payload[name] = round(value * share, 4)


def new_column(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """The source reports something that it never did before."""
    draft.payload["frequency_hz"] = round(49.9 + 0.2 * _luck(fault, device, draft, "hz"), 3)
    draft.payload["firmware"] = "2.1.0"


def dst_day(draft: Draft, _fault: Fault, _device: Device, _name: str) -> None:
    """Around a change of the clocks the device writes local times with their offset."""
    ahead = offset_at(draft.timezone, draft.ts // HOUR)
    sign, minutes = ("-" if ahead < 0 else "+"), abs(ahead) // 60
    local = iso(draft.ts + ahead).removesuffix("Z")
    draft.payload["ts"] = f"{local}{sign}{minutes // 60:02}:{minutes % 60:02}"


def changes_soon(draft: Draft) -> bool:
    """Whether the clocks of the device's zone change within the day around this reading."""
    hour = draft.ts // HOUR
    return offset_at(draft.timezone, hour - 14) != offset_at(draft.timezone, hour + 14)


def misaligned_timestamp(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """The time lies between two intervals."""
    off = 1 + int(_luck(fault, device, draft, "off") * (device.interval - 2))
    draft.payload["ts"] = iso(draft.ts + off)


def bad_timestamp(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """The time is no time, or has no zone, or is not there."""
    good = iso(draft.ts)
    choices: tuple[object, ...] = (
        "yesterday", f"{good[:5]}02-30T00:00:00Z", "", None, draft.ts, good[:-1], good[:-3] + "99Z",
    )  # fmt: skip
    draft.payload["ts"] = choices[int(_luck(fault, device, draft, "how") * len(choices))]


def unknown_device(draft: Draft, _fault: Fault, device: Device, _name: str) -> None:
    """A name that nobody has described."""
    draft.payload["device_id"] = f"{device.device_id}-ghost"


def missing_device_id(draft: Draft, fault: Fault, device: Device, _name: str) -> None:
    """No name at all."""
    luck = _luck(fault, device, draft, "how")
    if luck < 0.4:
        draft.payload.pop("device_id", None)
    else:
        draft.payload["device_id"] = None if luck < 0.8 else ""


def clock_shift(fault: Fault, device: Device, name: str) -> int:
    """By how much a device's clock is off in a span: whole intervals (kept), some seconds (off
    the grid), or far away (impossible)."""
    if fault.seconds is not None:
        off = int(fault.seconds)
    else:
        luck = unit(fault.index, device.device_id, name, "how")
        fits = max(HOUR // device.interval, 1)
        steps = 1 + int(unit(fault.index, device.device_id, name, "steps") * fits)
        far = 5 * HOUR if fault.kind == "clock_ahead" else FAR_BEHIND
        off = steps * device.interval if luck < 0.5 else 47 if luck < 0.75 else far
    return off if fault.kind == "clock_ahead" else -off


def clock_off(draft: Draft, fault: Fault, device: Device, name: str) -> None:
    """The device's clock is wrong. The store files such a reading as another revision of the
    interval that it claims, so that it never overwrites the reading that belongs there."""
    draft.ts += clock_shift(fault, device, name)
    draft.revision += 16 << min(fault.index, 40)
    draft.payload["ts"] = iso(draft.ts)
    draft.payload["revision"] = draft.revision


# In this order they are applied to one reading, whatever the order of the file.
CHANGES: dict[str, Change] = {
    "rate_jump": rate_jump,
    "out_of_range": out_of_range,
    "negative_energy": negative_energy,
    "estimated": estimated,
    "null_value": null_value,
    "not_a_number": not_a_number,
    "new_column": new_column,
    "clock_ahead": clock_off,
    "clock_behind": clock_off,
    "dst_day": dst_day,
    "misaligned_timestamp": misaligned_timestamp,
    "bad_timestamp": bad_timestamp,
    "unknown_device": unknown_device,
    "missing_device_id": missing_device_id,
}
