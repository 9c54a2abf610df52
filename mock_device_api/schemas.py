"""What each record looks like, for the OpenAPI document."""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """A change of one record."""

    model_config = ConfigDict(extra="allow")
    updated_at: str = Field(description="When the API learned of this, ISO-8601 UTC")
    deleted: bool | None = Field(None, description="True: gone; only the key is given")


class Tenant(BaseModel):
    """Whose key this is."""

    tenant_id: str
    name: str


class Building(Record):
    """A building."""

    building_id: str
    tenant_name: str | None = None
    name: str | None = None
    kind: str | None = Field(None, description="office, lab, school, hostel, home")
    country: str | None = Field(None, description="ISO 3166-1 alpha-2")
    subdivision: str | None = None
    city: str | None = None
    timezone: str | None = Field(None, description="IANA name; days are local days")
    currency: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    floor_area_m2: float | None = None
    built_year: int | None = None
    beds: int | None = None
    agreed_capacity_kw: float | None = None
    weather_station_id: str | None = None
    grid_region: str | None = None
    tariff_id: str | None = None


class Space(Record):
    """A room, a floor or a part of a building."""

    space_id: str
    building_id: str | None = None
    name: str | None = None
    kind: str | None = None
    floor: int | None = None
    beds: int | None = None
    area_m2: float | None = None


class Device(Record):
    """A meter or sensor."""

    device_id: str
    building_id: str | None = None
    space_id: str | None = None
    parent_device_id: str | None = None
    name: str | None = None
    kind: Literal["main_meter", "sub_meter", "sensor"] | None = None
    appliance: str | None = None
    meter_type: Literal["interval", "register"] | None = None
    interval_minutes: int | None = None
    rated_power_kw: float | None = None
    register_max_kwh: float | None = Field(None, description="Where the register starts again at 0")
    manufacturer: str | None = None
    model: str | None = None
    serial_number: str | None = None
    installed_at: str | None = None
    removed_at: str | None = None


class Reading(Record):
    """One revision of one interval of one device; only what it measures is present."""

    device_id: str
    ts: str = Field(description="Start of the interval [ts, ts + interval)")
    revision: int = Field(description="Higher is newer")
    energy_kwh: float | None = Field(None, description="Energy of the interval")
    register_kwh: float | None = Field(None, description="The register at the instant ts")
    power_kw: float | None = Field(None, description="Mean power of the interval")
    voltage_v: float | None = Field(None, description="Per phase")
    current_a: float | None = None
    power_factor: float | None = None
    temperature_c: float | None = None
    humidity_pct: float | None = None
    occupancy_count: int | None = None
    quality: Literal["metered", "estimated"] | None = None
    source: Literal["meter", "estimate", "correction"] | None = None
    received_at: str | None = None


class Weather(Record):
    """An hour of weather, observed or forecast."""

    station_id: str
    ts: str
    kind: Literal["observed", "forecast"]
    issued_at: str
    temperature_c: float
    humidity_pct: float | None
    irradiance_w_m2: float | None
    wind_speed_m_s: float | None
    precipitation_mm: float | None
    cloud_cover_pct: float | None


class Grid(Record):
    """An hour of a grid region."""

    region: str
    ts: str
    price_per_kwh: float
    currency: str
    carbon_kg_per_kwh: float | None


class Tariff(Record):
    """One window of one version of a tariff."""

    tariff_id: str
    name: str
    valid_from: str
    valid_to: str | None = Field(None, description="Exclusive; null is open")
    day_class: Literal["all", "workday", "weekend"]
    start_hour: int
    end_hour: int
    price_per_kwh: float
    standing_charge_per_day: float
    currency: str


class Bill(Record):
    """A month's bill."""

    bill_id: str
    building_id: str
    period_start: str
    period_end: str
    energy_kwh: float
    amount: float
    currency: str
    estimated: bool
    issued_at: str


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


T = TypeVar("T")


class Listing(BaseModel, Generic[T]):
    """A page."""

    data: list[T]
    next_cursor: str | None = Field(description="Null: nothing more is visible now")


PAGES: dict[str, type[BaseModel]] = {
    "buildings": Listing[Building],
    "spaces": Listing[Space],
    "devices": Listing[Device],
    "readings": Listing[Reading],
    "weather": Listing[Weather],
    "grid": Listing[Grid],
    "tariffs": Listing[Tariff],
    "bills": Listing[Bill],
}
