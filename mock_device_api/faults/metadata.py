"""Faults of the descriptions: odd names, devices that come and go, records that change."""

from collections.abc import Iterator
from dataclasses import replace

from mock_device_api import records
from mock_device_api.clock import iso
from mock_device_api.faults.config import Fault, Faults
from mock_device_api.faults.selection import stream
from mock_device_api.feed import Entry
from mock_device_api.fleet import Device, Fleet, Tenant
from mock_device_api.noise import unit
from mock_device_api.weather import DAY, HOUR

ODD = (
    "Zähler «Küche» №7", "电表 三楼", "مقياس الطاقة", 'Meter "A"; DROP TABLE x --', "☀️🔌 Dach",
    "tab\there, line\nbreak", "Ŝargo\u200b\u202eevil", "O'Brien & Söhne <b>",
)  # fmt: skip


def _when(faults: Faults, fault: Fault, name: str, fleet: Fleet) -> int | None:
    """When a fault of the metadata strikes a record: the start of its window, or a moment in the
    later part of the history. None: never."""
    chosen = stream(faults.seed, fault, name)
    if unit(chosen, "hit") >= fault.probability:
        return None
    if fault.start is not None:
        return fault.start
    share = 0.3 + 0.6 * unit(chosen, "moment")
    return fleet.start + int((fleet.anchor - fleet.start) * share)


def with_faults(fleet: Fleet, faults: Faults) -> Fleet:
    """The fleet as it turns out: odd names, devices that begin late or were taken away."""
    tenants = []
    for tenant in fleet.tenants:
        buildings = []
        for building in tenant.buildings:
            devices = tuple(_device(tenant, d, fleet, faults) for d in building.devices)
            name = _name(tenant, building.building_id, building.name, faults)
            spaces = tuple(
                replace(s, name=_name(tenant, s.space_id, s.name, faults)) for s in building.spaces
            )
            buildings.append(replace(building, name=name, devices=devices, spaces=spaces))
        tenants.append(replace(tenant, buildings=tuple(buildings)))
    return replace(fleet, tenants=tuple(tenants))


def _name(tenant: Tenant, record_id: str, name: str, faults: Faults) -> str:
    for fault in faults.of("unicode_names"):
        chosen = stream(faults.seed, fault, record_id)
        if fault.concerns(tenant.tenant_id, record_id) and unit(chosen) < fault.probability:
            return f"{name} {ODD[int(unit(chosen, 'which') * len(ODD))]}"
    return name


def _device(tenant: Tenant, device: Device, fleet: Fleet, faults: Faults) -> Device:
    device = replace(device, name=_name(tenant, device.device_id, device.name, faults))
    if device.kind == "main_meter":
        return device
    for fault in faults.of("device_added"):
        when = _when(faults, fault, device.device_id, fleet)
        if when is not None and fault.concerns(tenant.tenant_id, device.device_id):
            device = replace(device, installed_at=when)
    for fault in faults.of("device_removed"):
        when = _when(faults, fault, device.device_id, fleet)
        if when is not None and fault.concerns(tenant.tenant_id, device.device_id):
            device = replace(device, removed_at=max(when, device.installed_at + DAY))
    return device


def described(tenant: Tenant, kind: str, fleet: Fleet, faults: Faults) -> Iterator[Entry]:
    """Buildings, spaces or devices: the first description and every change of it."""
    known = {d.device_id: d for d in tenant.devices.values()} if kind == "devices" else {}
    for entry in records.metadata(tenant, kind):
        record_id = str(entry.key[0])
        device = known.get(record_id)
        payload = dict(entry.payload)
        last = entry.updated_at
        if device is not None and device.removed_at is not None:
            payload["removed_at"] = None
        yield Entry(last, entry.key, payload)
        for fault in faults.of("metadata_change"):
            when = _when(faults, fault, record_id, fleet)
            if when is not None and fault.concerns(tenant.tenant_id, record_id):
                last = max(last + 1, when + fault.index)
                payload = {**payload, "name": f"{payload['name']} (renamed)"}
                if device is not None:
                    payload["model"] = f"{payload['model']}-B"
                payload["updated_at"] = iso(last)
                yield Entry(last, entry.key, payload)
        if device is not None and device.removed_at is not None:
            last = max(last + 1, device.removed_at + 60)
            payload = {**payload, "removed_at": iso(device.removed_at), "updated_at": iso(last)}
            yield Entry(last, entry.key, payload)
            gone = last + 6 * HOUR
            tombstone: dict[str, object] = {
                "device_id": record_id,
                "deleted": True,
                "updated_at": iso(gone),
            }
            yield Entry(gone, entry.key, tombstone)
