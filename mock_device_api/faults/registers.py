"""Registers that start again: a reset (a new meter, a power loss), a rollover at the maximum."""

from dataclasses import dataclass

import numpy as np

from mock_device_api.clock import parse
from mock_device_api.faults.config import Faults
from mock_device_api.faults.selection import instants, stream
from mock_device_api.fleet import Device
from mock_device_api.meters import UNITS, Columns, Physical, device_max
from mock_device_api.noise import Ints, unit
from mock_device_api.weather import DAY

FIRST = parse("2024-01-01")


@dataclass(frozen=True)
class Restarts:
    """Where a register starts again, what is taken off from there on, what is added before."""

    moments: Ints
    offsets: Ints
    added: int


def restarts(device: Device, tenant_id: str, faults: Faults, physical: Physical) -> Restarts | None:
    """The restarts of a device's register, of the past and of the next year; None for none."""
    if device.meter_type != "register":
        return None
    start, anchor = physical.fleet.start, physical.fleet.anchor
    resets: set[int] = set()
    for fault in faults.of("counter_reset"):
        if fault.concerns(tenant_id, device.device_id):
            # Counted from a fixed day: what was reset stays so when the mock starts again.
            period = min(start, FIRST), anchor + 400 * DAY
            found = instants(faults.seed, fault, device.device_id, *period)
            resets.update(_grid(moment, device) for moment in found)
    moments = sorted(resets)
    offsets = [_units(device, physical, moment) for moment in moments]
    added = 0
    for fault in faults.of("counter_rollover"):
        chosen = stream(faults.seed, fault, device.device_id)
        hit = unit(chosen, "device") < fault.probability
        if fault.concerns(tenant_id, device.device_id) and hit:
            within = int(unit(chosen, "moment") * max(anchor - start, DAY))
            at = start + within if fault.start is None else fault.start
            if not moments or at < moments[0]:
                top = int(device_max(device) * UNITS)
                added = top - _units(device, physical, _grid(at, device))
    if not moments and not added:
        return None
    return Restarts(np.array(moments, dtype=np.int64), np.array(offsets, dtype=np.int64), added)


def _grid(moment: int, device: Device) -> int:
    return -(-moment // device.interval) * device.interval


def _units(device: Device, physical: Physical, moment: int) -> int:
    reading = physical.columns(device, moment, moment + device.interval)
    return int(np.rint(reading.values["register_kwh"][0] * UNITS))


def restarted(device: Device, columns: Columns, found: Restarts) -> Columns:
    """The same readings as the register shows them after its restarts."""
    units = np.rint(columns.values["register_kwh"] * UNITS).astype(np.int64)
    place = np.searchsorted(found.moments, columns.ts, side="right")
    taken = np.concatenate(([-found.added], found.offsets))[place]
    shown = (units - taken) % int(device_max(device) * UNITS) / UNITS
    return Columns(columns.ts, {**columns.values, "register_kwh": shown})
