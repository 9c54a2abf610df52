"""An incident in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)


def incident(row: Mapping[str, Any]) -> str:
    """Meter, what was seen, for how long and since when, in its building's time."""
    name = row["device_name"] or row["device_id"]
    start: datetime = row["start_ts"]
    when = _when(start, row["timezone"] or "UTC")
    span = f" for {_length(row['end_ts'] - start)}" if row["end_ts"] else ""
    return f"{name} {_seen(row)}{span} from {when}."


def _seen(row: Mapping[str, Any]) -> str:
    kind = row["kind"]
    excess = row["excess_kwh"]
    if kind == "no_data":
        return "sent no reading"
    if kind == "stuck":
        return "said the same value"
    size = "" if excess is None else f" {abs(excess):,.{0 if abs(excess) >= 10 else 1}f} kWh"
    way = "more" if (excess or 0) > 0 or (excess is None and kind == "high") else "less"
    if kind == "unusual_pattern":
        return "left its usual pattern" + (f", using{size} {way} than expected," if size else "")
    if kind == "base_load":
        return "did not come down to its base load" + (f", using{size} {way}," if size else "")
    if kind == "shift":
        return "changed its level" + (f", using{size} {way} than before," if size else "")
    return f"used{size} {way} than expected"


def _length(span: timedelta) -> str:
    hours = round(span / HOUR)
    return f"{hours} h" if hours < 72 else f"{round(hours / 24)} days"


def first_look(
    name: str,
    shown: Sequence[Mapping[str, Any]],
    at: datetime | None,
    looked: datetime | None,
    timezone: str,
) -> str:
    """What a look at the newest readings gives; ``looked``: up to when one was taken."""
    if at is None:
        return f"{name}: no reading has come yet."
    if len(shown) > 1:
        return f"{name}: {len(shown)} things stand out; {shown[0]['text']}"
    if shown:
        return str(shown[0]["text"])
    if looked is None:
        return f"{name}: its readings have not been looked at yet."
    return f"{name}: nothing unusual up to {_when(looked, timezone)}."


def _when(moment: datetime, timezone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(timezone)):%a %d %b %H:%M}"
