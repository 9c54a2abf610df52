"""The mock fleet's true hours as the recommendations get them, without the way through the feed."""

from __future__ import annotations

import numpy as np

from ml.recommendations import Facts, Measured, Meter
from mock_device_api import meters
from mock_device_api.billing import prices, tariff_versions
from mock_device_api.estate import lay_out
from mock_device_api.fleet import Building, Fleet
from mock_device_api.meters import CHUNK, STEP, UNITS, simulate
from mock_device_api.occupancy import HOLIDAY, local_seconds, local_time
from mock_device_api.weather import DAY, HOUR

ANCHOR = 1_790_812_800  # 2026-10-01


def fleet(days: int = 365, seed: int = 7) -> Fleet:
    return lay_out(seed=seed, tenants=2, buildings=5, devices=90, days=days, anchor=ANCHOR)


def building_of(made: Fleet, kind: str) -> tuple[str, Building]:
    return next((t.tenant_id, b) for t in made.tenants for b in t.buildings if b.kind == kind)


def measured(made: Fleet, kind: str, *, calm: bool = False) -> Measured:
    """One building over the fleet's days, every hour known. calm: nothing ever goes wrong."""
    tenant, building = building_of(made, kind)
    kept = meters.anomalies
    if calm:
        meters.anomalies = lambda *_: iter(())
    try:
        energy, people = _simulated(made, building)
    finally:
        meters.anomalies = kept
    ts = np.arange(made.start, ANCHOR, HOUR, dtype=np.int64)
    clock = local_time(building, ts)
    date = (local_seconds(building.timezone, ts) // DAY).astype("datetime64[D]")
    # Whole local days only.
    inside = (date > date[0]) & (date < date[-1])
    subs = [d for d in building.devices if d.kind == "sub_meter"]
    return Measured(
        facts=Facts(
            tenant, building.building_id, building.name, building.kind, building.timezone,
            building.currency, building.floor_area_m2, building.agreed_capacity_kw,
        ),
        date=date[inside],
        hour=clock.hour.astype(np.int64)[inside],
        holiday=(clock.day_kind == HOLIDAY)[inside],
        main=energy[building.main.device_id][inside],
        meters=tuple(
            Meter(d.device_id, d.name, d.appliance, energy[d.device_id][inside]) for d in subs
        ),
        price=_price(made, building, ts)[inside],
        carbon=np.full(len(ts), 0.2)[inside],
        temperature=building.station.observed(ts).temperature_c[inside],
        people=(people * building.people)[inside],
        currency=building.currency,
    )  # fmt: skip


def _simulated(made: Fleet, building: Building):
    first, last = made.start // CHUNK, (ANCHOR - 1) // CHUNK
    chunks = [simulate(building, made.seed, number) for number in range(first, last + 1)]
    begin = (made.start - first * CHUNK) // STEP
    steps = (ANCHOR - made.start) // STEP
    hourly = lambda v: v[begin : begin + steps].reshape(-1, 4)  # noqa: E731
    energy = {
        d: hourly(np.concatenate([c.energy[d] for c in chunks])).sum(axis=1) / UNITS
        for d in chunks[0].energy
    }
    return energy, hourly(np.concatenate([c.people for c in chunks])).mean(axis=1)


def _price(made: Fleet, building: Building, ts: np.ndarray) -> np.ndarray:
    clock = local_time(building, ts)
    workday = (clock.day + 3) % 7 < 5
    out = np.full(len(ts), np.nan)
    for version in tariff_versions(made.start, ANCHOR):
        after = clock.day >= (np.datetime64(version, "D").astype(np.int64))
        for kind, low, high, price in prices(building, made.seed, version):
            of = {"all": np.ones(len(ts), bool), "workday": workday, "weekend": ~workday}[kind]
            out[after & of & (clock.hour >= low) & (clock.hour < high)] = price
    return out
