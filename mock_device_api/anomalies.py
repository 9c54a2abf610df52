"""Labelled anomalies: what really went wrong in the buildings, about 5 % of device-days."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mock_device_api.fleet import Device
from mock_device_api.noise import Floats, Ints, key, uniform
from mock_device_api.weather import DAY, HOUR

LONGEST_DAYS = 6
# An anomaly begins on this share of device-days; with their lengths, 5 % of days are touched.
RATE = 0.031
MAIN_KINDS = ("spike", "night_load", "level_shift", "drop")
SUB_KINDS = (*MAIN_KINDS, "stuck")


@dataclass(frozen=True)
class Anomaly:
    """One event: `factor` multiplies the load (spike, level_shift, drop) or is the load itself
    as a share of the device's typical peak (night_load, stuck)."""

    device_id: str
    kind: str
    start: int
    end: int
    factor: float


def anomalies(device: Device, seed: int, start: int, end: int) -> Iterator[Anomaly]:
    """The anomalies of a meter that touch [start, end), by their start."""
    if device.kind == "sensor":
        return
    days = np.arange(start // DAY - LONGEST_DAYS, (end - 1) // DAY + 1, dtype=np.int64)
    stream = key(seed, device.device_id, "anomaly")
    for day in days[uniform(stream, days) < RATE]:
        found = _anomaly(device, stream, int(day))
        if found.end > start and found.start < end:
            yield found


def _anomaly(device: Device, stream: int, day: int) -> Anomaly:
    index = np.array([day], dtype=np.int64)
    a, b, c, d = (float(uniform(stream + n, index)[0]) for n in (101, 202, 303, 404))
    kinds = MAIN_KINDS if device.kind == "main_meter" else SUB_KINDS
    kind = kinds[int(a * len(kinds))]
    quarter = HOUR // 2
    match kind:
        case "spike":
            begin, hours, factor = day * DAY + int(b * 40) * quarter, 1 + int(c * 3), 2.0 + 1.5 * d
        case "night_load":
            begin, hours, factor = day * DAY, 5, 0.45 + 0.4 * d
        case "level_shift":
            begin, hours, factor = (
                day * DAY + int(b * 40) * quarter,
                36 + int(c * 48),
                1.3 + 0.4 * d,
            )
        case "drop":
            begin, hours, factor = day * DAY + int(b * 36) * quarter, 2 + int(c * 6), 0.2 * d
        case _:
            begin, hours, factor = (
                day * DAY + int(b * 40) * quarter,
                26 + int(c * 14),
                0.3 + 0.4 * d,
            )
    return Anomaly(device.device_id, kind, begin, begin + hours * HOUR, round(factor, 3))


def affect(load: Floats, ts: Ints, typical_kw: float, found: Anomaly) -> Floats:
    """The load in kW with an anomaly in it."""
    inside = (ts >= found.start) & (ts < found.end)
    match found.kind:
        case "night_load":
            changed = np.maximum(load, found.factor * typical_kw)
        case "stuck":
            changed = np.full_like(load, found.factor * typical_kw)
        case _:
            changed = load * found.factor
    return np.where(inside, changed, load)
