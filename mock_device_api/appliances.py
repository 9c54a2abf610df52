"""The load of each appliance as a share of its peak: people, weather, hour, habit."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mock_device_api.fleet import Building
from mock_device_api.noise import Floats, Ints, normal, smooth, uniform
from mock_device_api.occupancy import LocalTime, local_time, occupancy
from mock_device_api.weather import HOUR, Station

LIVED_IN = ("hostel", "home")


@dataclass(frozen=True)
class Scene:
    """All that a load can depend on, for one building on a time grid."""

    building: Building
    ts: Ints
    local: LocalTime
    people: Floats  # share of the people who are in
    felt: Floats  # outdoor temperature as the walls pass it on, °C
    irradiance: Floats  # W/m²

    @property
    def lived_in(self) -> bool:
        """People sleep here."""
        return self.building.kind in LIVED_IN


def scene(building: Building, seed: int, ts: Ints) -> Scene:
    """The scene of a building. The walls answer over a day: recent hours weigh most."""
    local = local_time(building, ts)
    people = occupancy(building, seed, ts, local)
    felt, irradiance = _outside(building.station, int(ts[0]), int(ts[-1]) + 1, int(ts[1] - ts[0]))
    return Scene(building, ts, local, people, felt, irradiance)


@lru_cache(maxsize=64)
def _outside(station: Station, low: int, high: int, step: int) -> tuple[Floats, Floats]:
    """Felt temperature and irradiance on a grid: the buildings of a place share them."""
    ts = np.arange(low, high, step, dtype=np.int64)
    felt = np.zeros(len(ts))
    for hours, weight in ((0, 0.34), (3, 0.26), (6, 0.18), (12, 0.13), (24, 0.09)):
        felt = felt + weight * station.temperature(ts - hours * HOUR)
    return felt, station.irradiance(ts)


def bump(hour: Floats, centre: float, width: float) -> Floats:
    """A bell around an hour of the day, closed over midnight."""
    away = np.abs((hour - centre + 12.0) % 24.0 - 12.0)
    return np.exp(-0.5 * (away / width) ** 2)


def awake(at: Scene) -> Floats:
    """Share of the people who are in and not asleep."""
    if not at.lived_in:
        return at.people
    asleep = 1.0 / (1.0 + np.exp(-(np.abs((at.local.hour - 3.2 + 12) % 24 - 12) - 3.4) * 2.4))
    return at.people * np.clip(asleep, 0.05, 1.0)


def hvac(at: Scene, stream: int) -> Floats:
    """Follows the degrees between outside and the set point, while it runs; fans beside."""
    runs = np.clip(at.people * 1.5, 0.10, 1.0)
    gain = at.irradiance / 220.0 + 3.0 * at.people
    heating = np.maximum(np.where(runs > 0.3, 20.5, 16.0) - at.felt - gain, 0.0) / 17.0
    cooling = np.maximum(at.felt + gain - 22.5, 0.0) / 11.0
    return runs * (0.12 + heating + cooling) * (1 + 0.05 * smooth(stream, at.ts, HOUR))


def lighting(at: Scene, _stream: int) -> Floats:
    """On where it is dark and somebody is awake; emergency lights always."""
    dark = 1.0 / (1.0 + at.irradiance / 90.0)
    return 0.04 + np.clip(awake(at) * 1.15, 0.0, 1.0) * (0.22 + 0.78 * dark)


def plug(at: Scene, stream: int) -> Floats:
    """Screens and chargers; in rooms, most in the evening."""
    evening = 0.45 + 0.65 * bump(at.local.hour, 20.8, 2.6) if at.lived_in else 1.0
    return 0.11 + 0.8 * awake(at) * evening * (1 + 0.1 * smooth(stream, at.ts, 3 * HOUR))


def kitchen(at: Scene, stream: int) -> Floats:
    """Meals: dinner at home, lunch at work."""
    hour = at.local.hour
    if at.lived_in:
        meals = 0.3 * bump(hour, 7.7, 0.7) + 0.35 * bump(hour, 13, 0.9) + bump(hour, 18.9, 1.1)
    else:
        meals = 0.35 * bump(hour, 9.5, 1.0) + bump(hour, 12.4, 1.1)
    appetite = np.clip(1 + 0.25 * normal(stream, at.local.day), 0.2, 1.8)
    return 0.04 + np.clip(at.people * 1.1, 0, 1) * meals * appetite


def refrigeration(at: Scene, stream: int) -> Floats:
    """A compressor's duty: harder on warm days, on and off by its thermostat."""
    duty = 0.42 + 0.012 * (at.felt - 10.0) + 0.05 * at.people
    return np.clip(duty + 0.30 * (uniform(stream, at.ts) - 0.5), 0.08, 1.0)


def heater(at: Scene, stream: int) -> Floats:
    """Electric heaters: when it is cold, in the morning and in the evening."""
    cold = np.clip((17.5 - at.felt) / 17.0, 0.0, 1.2)
    hours = 0.10 + 0.75 * bump(at.local.hour, 7.2, 1.0) + 0.95 * bump(at.local.hour, 19.4, 2.0)
    if not at.lived_in:
        hours = 0.08 + 0.8 * bump(at.local.hour, 8.3, 1.3) + 0.3 * at.people
    return cold * hours * (1 + 0.08 * smooth(stream, at.ts, HOUR))


def hot_water(at: Scene, stream: int) -> Floats:
    """Showers in the morning, washing up in the evening."""
    hour = at.local.hour
    draw = 0.85 * bump(hour, 7.3, 0.8) + 0.8 * bump(hour, 20.0, 1.3) + 0.12
    if not at.lived_in:
        draw = 0.25 + 0.5 * bump(hour, 12.8, 1.5)
    return 0.03 + np.clip(at.people, 0.05, 1.0) * draw * (0.6 + 0.8 * uniform(stream, at.ts))


def washing_machine(at: Scene, stream: int) -> Floats:
    """Whole cycles: half an hour of heating, an hour of turning; most days, some days twice."""
    total = np.zeros(len(at.ts))
    cycles = 5 if at.building.kind == "hostel" else 2
    for cycle in range(cycles):
        chance = uniform(stream + 11 * cycle, at.local.day)
        begins = 8.0 + 13.0 * uniform(stream + 11 * cycle + 5, at.local.day)
        since = at.local.hour - begins
        does = (chance < (0.62 if cycle == 0 else 0.4)) & (at.local.term > 0.2)
        load = np.where(since < 0.5, 0.85, 0.22) * ((since >= 0) & (since < 1.6) & does)
        total = total + load / (cycles / 2)
    return 0.004 + np.minimum(total, 1.1)


def other(at: Scene, stream: int) -> Floats:
    """All that nobody metered: lifts, servers, standby."""
    return 0.5 + 0.4 * awake(at) + 0.04 * smooth(stream, at.ts, 2 * HOUR)


SHAPES: dict[str, Callable[[Scene, int], Floats]] = {
    "hvac": hvac,
    "lighting": lighting,
    "plug": plug,
    "kitchen": kitchen,
    "refrigeration": refrigeration,
    "heater": heater,
    "hot_water": hot_water,
    "washing_machine": washing_machine,
    "other": other,
}


def power(appliance: str, peak_kw: float, at: Scene, stream: int) -> Floats:
    """Mean kW in each step: the shape, its peak, and the noise of single uses."""
    spread = 0.16 if at.building.kind == "home" else 0.06
    noise = np.exp(spread * normal(stream ^ 0x77, at.ts))
    return np.maximum(SHAPES[appliance](at, stream), 0.0) * peak_kw * noise
