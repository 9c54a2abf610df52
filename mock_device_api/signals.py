"""What is known of the outside hour by hour: the weather stations, the power grid."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isnan

import numpy as np

from mock_device_api.clock import iso
from mock_device_api.feed import Entry, Payload
from mock_device_api.fleet import Tenant
from mock_device_api.noise import Floats, Ints, key, smooth
from mock_device_api.records import stamped
from mock_device_api.weather import DAY, FORECAST_HOURS, HOUR, Sky, Station

SKY = (
    "temperature_c", "humidity_pct", "irradiance_w_m2", "wind_speed_m_s", "precipitation_mm",
    "cloud_cover_pct",
)  # fmt: skip


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


def _skies(  # noqa: PLR0913, PLR0917
    station: Station, kind: str, sky: Sky, ts: Ints, issued: int | None, after: int
) -> Iterator[Entry]:
    columns = [getattr(sky, name).tolist() for name in SKY]
    for place, when in enumerate(ts.tolist()):
        issued_at = when if issued is None else issued
        values = {name: column[place] for name, column in zip(SKY, columns, strict=True)}
        if all(isnan(value) for value in values.values()):
            continue
        payload: Payload = {
            "station_id": station.station_id,
            "ts": iso(when),
            "kind": kind,
            "issued_at": iso(issued_at),
            **{name: None if isnan(value) else value for name, value in values.items()},
        }
        yield stamped(issued_at + after, (station.station_id, when, kind, issued_at), payload)


@dataclass(frozen=True)
class Zone:
    """A grid region, and where its carbon intensity is recorded, if it is."""

    region: str
    currency: str
    seed: int
    recorded: Callable[[str, Ints], Floats | None]


def grid(zone: Zone, low: int, high: int, start: int) -> Iterator[Entry]:
    """Hourly wholesale price and carbon intensity of a region, updated_at in [low, high): dear and
    dirty in the evening, cheap and clean in a windy night."""
    seed, region = zone.seed, zone.region
    first = -(-max(low - 120, start) // HOUR) * HOUR
    ts = np.arange(first, high - 120, HOUR, dtype=np.int64)
    hour = ts % DAY / HOUR
    wind = smooth(key(seed, region, "wind"), ts, 30 * HOUR)
    peak = np.exp(-0.5 * ((hour - 17.8) / 2.0) ** 2) + 0.5 * np.exp(-0.5 * ((hour - 8) / 1.6) ** 2)
    base = 0.078 - 0.022 * wind + 0.085 * peak - 0.02 * np.exp(-0.5 * ((hour - 3.5) / 2.2) ** 2)
    price = np.round(base * (1 + 0.05 * smooth(key(seed, region, "price"), ts, 2 * HOUR)), 5)
    dirty: Floats = np.clip(0.215 - 0.06 * wind + 0.07 * peak, 0.03, 0.6)
    carbon: Floats = np.round(dirty, 4)
    recorded = zone.recorded(region, ts)
    if recorded is not None:
        carbon = recorded
    for when, cost, dirt in zip(ts.tolist(), price.tolist(), carbon.tolist(), strict=True):
        payload: Payload = {
            "region": region,
            "ts": iso(when),
            "price_per_kwh": cost,
            "currency": zone.currency,
            "carbon_kg_per_kwh": None if isnan(dirt) else dirt,
        }
        yield stamped(when + 120, (region, when), payload)


def regions(tenant: Tenant) -> dict[str, str]:
    """Grid regions of a tenant and their currency."""
    return {b.grid_region: b.currency for b in tenant.buildings}
