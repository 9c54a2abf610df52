"""The descriptions: buildings, spaces and devices as the API shows them."""

from collections.abc import Iterator

from mock_device_api.clock import iso
from mock_device_api.feed import Entry, Payload
from mock_device_api.fleet import Building, Device, Fleet, Space, Tenant
from mock_device_api.weather import DAY


def building_payload(tenant: Tenant, building: Building) -> Payload:
    """A building as the API shows it, without updated_at."""
    return {
        "building_id": building.building_id,
        "tenant_name": tenant.name,
        "name": building.name,
        "kind": building.kind,
        "country": building.country,
        "subdivision": building.subdivision,
        "city": building.city,
        "timezone": building.timezone,
        "currency": building.currency,
        "latitude": building.latitude,
        "longitude": building.longitude,
        "floor_area_m2": building.floor_area_m2,
        "built_year": building.built_year,
        "beds": building.beds,
        "agreed_capacity_kw": building.agreed_capacity_kw,
        "weather_station_id": building.station.station_id,
        "grid_region": building.grid_region,
        "tariff_id": building.tariff_id,
    }


def space_payload(space: Space) -> Payload:
    """A space as the API shows it, without updated_at."""
    return {
        "space_id": space.space_id,
        "building_id": space.building_id,
        "name": space.name,
        "kind": space.kind,
        "floor": space.floor,
        "beds": space.beds,
        "area_m2": space.area_m2,
    }


def device_payload(device: Device) -> Payload:
    """A device as the API shows it, without updated_at."""
    return {
        "device_id": device.device_id,
        "building_id": device.building_id,
        "space_id": device.space_id,
        "parent_device_id": device.parent_device_id,
        "name": device.name,
        "kind": device.kind,
        "appliance": device.appliance,
        "meter_type": device.meter_type,
        "interval_minutes": device.interval_minutes,
        "rated_power_kw": device.rated_power_kw,
        "register_max_kwh": device.register_max_kwh,
        "manufacturer": device.manufacturer,
        "model": device.model,
        "serial_number": device.serial_number,
        "installed_at": iso(device.installed_at),
        "removed_at": None if device.removed_at is None else iso(device.removed_at),
    }


def described_at(device: Device) -> int:
    """When the API first tells of a device: the day after it was installed."""
    return device.installed_at + DAY


def metadata(tenant: Tenant, kind: str) -> Iterator[Entry]:
    """Buildings, spaces or devices as first described."""
    for building in tenant.buildings:
        first = min((d.installed_at for d in building.devices), default=0)
        if kind == "buildings":
            payload = building_payload(tenant, building)
            yield stamped(first, (building.building_id,), payload)
        elif kind == "spaces":
            for space in building.spaces:
                yield stamped(first, (space.space_id,), space_payload(space))
        else:
            for device in building.devices:
                when = described_at(device)
                yield stamped(when, (device.device_id,), device_payload(device))


def stamped(updated_at: int, place: tuple[str | int, ...], payload: Payload) -> Entry:
    """An entry whose payload says its updated_at."""
    return Entry(updated_at, place, {**payload, "updated_at": iso(updated_at)})


def horizon(fleet: Fleet) -> int:
    """How far ahead of the clock's start records are prepared."""
    return fleet.anchor + 400 * DAY
