"""As of when things are said: the end of the newest hour that the meters have filled.

It comes from the data, not from the wall clock, so an answer depends on the data version only,
and a replay of old data, or a source that stopped, says "as of" truthfully.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from backend.periods import Days
from backend.tenancy import Row, Scope

HOUR = timedelta(hours=1)
LATE = timedelta(hours=3)
"""A device this far behind the newest is silent: it does not hold the clock back."""


def last_end(device: Row) -> datetime | None:
    """End of a device's newest interval."""
    last: datetime | None = device["last_reading_at"]
    if last is None:
        return None
    return last.astimezone(UTC) + timedelta(minutes=_length(device))


def _length(device: Row) -> int:
    # a register's reading is an instant: its interval ends there
    if device.get("meter_type") == "register":
        return 0
    return int(device["interval_minutes"] or 0)


def as_of(scope: Scope, now: datetime | None = None) -> datetime | None:
    """Start of the hour that is not yet full; None before the first reading.

    The tenth percentile of the main meters that are not silent, so one late meter does not make
    everyone late; never later than the wall clock, whatever a device's clock says.
    """
    now = now or datetime.now(UTC)
    devices = scope.clock()
    mains = [item for item in devices if item["kind"] == "main_meter"] or devices
    ends = sorted(end for item in mains if (end := last_end(item)) is not None)
    if not ends:
        return None
    newest = min(ends[-1], now)
    punctual = [end for end in ends if newest - end <= LATE]
    chosen = min(punctual[len(punctual) // 10], now)
    return chosen.replace(minute=0, second=0, microsecond=0)


def silent(device: Row, at: datetime | None) -> str | None:
    """For a device that should report and does not, "silent 61 h"; else None."""
    if at is None or (device["removed_at"] is not None and device["removed_at"] <= at):
        return None
    end = last_end(device)
    if end is None:
        return "no reading yet"
    behind = at - end
    if behind <= max(LATE, 3 * timedelta(minutes=_length(device))):
        return None
    hours = round(behind / HOUR)
    return f"silent {hours:,} h"


def site_timezone(scope: Scope) -> str:
    """The zone of the scope's days: the one that most of its buildings have."""
    zones = [row["timezone"] for row in scope.listed("buildings") if row["timezone"]]
    return max(sorted(set(zones)), key=zones.count) if zones else "UTC"


def local_day(at: datetime, timezone: str) -> Days:
    """The local day that holds the last moment before ``at``."""
    day = (at - timedelta(microseconds=1)).astimezone(ZoneInfo(timezone)).date()
    return Days(day, day + timedelta(days=1))


def months(day: Days) -> tuple[Days, Days]:
    """The calendar month up to and with ``day``, and the same span of the month before."""
    first = day.start.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    length = day.end - first
    return Days(first, day.end), Days(before, min(before + length, first))


def names(items: Sequence[str], most: int = 3) -> str:
    """At most ``most`` of them, as "a, b and c"."""
    shown = list(items[:most])
    if len(items) > most:
        shown.append(f"{len(items) - most} more")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
