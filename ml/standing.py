"""Incidents that were found, settled with those that stand: the same thing is one incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
Since = dict[str | None, datetime]  # by device: from where on a look judges it
NO_DATA = "no_data"


@dataclass(frozen=True)
class Settled:
    """Rows to write, and the ids of rows to remove first."""

    rows: list[Row]
    gone: list[str]


def reach(
    since: datetime, devices: Iterable[str | None], stored: Iterable[Row], apart: timedelta
) -> Since:
    """By device ``since``, or back to where nothing of it went on or had ended within ``apart``.

    What goes on is found whole then. A meter that is in trouble for long moves no other one's.
    """
    found: Since = dict.fromkeys(devices, since)
    for row in sorted(stored, key=lambda one: one["end_ts"], reverse=True):
        begin = found[row["device_id"]]
        if row["end_ts"] >= begin - apart:
            found[row["device_id"]] = min(begin, row["start_ts"])
    return found


def settle(
    fresh: Sequence[Row],
    stored: Sequence[Row],
    judged: set[str],
    look: str,
    since: Mapping[str | None, datetime] | None = None,
) -> Settled:
    """Give what was found the names of what stands, where it is the same thing.

    The same: of the same meter and with an hour in common, or found under its name; data that are
    missing are another thing than energy that is odd. Of several the one with a person's verdict
    counts, then that of the same kind, then the longest common time. What a person has judged
    stays, found again or not. A first look adds to what a full look found, and changes nothing;
    what the full look called a silence (a gap that was filled in) is no energy to it either. What
    had ended by ``since`` was not looked for: it goes only where its hours are found again.
    """
    left = {row["incident_id"]: row for row in stored}
    ended = {
        name for name, one in left.items() if since and one["end_ts"] <= since[one["device_id"]]
    }
    renamed: dict[str, str] = {}
    rows: list[Row] = []
    gone: list[str] = []
    for row in sorted(fresh, key=lambda r: (r["start_ts"], r["incident_id"])):
        name = row["incident_id"]
        same = [one for key, one in left.items() if _same(row, one, by_name=key not in ended)]
        silent = [one for one in left.values() if _is_silence(row, one)]
        if look == "first" and any(one["look"] == "full" for one in [*same, *silent]):
            continue
        twin = max(same, key=lambda one: _alike(row, one, judged), default=None)
        if twin is None:
            if name in left or any(name == one["incident_id"] for one in rows):
                name = f"{name}-{row['start_ts']:%Y%m%d%H}"  # another thing has the name already
            rows.append({**row, "incident_id": name})
            continue
        renamed[name] = twin["incident_id"]
        for one in same:  # it grew over several: one stays, with the name of the best
            if one is twin or one["incident_id"] not in judged:
                del left[one["incident_id"]]
                gone.append(one["incident_id"])
        kept = {"incident_id": twin["incident_id"], "detected_at": twin["detected_at"]}
        rows.append({**row, **kept})
    if look == "full":
        gone += [name for name in left if name not in judged and name not in ended]
    similar = [[renamed.get(one, one) for one in row["similar_ids"]] for row in rows]
    return Settled(
        [{**row, "similar_ids": names} for row, names in zip(rows, similar, strict=True)], gone
    )


def _same(one: Row, other: Row, *, by_name: bool) -> bool:
    if one["device_id"] != other["device_id"]:
        return False
    if (one["kind"] == NO_DATA) != (other["kind"] == NO_DATA):
        return False
    named = by_name and one["incident_id"] == other["incident_id"]
    return named or _common(one, other) > timedelta()


def _is_silence(row: Row, one: Row) -> bool:
    """Whether most of the row's hours lie within a silence of the same meter."""
    lasts: timedelta = row["end_ts"] - row["start_ts"]
    same = one["kind"] == NO_DATA and one["device_id"] == row["device_id"]
    return same and _common(row, one) > lasts / 2


def _common(one: Row, other: Row) -> timedelta:
    """How long both were; negative: how far they lie apart."""
    common: timedelta = min(one["end_ts"], other["end_ts"]) - max(
        one["start_ts"], other["start_ts"]
    )
    return common


def _alike(row: Row, one: Row, judged: set[str]) -> tuple[bool, bool, timedelta]:
    return one["incident_id"] in judged, one["kind"] == row["kind"], _common(row, one)
