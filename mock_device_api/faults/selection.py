"""Which readings a fault strikes: a pure function of its seed, the device and the time."""

from dataclasses import dataclass

import numpy as np

from mock_device_api.faults.config import Fault
from mock_device_api.fleet import Device
from mock_device_api.noise import Bools, Ints, key, uniform, unit
from mock_device_api.weather import DAY, HOUR

# Hours that a fault lasts when the file does not say.
LASTS = {
    "gap": (1.0, 6.0),
    "device_silent": (24.0, 72.0),
    "stuck": (26.0, 40.0),
    "clock_ahead": (4.0, 20.0),
    "clock_behind": (4.0, 20.0),
    "tie_storm": (6.0, 12.0),
}


@dataclass(frozen=True)
class Span:
    """A stretch of time in which a fault holds."""

    start: int
    end: int


def stream(seed: int, fault: Fault, name: str) -> int:
    """The random stream of a fault on one device (or tenant)."""
    return key(seed, fault.index, fault.kind, name)


def struck(seed: int, fault: Fault, device: Device, ts: Ints) -> Bools:
    """Which readings a point fault strikes."""
    slot = ts // device.interval
    mask = uniform(stream(seed, fault, device.device_id), slot) < fault.probability
    if fault.every is not None:
        mask &= slot % fault.every == 0
    if fault.start is not None:
        mask &= ts >= fault.start
    if fault.end is not None:
        mask &= ts < fault.end
    return mask


def spans(seed: int, fault: Fault, name: str, low: int, high: int) -> list[Span]:
    """The spans of a fault that touch [low, high). With a window of its own that is the span;
    else one begins on a share of days."""
    chosen = stream(seed, fault, name)
    if fault.start is not None and fault.end is not None:
        whole = Span(fault.start, fault.end)
        hit = unit(chosen, "window") < fault.probability and whole.start < high and whole.end > low
        return [whole] if hit else []
    shortest, longest = fault.hours or LASTS[fault.kind]
    days = np.arange((low - int(longest * HOUR)) // DAY - 1, high // DAY + 1, dtype=np.int64)
    found = []
    for day in days[uniform(chosen, days) < fault.probability].tolist():
        start = day * DAY + int(unit(chosen, day, "start") * 24) * HOUR
        lasts = shortest + (longest - shortest) * unit(chosen, day, "lasts")
        span = Span(start, start + max(int(lasts * HOUR), 1))
        early = fault.start is not None and span.start < fault.start
        late = fault.end is not None and span.end > fault.end
        if span.start < high and span.end > low and not early and not late:
            found.append(span)
    return found


def instants(seed: int, fault: Fault, name: str, low: int, high: int) -> list[int]:
    """Moments in [low, high): the start of its window, or one on a share of days."""
    chosen = stream(seed, fault, name)
    if fault.start is not None and fault.end is None:
        hit = low <= fault.start < high and unit(chosen, "window") < fault.probability
        return [fault.start] if hit else []
    begin = low if fault.start is None else max(low, fault.start)
    end = high if fault.end is None else min(high, fault.end)
    days = np.arange(begin // DAY, -(-end // DAY), dtype=np.int64)
    hit_days = days[uniform(chosen, days) < fault.probability].tolist()
    moments = (int(d) * DAY + int(unit(chosen, d, "moment") * 24) * HOUR for d in hit_days)
    return [moment for moment in moments if begin <= moment < end]
