"""Turns a building's loads into what its meters and sensors would read, on any interval.

A building is simulated in chunks of 16 days on a grid of 15 minutes, in whole units of 0.1 Wh,
so that sub-meters + residual = main holds exactly. A chunk depends on nothing but the seed; the
registers add up all chunks since the epoch, once.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from mock_device_api.anomalies import affect, anomalies
from mock_device_api.appliances import Scene, power, scene
from mock_device_api.clock import parse
from mock_device_api.fleet import Building, Device, Fleet
from mock_device_api.noise import Floats, Ints, key, normal, pick, smooth, uniform
from mock_device_api.weather import DAY, HOUR

STEP = 900
CHUNK = 16 * DAY
UNITS = 10_000  # of 0.1 Wh in a kWh
CACHED_BYTES = 128 << 20


@dataclass(frozen=True)
class Columns:
    """Readings of one device: interval starts, and a column for each measure."""

    ts: Ints
    values: dict[str, Floats | Ints]


@dataclass(frozen=True)
class Chunk:
    """Energy of each meter in each step (units of 0.1 Wh), and how it was inside."""

    energy: dict[str, npt.NDArray[np.int32]]
    residual: npt.NDArray[np.int32]
    people: Floats
    indoor: Floats

    @property
    def nbytes(self) -> int:
        """About how much memory it holds."""
        energy = sum(kept.nbytes for kept in self.energy.values())
        return energy + self.residual.nbytes + self.people.nbytes + self.indoor.nbytes


class Physical(Protocol):
    """What the meters really measured: simulated, or recorded."""

    fleet: Fleet

    def columns(self, device: Device, start: int, end: int) -> Columns:
        """What the device measures at each of its intervals that starts in [start, end)."""
        ...

    def carbon(self, region: str, ts: Ints) -> Floats | None:
        """Recorded carbon intensity of a grid region; None when none is recorded."""
        ...


class Simulation:
    """Every reading of a fleet, computed when it is asked for."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self._seed = fleet.seed
        self._epoch = min(parse("2024-01-01"), fleet.start) // CHUNK
        self._buildings = {b.building_id: b for t in fleet.tenants for b in t.buildings}
        self._cache: OrderedDict[tuple[str, int], Chunk] = OrderedDict()
        self._held = 0
        self._totals: dict[str, list[dict[str, int]]] = {}

    def chunk(self, building_id: str, number: int) -> Chunk:
        """A building's 16 days; the least recently used chunks are forgotten."""
        place = (building_id, number)
        found = self._cache.get(place)
        if found is None:
            found = simulate(self._buildings[building_id], self._seed, number)
            self._cache[place] = found
            self._held += found.nbytes
            while self._held > CACHED_BYTES and len(self._cache) > 1:
                self._held -= self._cache.popitem(last=False)[1].nbytes
        else:
            self._cache.move_to_end(place)
        return found

    def columns(self, device: Device, start: int, end: int) -> Columns:
        """What the device measures at each of its intervals that starts in [start, end)."""
        interval = device.interval
        first = -(-start // interval) * interval
        parts = []
        while first < end:
            number = first // CHUNK
            last = min(end, (number + 1) * CHUNK)
            ts = np.arange(first, last, interval, dtype=np.int64)
            parts.append(self._part(device, number, ts))
            first = (number + 1) * CHUNK
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return Columns(np.empty(0, dtype=np.int64), {})
        return Columns(
            np.concatenate([part.ts for part in parts]),
            {m: np.concatenate([part.values[m] for part in parts]) for m in device.measures},
        )

    def carbon(self, region: str, ts: Ints) -> Floats | None:
        """Nothing is recorded of a simulated grid."""
        del region, ts
        return None

    def _part(self, device: Device, number: int, ts: Ints) -> Columns:
        chunk = self.chunk(device.building_id, number)
        if device.kind == "sensor":
            return Columns(ts, self._sensed(device, chunk, number, ts))
        begin = number * CHUNK
        units = on_interval(chunk.energy[device.device_id].astype(np.int64), device, begin)
        place = (ts - begin) // device.interval
        kwh = units[place] / UNITS
        values: dict[str, Floats | Ints] = {}
        if device.meter_type == "register":
            before = np.concatenate(([0], np.cumsum(units)))[place]
            total = before + self._total(device, number)
            values["register_kwh"] = total % int(device_max(device) * UNITS) / UNITS
        else:
            values["energy_kwh"] = kwh
        if "power_kw" in device.measures:
            values["power_kw"] = np.round(kwh * HOUR / device.interval, 4)
        if "voltage_v" in device.measures:
            values.update(self._electric(device, ts, kwh * HOUR / device.interval))
        return Columns(ts, {measure: values[measure] for measure in device.measures})

    def _total(self, device: Device, number: int) -> int:
        """Units that the device had counted when a chunk began."""
        totals = self._totals.setdefault(device.building_id, [{}])
        while len(totals) <= number - self._epoch:
            chunk = self.chunk(device.building_id, self._epoch + len(totals) - 1)
            last = totals[-1]
            totals.append(
                {d: last.get(d, 0) + int(e.sum(dtype=np.int64)) for d, e in chunk.energy.items()}
            )
        counted = totals[number - self._epoch].get(device.device_id, 0)
        return counted + int(pick(500, 20_000, self._seed, device.device_id, "dial")) * UNITS

    def _electric(self, device: Device, ts: Ints, kw: Floats) -> dict[str, Floats | Ints]:
        stream = key(self._seed, device.device_id, "volt")
        volts: Floats = np.round(
            231.5 + 2.2 * smooth(stream, ts, 5 * HOUR) + 0.4 * normal(stream, ts), 1
        )
        share: Floats = np.clip(0.94 + 0.02 * smooth(stream ^ 3, ts, 3 * HOUR), 0.7, 1.0)
        factor: Floats = np.round(share, 3)
        phases = 1 if device.interval_minutes == 30 else 3
        amps: Floats = np.round(kw * 1000 / (volts * factor * phases), 2)
        return {
            "voltage_v": volts,
            "power_factor": factor,
            "current_a": amps,
        }

    def _sensed(
        self, device: Device, chunk: Chunk, number: int, ts: Ints
    ) -> dict[str, Floats | Ints]:
        stream = key(self._seed, device.device_id, "sensor")
        place = (ts - number * CHUNK) // STEP
        if "voltage_v" in device.measures:
            made = self._electric(device, ts, np.zeros(len(ts)))
            return {measure: made[measure] for measure in device.measures}
        if "occupancy_count" in device.measures:
            people = self._buildings[device.building_id].people
            seen = chunk.people[place] * people * (0.96 + 0.08 * uniform(stream, ts))
            return {"occupancy_count": np.rint(seen).astype(np.int64)}
        indoor = chunk.indoor[place] + 0.25 * smooth(stream, ts, 6 * HOUR)
        indoor = np.round(indoor + 0.05 * normal(stream ^ 1, ts), 2)
        humid = 47.0 + 6 * smooth(stream ^ 2, ts, 20 * HOUR) + 5 * chunk.people[place]
        humid = np.clip(humid - (indoor - 20.0) + 0.3 * normal(stream ^ 4, ts), 15, 95)
        return {"temperature_c": indoor, "humidity_pct": np.round(humid, 1)}


def device_max(device: Device) -> float:
    """The register's highest reading plus one step: where it starts from 0 again."""
    return device.register_max_kwh or 999_999.0


def on_interval(units: Ints, device: Device, begin: int) -> Ints:
    """Energy on the device's own interval: added up, or split so that the sum stays exact."""
    if device.interval == STEP:
        return units
    if device.interval > STEP:
        added: Ints = units.reshape(-1, device.interval // STEP).sum(axis=1)
        return added
    parts = STEP // device.interval
    ts = begin + np.arange(len(units) * parts, dtype=np.int64) * device.interval
    weight = 0.85 + 0.3 * uniform(key(device.device_id, "split"), ts)
    edges = np.cumsum(weight.reshape(-1, parts), axis=1)
    cuts = np.floor(units[:, None] * edges / edges[:, -1:]).astype(np.int64)
    cuts[:, -1] = units
    return np.diff(cuts, axis=1, prepend=0).ravel()


def simulate(building: Building, seed: int, number: int) -> Chunk:
    """The energy of a building in one chunk: its loads, what went wrong, its meters."""
    begin = number * CHUNK
    ts = begin + np.arange(CHUNK // STEP, dtype=np.int64) * STEP
    at = scene(building, seed, ts)
    metered: dict[str, Floats] = {}
    for device in building.devices:
        if device.kind == "sub_meter" and device.appliance is not None:
            stream = key(seed, device.device_id)
            load = power(device.appliance, device.peak_kw, at, stream)
            for found in anomalies(device, seed, begin, begin + CHUNK):
                load = affect(load, ts, device.peak_kw, found)
            metered[device.device_id] = np.minimum(load, 1.15 * float(device.rated_power_kw or 0))
    rest = np.zeros(len(ts))
    for unmetered in building.loads:
        stream = key(seed, building.building_id, unmetered.name)
        rest = rest + power(unmetered.appliance, unmetered.peak_kw, at, stream)
    main = building.main
    typical = main.rated_power_kw / 2.6 if main.rated_power_kw else 1.0
    for found in anomalies(main, seed, begin, begin + CHUNK):
        if found.kind == "drop":
            # The supply fails for a part of the building: every load falls with it.
            metered = {d: affect(load, ts, typical, found) for d, load in metered.items()}
            rest = affect(rest, ts, typical, found)
        else:
            total = rest + sum(metered.values(), np.zeros(len(ts)))
            rest = rest + affect(total, ts, typical * 0.5, found) - total
    units = {d: np.rint(load * STEP / HOUR * UNITS).astype(np.int64) for d, load in metered.items()}
    below = sum(units.values(), np.zeros(len(ts), dtype=np.int64))
    room = 1.1 * float(main.rated_power_kw or 0) * STEP / HOUR * UNITS - below
    residual = np.rint(np.clip(rest * STEP / HOUR * UNITS, 0, np.maximum(room, 0))).astype(np.int64)
    energy = {**units, main.device_id: below + residual}
    stored = {d: kept.astype(np.int32) for d, kept in energy.items()}
    return Chunk(stored, residual.astype(np.int32), at.people, _indoor(at, seed))


def _indoor(at: Scene, seed: int) -> Floats:
    """Indoor temperature: between what is wanted and what leaks in, warmed by people and sun."""
    wanted = np.where(at.people > 0.25, 20.8, 18.2)
    leak = 0.12 * (at.felt - wanted) + at.irradiance / 420.0 + 0.9 * at.people
    drift = 0.3 * smooth(key(seed, at.building.building_id, "indoor"), at.ts, 7 * HOUR)
    return wanted + leak + drift
