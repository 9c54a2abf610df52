"""The records beside readings: buildings, spaces, devices, weather, grid, tariffs, bills."""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from mock_device_api.clock import iso
from mock_device_api.feed import Entry, Payload
from mock_device_api.fleet import Building, Device, Fleet, Space, Tenant
from mock_device_api.meters import CHUNK, STEP, UNITS, Simulation
from mock_device_api.noise import key, pick, smooth, unit
from mock_device_api.occupancy import local_seconds, local_time
from mock_device_api.weather import DAY, FORECAST_HOURS, HOUR, Sky, Station

SKY = (
    "temperature_c", "humidity_pct", "irradiance_w_m2", "wind_speed_m_s", "precipitation_mm",
    "cloud_cover_pct",
)  # fmt: skip


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


def weather(station: Station, low: int, high: int, start: int) -> Iterator[Entry]:
    """Observations (ten minutes after the hour) and forecasts (four runs a day, 72 hours), with
    updated_at in [low, high); nothing before `start`."""
    first = -(-max(low - 600, start) // HOUR) * HOUR
    ts = np.arange(first, high - 600, HOUR, dtype=np.int64)
    yield from _skies(station, "observed", station.observed(ts), ts, None, 600)
    run = -(-max(low - 1800, start) // (6 * HOUR)) * 6 * HOUR
    while run + 1800 < high:
        ahead = run + np.arange(FORECAST_HOURS, dtype=np.int64) * HOUR
        yield from _skies(station, "forecast", station.forecast(run, ahead), ahead, run, 1800)
        run += 6 * HOUR


def _skies(
    station: Station, kind: str, sky: Sky, ts: Any, issued: int | None, after: int
) -> Iterator[Entry]:
    columns = [getattr(sky, name).tolist() for name in SKY]
    for place, when in enumerate(ts.tolist()):
        issued_at = when if issued is None else issued
        payload: Payload = {
            "station_id": station.station_id,
            "ts": iso(when),
            "kind": kind,
            "issued_at": iso(issued_at),
            **{name: column[place] for name, column in zip(SKY, columns, strict=True)},
        }
        yield stamped(issued_at + after, (station.station_id, when, kind, issued_at), payload)


def grid(region: str, currency: str, seed: int, low: int, high: int, start: int) -> Iterator[Entry]:
    """Hourly wholesale price and carbon intensity of a region, updated_at in [low, high): dear and
    dirty in the evening, cheap and clean in a windy night."""
    first = -(-max(low - 120, start) // HOUR) * HOUR
    ts = np.arange(first, high - 120, HOUR, dtype=np.int64)
    hour = ts % DAY / HOUR
    wind = smooth(key(seed, region, "wind"), ts, 30 * HOUR)
    peak = np.exp(-0.5 * ((hour - 17.8) / 2.0) ** 2) + 0.5 * np.exp(-0.5 * ((hour - 8) / 1.6) ** 2)
    base = 0.078 - 0.022 * wind + 0.085 * peak - 0.02 * np.exp(-0.5 * ((hour - 3.5) / 2.2) ** 2)
    price = np.round(base * (1 + 0.05 * smooth(key(seed, region, "price"), ts, 2 * HOUR)), 5)
    carbon = np.round(np.clip(0.215 - 0.06 * wind + 0.07 * peak, 0.03, 0.6), 4)
    for when, cost, dirt in zip(ts.tolist(), price.tolist(), carbon.tolist(), strict=True):
        payload: Payload = {
            "region": region,
            "ts": iso(when),
            "price_per_kwh": cost,
            "currency": currency,
            "carbon_kg_per_kwh": dirt,
        }
        yield stamped(when + 120, (region, when), payload)


# (day_class, start_hour, end_hour, price of the business tariff relative to its day price)
BUSINESS = (
    ("workday", 0, 7, 0.58), ("workday", 7, 17, 1.0), ("workday", 17, 20, 1.62),
    ("workday", 20, 24, 0.92), ("weekend", 0, 8, 0.55), ("weekend", 8, 24, 0.80),
)  # fmt: skip
HOME = (("all", 0, 7, 0.55), ("all", 7, 16, 1.0), ("all", 16, 20, 1.35), ("all", 20, 24, 1.0))


def _months(start: int, end: int) -> Iterator[date]:
    """The first of each month from the month of `start` to that of `end`."""
    when = datetime.fromtimestamp(start, UTC).date().replace(day=1)
    while when <= datetime.fromtimestamp(end, UTC).date():
        yield when
        when = (when + timedelta(days=32)).replace(day=1)


def _second(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def tariff_versions(start: int, end: int) -> list[date]:
    """The days on which tariffs change: the first of each even month, from before `start`."""
    return [day for day in _months(start - 70 * DAY, end + 70 * DAY) if day.month % 2 == 0]


def prices(building: Building, seed: int, version: date) -> list[tuple[str, int, int, float]]:
    """The windows of a building's tariff in a version: day class, hours, price per kWh."""
    home = building.tariff_id.endswith("-home")
    drift = pick(0.93, 1.09, seed, building.tariff_id, version.isoformat())
    day = (0.286 if home else 0.212) * drift
    return [(c, a, b, round(day * share, 4)) for c, a, b, share in (HOME if home else BUSINESS)]


def standing(building: Building) -> float:
    """Standing charge per day."""
    return 0.61 if building.tariff_id.endswith("-home") else 3.85


def tariffs(tenant: Tenant, seed: int, start: int, end: int) -> Iterator[Entry]:
    """Each version of each tariff, told 14 days ahead; the one before is then given its end."""
    versions = tariff_versions(start, end)
    for building in {b.tariff_id: b for b in tenant.buildings}.values():
        for number, version in enumerate(versions):
            told = _second(version) - 14 * DAY
            yield from _windows(building, seed, version, None, told)
            if number + 1 < len(versions):
                following = versions[number + 1]
                yield from _windows(
                    building, seed, version, following, _second(following) - 14 * DAY
                )


def _windows(
    building: Building, seed: int, version: date, until: date | None, told: int
) -> Iterator[Entry]:
    what = "Home" if building.tariff_id.endswith("-home") else "Business"
    for day_class, first, last, price in prices(building, seed, version):
        payload: Payload = {
            "tariff_id": building.tariff_id,
            "name": f"{what} time of use",
            "valid_from": version.isoformat(),
            "valid_to": None if until is None else until.isoformat(),
            "day_class": day_class,
            "start_hour": first,
            "end_hour": last,
            "price_per_kwh": price,
            "standing_charge_per_day": standing(building),
            "currency": building.currency,
        }
        place = (building.tariff_id, version.isoformat(), day_class, first)
        yield stamped(told, place, payload)


def bills(
    tenant: Tenant, simulation: Simulation, start: int, end: int
) -> Iterator[tuple[Entry, Payload]]:
    """Each month's bill of each building, five days after the month; beside it what is true:
    the real energy and amount, and what is wrong with the bill (None, or a word)."""
    months = [month for month in _months(start, end) if _second(month) >= start]
    versions = tariff_versions(start, end)
    for building in tenant.buildings:
        for month, following in zip(months, months[1:], strict=False):
            issued = _second(following) + 5 * DAY + 9 * HOUR
            if issued <= end:
                yield _bill(building, simulation, month, following, issued, versions)


def _bill(  # noqa: PLR0913, PLR0917 - a bill's facts
    building: Building, simulation: Simulation, month: date, following: date, issued: int,
    versions: list[date],
) -> tuple[Entry, Payload]:  # fmt: skip
    seed = simulation.fleet.seed
    low, high = _second(month) - DAY, _second(following) + DAY
    ts = np.arange(low // STEP * STEP, high, STEP, dtype=np.int64)
    chunks = range(int(ts[0]) // CHUNK, int(ts[-1]) // CHUNK + 1)
    main = building.main.device_id
    energy = np.concatenate(
        [simulation.chunk(building.building_id, n).energy[main] for n in chunks]
    )
    units = energy[(ts - chunks[0] * CHUNK) // STEP]
    local = local_seconds(building.timezone, ts)
    inside = (local >= _second(month)) & (local < _second(following))
    clock = local_time(building, ts)
    version = max((v for v in versions if v <= month), default=versions[0])
    weekday = (clock.day + 3) % 7 < 5  # a tariff knows no holidays
    price = np.zeros(len(ts))
    for day_class, first, last, cost in prices(building, seed, version):
        of_class = {
            "all": np.ones(len(ts), dtype=bool),
            "workday": weekday,
            "weekend": ~weekday,
        }[day_class]
        price = np.where(of_class & (clock.hour >= first) & (clock.hour < last), cost, price)
    kwh = int(units[inside].sum()) / UNITS
    days = (following - month).days
    amount = float((units[inside] * price[inside]).sum()) / UNITS + days * standing(building)
    bill_id = f"{building.building_id}-{month:%Y-%m}"
    luck = unit(seed, bill_id)
    estimated = luck < 0.15
    wrong = None
    billed, charged = kwh, amount
    if estimated:
        share = pick(0.82, 1.2, seed, bill_id, "estimate")
        billed, charged = kwh * share, amount * share
    elif luck < 0.23:
        wrong, billed, charged = "energy", kwh * 1.37, amount * 1.37
    elif luck < 0.29:
        wrong, charged = "amount", amount * 1.18
    payload: Payload = {
        "bill_id": bill_id,
        "building_id": building.building_id,
        "period_start": month.isoformat(),
        "period_end": following.isoformat(),
        "energy_kwh": round(billed, 1),
        "amount": round(charged, 2),
        "currency": building.currency,
        "estimated": estimated,
        "issued_at": iso(issued),
    }
    truth: Payload = {
        "bill_id": bill_id,
        "true_energy_kwh": round(kwh, 4),
        "true_amount": round(amount, 4) if math.isfinite(amount) else None,
        "wrong": wrong,
    }
    return stamped(issued, (bill_id,), payload), truth


def regions(tenant: Tenant) -> dict[str, str]:
    """Grid regions of a tenant and their currency."""
    return {b.grid_region: b.currency for b in tenant.buildings}


def horizon(fleet: Fleet) -> int:
    """How far ahead of the clock's start records are prepared."""
    return fleet.anchor + 400 * DAY
