"""The fault file: which faults, how often, when, on which devices.

    seed: 1
    faults:
      - {kind: late, probability: 0.01}                      # one reading in a hundred
      - {kind: gap, probability: 0.02, hours: [2, 9]}        # begins on 2 % of device-days
      - {kind: stuck, devices: "*-hvac", schedule: {start: -5d, end: -3d}}
      - {kind: http_503, schedule: {every: 7}, times: 1, seconds: 1}

Times are ISO-8601 or relative to the clock at start (-3d, +2h, -90m).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from mock_device_api.clock import parse

TRANSPORT = (
    "http_429", "http_500", "http_503", "timeout", "broken_json", "cut_connection", "slow_page",
    "duplicate_rows", "duplicate_page", "reordered_rows", "empty_page", "expired_cursor",
)  # fmt: skip
# Faults that begin on a share of device-days and last for hours.
SPANS = ("gap", "device_silent", "stuck", "clock_ahead", "clock_behind")
# Faults that strike a share of readings.
POINTS = (
    "rate_jump", "out_of_range", "negative_energy", "null_value", "not_a_number", "estimated",
    "new_column", "dst_day", "misaligned_timestamp", "bad_timestamp", "unknown_device",
    "missing_device_id", "late", "correction", "correction_twice", "delete", "delete_then_revive",
)  # fmt: skip
REGISTERS = ("counter_reset", "counter_rollover")
METADATA = ("unicode_names", "device_added", "device_removed", "metadata_change")
KINDS = (*TRANSPORT, *SPANS, *POINTS, *REGISTERS, *METADATA, "tie_storm")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
FIELDS = {"kind", "probability", "schedule", "devices", "tenants", "hours", "seconds", "times"}
SCHEDULE = {"start", "end", "every", "requests", "once_per_cursor"}


class FaultFileError(ValueError):
    """The fault file is wrong; the message says where and what to write instead."""


@dataclass(frozen=True)
class Fault:
    """One line of the fault file; times in epoch seconds."""

    index: int
    kind: str
    probability: float = 1.0
    start: int | None = None
    end: int | None = None
    every: int | None = None
    requests: tuple[int, int] | None = None
    once_per_cursor: bool = False
    devices: tuple[str, ...] = ("*",)
    tenants: tuple[str, ...] = ("*",)
    hours: tuple[float, float] | None = None
    seconds: float | None = None
    times: int | None = None

    def concerns(self, tenant_id: str, device_id: str = "") -> bool:
        """Whether the fault may strike this device of this tenant."""
        mine = any(fnmatchcase(tenant_id, glob) for glob in self.tenants)
        return mine and any(fnmatchcase(device_id, glob) for glob in self.devices)

    @property
    def scheduled(self) -> bool:
        """Whether it has a window of time of its own."""
        return self.start is not None and self.end is not None


@dataclass(frozen=True)
class Faults:
    """All faults of a run."""

    seed: int = 0
    faults: tuple[Fault, ...] = field(default=())

    def of(self, *kinds: str) -> tuple[Fault, ...]:
        """The faults of these kinds, in the order of the file."""
        return tuple(fault for fault in self.faults if fault.kind in kinds)


def load(path: Path, anchor: int) -> Faults:
    """Reads a fault file (YAML or JSON). Raises FaultFileError."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FaultFileError(f"cannot read the fault file {path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FaultFileError(f"{path} is neither YAML nor JSON") from error
    return from_mapping(content, anchor)


def from_mapping(content: object, anchor: int) -> Faults:
    """Checks a fault configuration; relative times count from `anchor`. Raises FaultFileError."""
    if not isinstance(content, Mapping) or not isinstance(content.get("faults", []), list):
        raise FaultFileError('the fault file is {"seed": 1, "faults": [{"kind": ...}, ...]}')
    seed = content.get("seed", 0)
    if not isinstance(seed, int):
        raise FaultFileError("seed: write a whole number")
    lines = content.get("faults", [])
    return Faults(seed, tuple(_fault(n, line, anchor) for n, line in enumerate(lines)))


def _fault(index: int, line: object, anchor: int) -> Fault:
    where = f"faults[{index}]"
    if not isinstance(line, Mapping) or line.get("kind") not in KINDS:
        raise FaultFileError(f"{where}: kind must be one of {', '.join(sorted(KINDS))}")
    kind = str(line["kind"])
    schedule = line.get("schedule") or {}
    unknown = set(line) - FIELDS
    if not isinstance(schedule, Mapping) or unknown or set(schedule) - SCHEDULE:
        wrong = sorted(map(str, unknown or set(schedule) - SCHEDULE)) or ["schedule"]
        raise FaultFileError(f"{where} ({kind}): {wrong[0]} is not known here")
    chance = line.get("probability", 1.0)
    if isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 <= chance <= 1:
        raise FaultFileError(f"{where} ({kind}): probability lies between 0 and 1")
    try:
        hours = _pair(line["hours"]) if "hours" in line else None
        requests = _pair(schedule["requests"]) if "requests" in schedule else None
        return Fault(
            index,
            kind,
            float(chance),
            _instant(schedule.get("start"), anchor),
            _instant(schedule.get("end"), anchor),
            _whole(schedule.get("every")),
            None if requests is None else (int(requests[0]), int(requests[1])),
            bool(schedule.get("once_per_cursor", False)),
            _globs(line.get("devices")),
            _globs(line.get("tenants")),
            hours,
            None if line.get("seconds") is None else float(line["seconds"]),
            _whole(line.get("times")),
        )
    except (TypeError, ValueError) as error:
        raise FaultFileError(f"{where} ({kind}): {error}") from error


def _instant(value: object, anchor: int) -> int | None:
    if value is None:
        return None
    text = str(value)
    found = re.fullmatch(r"([+-]?)(\d+(?:\.\d+)?)([smhd])", text)
    if not found:
        return parse(text)
    return anchor + int((-1 if found[1] == "-" else 1) * float(found[2]) * UNITS[found[3]])


def _pair(value: object) -> tuple[float, float]:
    if isinstance(value, int | float):
        return float(value), float(value)
    if isinstance(value, list) and len(value) == 2:
        return float(value[0]), float(value[1])
    raise ValueError("write a number or a pair [low, high]")


def _whole(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or value < 1:
        raise ValueError("every and times are whole numbers from 1")
    return value


def _globs(value: object) -> tuple[str, ...]:
    if value is None:
        return ("*",)
    return (value,) if isinstance(value, str) else tuple(str(part) for part in list(value))  # type: ignore[call-overload]
