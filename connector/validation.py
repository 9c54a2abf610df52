"""Validation in flight: which readings cannot be used, and which are suspect.

A Judge holds what it has to remember of each device: little, JSON-able, checkpointed together with
the cursor. So an event that is seen again (a lookback, a retry, a restart) is judged as it was the
first time. Standard library only, so the rules can be tested anywhere.
"""

from __future__ import annotations

import math
import sys
from datetime import UTC, datetime
from typing import Any, NamedTuple

from schema import MEASURES, moment

EARLIEST = 946684800.0  # 2000-01-01
DAY = 86400
HOUR = 3600
LONGEST = 2**63 - 1
LARGEST = sys.float_info.max
CACHED_INSTANTS = 50_000


class Device(NamedTuple):
    """What the rules need to know of a device; energy in kWh, power in kW, times in seconds."""

    interval: int
    rated: float | None
    installed: float


class Memory(NamedTuple):
    """The newest reading of a device as the rules of rate and stuck need it."""

    ts: float
    power: float | None
    field: str | None
    value: float | None
    run_start: float | None


class Rejection(NamedTuple):
    """Why a reading cannot be used."""

    reason: str
    detail: str


class Reading(NamedTuple):
    """An accepted event with its times read; sorts in the order of judgement."""

    updated: str
    device_id: str
    ts: float
    revision: int
    place: int
    at: datetime
    row: dict[str, Any]


class Judge:
    """Judges the readings of one tenant by the facts and the memory of its devices."""

    def __init__(self, devices: dict[str, list[Any]], memory: dict[str, list[Any]]) -> None:
        self.devices = {name: Device(*facts) for name, facts in devices.items()}
        self.memory = {name: Memory(*held) for name, held in memory.items()}
        self._instants: dict[str, tuple[datetime, float]] = {}

    def describe(self, record: dict[str, Any]) -> None:
        """Take over the facts of a device. One without an interval stays unknown."""
        minutes, rated = record.get("interval_minutes"), record.get("rated_power_kw")
        if type(minutes) not in (int, float) or minutes <= 0:
            return
        if type(rated) not in (int, float) or not math.isfinite(rated):
            rated = None
        try:
            installed = moment(record.get("installed_at")).timestamp()
        except (TypeError, ValueError):
            installed = EARLIEST
        self.devices[str(record["device_id"])] = Device(int(minutes * 60), rated, installed)

    def instant(self, text: str) -> tuple[datetime, float]:
        """An ISO time with a zone: in UTC, and as epoch seconds. Raises ValueError, TypeError."""
        found = self._instants.get(text)
        if found is None:
            at = moment(text)
            found = (at, at.timestamp())
            if len(self._instants) >= CACHED_INSTANTS:
                self._instants.clear()
            self._instants[text] = found
        return found

    def accept(self, row: dict[str, Any], place: int) -> Reading | Rejection:
        """The event, ready to be judged, or why it cannot be used (the first rule that fails)."""
        device_id = row.get("device_id")
        if type(device_id) is not str or not device_id:
            return Rejection("missing_device_id", "the reading names no device")
        device = self.devices.get(device_id)
        if device is None:
            return Rejection("unknown_device", f"no device {device_id} is described by the source")
        text = row.get("ts")
        if text is None or text == "":
            return Rejection("missing_ts", "the reading has no ts")
        try:
            at, ts = self.instant(text)
        except (TypeError, ValueError, OverflowError):
            return Rejection("bad_ts", f"{text!r} is no ISO-8601 time with a zone")
        received = row.get("received_at")
        if received is not None:
            try:
                ahead = ts - self.instant(received)[1]
            except (TypeError, ValueError, OverflowError):
                row["received_at"] = received = None
        if received is None:
            ahead = ts - datetime.now(UTC).timestamp()
        if ahead > HOUR:
            return Rejection("ts_in_future", f"ts is {ahead / HOUR:.1f} h ahead")
        if ts < device.installed - DAY or ts < EARLIEST:
            return Rejection("ts_too_old", "ts lies before the device was installed")
        if ts % device.interval:
            return Rejection("ts_misaligned", f"ts is off the grid of {device.interval // 60} min")
        revision = row.get("revision")
        if type(revision) is not int or not 0 <= revision <= LONGEST:
            return Rejection("bad_revision", f"revision {revision!r} is no whole number from 0")
        if not row.get("deleted"):
            some = False
            for name in MEASURES:
                value = row.get(name)
                if value is not None:
                    some = True
                    if (type(value) is not float and type(value) is not int) or (
                        not -LARGEST <= value <= LARGEST
                    ):
                        return Rejection("not_a_number", f"{name} is {value!r}")
            if not some:
                return Rejection("no_values", "the reading has no value at all")
        return Reading(row["updated_at"], device_id, ts, revision, place, at, row)

    def quality(self, reading: Reading) -> tuple[str | None, str | None]:
        """Code and reason of a suspect reading, (None, None) of any other; remembers the newest."""
        device_id, ts, row = reading.device_id, reading.ts, reading.row
        device = self.devices[device_id]
        interval, rated = device.interval, device.rated
        outside = self._outside(row, interval, rated)
        before = self.memory.get(device_id)
        if before is not None and ts <= before.ts:
            return ("suspect_range", outside) if outside else (None, None)
        if outside:
            self.memory[device_id] = Memory(ts, None, None, None, None)
            return "suspect_range", outside
        energy, power = row.get("energy_kwh"), row.get("power_kw")
        if energy is not None:
            field, value, power = "energy_kwh", energy, energy * 60 / (interval / 60)
        elif power is not None:
            field, value = "power_kw", power
        else:
            value = row.get("temperature_c")
            field = None if value is None else "temperature_c"
        follows = before is not None and ts - before.ts == interval
        run = ts if value else None
        if run is not None and follows and field == before.field and value == before.value:
            run = before.run_start
        self.memory[device_id] = Memory(ts, power, field, value, run)
        if follows and power is not None and before.power is not None and rated is not None:
            moved = abs(power - before.power)
            if moved > 0.9 * rated:
                return "suspect_rate", (
                    f"power moved {moved:g} kW in {interval / 60:g} min, rated {rated:g} kW"
                )
        if run is not None and ts + interval - run >= DAY:
            hours = (ts + interval - run) / HOUR
            return "suspect_stuck", f"{field} {value:g} unchanged for {hours:g} h"
        return None, None

    @staticmethod
    def _outside(row: dict[str, Any], interval: int, rated: float | None) -> str | None:
        """The first physically impossible value, in words."""
        value = row.get("energy_kwh")
        if value is not None and rated is not None:
            high = rated * (interval / 60) / 60 * 1.2
            if not 0 <= value <= high:
                return f"energy_kwh {value:g} outside 0..{high:g}"
        value = row.get("power_kw")
        if value is not None and rated is not None and not 0 <= value <= rated * 1.2:
            return f"power_kw {value:g} outside 0..{rated * 1.2:g}"
        for name, low, high in LIMITS:
            value = row.get(name)
            if value is not None and not low <= value <= high:
                return f"{name} {value:g} outside {low:g}..{high:g}"
        value = row.get("occupancy_count")
        if value is not None and value < 0:
            return f"occupancy_count {value:g} below 0"
        return None


LIMITS = (
    ("voltage_v", 0, 500),
    ("power_factor", -1, 1),
    ("temperature_c", -60, 80),
    ("humidity_pct", 0, 100),
)
