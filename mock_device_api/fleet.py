"""What there is: tenants, buildings, spaces, devices. Frozen facts, no behaviour."""

from dataclasses import dataclass, field
from functools import cached_property

from mock_device_api.weather import Station


@dataclass(frozen=True)
class Space:
    """A room, a floor or a part of a building."""

    space_id: str
    building_id: str
    name: str
    kind: str
    floor: int
    beds: int
    area_m2: float


@dataclass(frozen=True)
class Device:
    """A meter or sensor and what it measures; `peak_kw` is the load behind a sub-meter."""

    device_id: str
    building_id: str
    space_id: str | None
    parent_device_id: str | None
    name: str
    kind: str
    appliance: str | None
    meter_type: str | None
    interval_minutes: int
    rated_power_kw: float | None
    register_max_kwh: float | None
    manufacturer: str
    model: str
    serial_number: str
    installed_at: int
    measures: tuple[str, ...]
    delay: int
    peak_kw: float = 0.0
    removed_at: int | None = None

    @property
    def interval(self) -> int:
        """Seconds between two readings."""
        return self.interval_minutes * 60


@dataclass(frozen=True)
class Load:
    """Something in a building that uses electricity, metered or not."""

    name: str
    appliance: str
    peak_kw: float


@dataclass(frozen=True)
class Building:
    """A building with its spaces, its devices and every load in it."""

    building_id: str
    name: str
    kind: str
    country: str
    subdivision: str | None
    city: str
    timezone: str
    currency: str
    latitude: float
    longitude: float
    floor_area_m2: float | None
    built_year: int | None
    beds: int
    people: int
    agreed_capacity_kw: float
    station: Station
    grid_region: str
    tariff_id: str
    spaces: tuple[Space, ...] = ()
    devices: tuple[Device, ...] = ()
    loads: tuple[Load, ...] = ()

    @property
    def main(self) -> Device:
        """The meter that the bill is written from."""
        return next(device for device in self.devices if device.kind == "main_meter")


@dataclass(frozen=True)
class Tenant:
    """A customer; nobody sees another's data."""

    tenant_id: str
    name: str
    buildings: tuple[Building, ...]

    @cached_property
    def devices(self) -> dict[str, Device]:
        """Every device by id."""
        return {d.device_id: d for building in self.buildings for d in building.devices}

    @cached_property
    def building_of(self) -> dict[str, Building]:
        """The building of each device id."""
        return {d.device_id: building for building in self.buildings for d in building.devices}

    @cached_property
    def stations(self) -> tuple[Station, ...]:
        """The weather stations of the tenant's buildings, once each."""
        return tuple({b.station.station_id: b.station for b in self.buildings}.values())


@dataclass(frozen=True)
class Fleet:
    """All tenants; `start` is the first instant with readings, `anchor` the clock at start."""

    seed: int
    start: int
    anchor: int
    tenants: tuple[Tenant, ...]
    replayed: bool = field(default=False)

    def tenant(self, tenant_id: str) -> Tenant:
        """A tenant by id. Raises KeyError."""
        for tenant in self.tenants:
            if tenant.tenant_id == tenant_id:
                return tenant
        raise KeyError(tenant_id)
