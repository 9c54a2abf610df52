"""Data health: device by day, and what was rejected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from backend.asking import Asking
from backend.asof import as_of, local_day, silent, site_timezone
from backend.dashboard import sentences
from backend.paging import Page
from backend.periods import Days, midnight
from backend.proof.evidence import Evidence, execute, unknown
from backend.tenancy import Row

COUNTS = {
    "expected": "expected_intervals",
    "known": "known_intervals",
    "estimated": "estimated_intervals",
    "suspect": "suspect_intervals",
    "rejected": "rejected_readings",
    "late": "late_readings",
    "corrections": "corrections",
}


def quality(asking: Asking, number_of_days: int, page: Page) -> dict[str, Any]:
    """A Quality of the days up to and with the newest one."""
    scope = asking.scope
    at = as_of(scope)
    if at is None:
        nothing = unknown("1", "no reading yet")
        return {
            "text": "No reading has come yet.",
            "days": [],
            "overall": nothing,
            "devices": [],
            "next_cursor": None,
            "rejections": [],
        }
    timezone = site_timezone(scope)
    today = local_day(at, timezone)
    days = Days(today.end - timedelta(days=number_of_days), today.end)
    found = execute(scope, asking.claims, "quality_days", start_date=days.start, end_date=days.end)
    by_device: dict[str, list[Row]] = defaultdict(list)
    for row in found.rows():
        by_device[row["device_id"]].append(row)
    whole = execute(
        scope, asking.claims, "quality_devices", start_date=days.start, end_date=days.end
    )
    sums = {row["device_id"]: row for row in whole.rows()}
    site = {"resolution": "total", "levels": ["site"], "timezone": timezone}
    total = execute(scope, asking.claims, "energy", **days.parameters(), **site)
    shown, following = page.cut(scope.listed("devices"), lambda row: row["device_id"])
    calendar = [days.start + timedelta(days=step) for step in range(number_of_days)]
    rejected = scope.read(
        "rejections",
        start=midnight(days.start, timezone),
        end=midnight(days.end, timezone) + timedelta(days=1),
    )
    overall = total.figure(next(iter(total.rows()), None), "completeness", unit="1")
    quiet = sorted(
        (
            (row["last_reading_at"], row["device_id"], why)
            for row in scope.listed("devices")
            if (why := silent(row, at)) is not None and row["last_reading_at"] is not None
        ),
    )
    return {
        "text": sentences.quality(overall, [item[1:] for item in quiet], number_of_days),
        "days": calendar,
        "overall": overall,
        "devices": [
            {
                **_device(row, by_device[row["device_id"]], calendar, silent(row, at)),
                **_sums(whole, sums.get(row["device_id"])),
            }
            for row in shown
        ],
        "next_cursor": following,
        "rejections": rejected.select(["reason", "rejected", "last_at", "example"]).to_pylist(),
    }


def _device(
    device: Row, rows: Sequence[Row], calendar: Sequence[date], why: str | None
) -> dict[str, Any]:
    cells = {row["day"]: row["completeness"] for row in rows}
    return {
        "device_id": device["device_id"],
        "building_id": device["building_id"],
        "name": device["name"],
        "kind": device["kind"],
        "completeness": [cells.get(day) for day in calendar],
        "last_reading_at": device["last_reading_at"],
        "silent": why,
    }


def _sums(evidence: Evidence, row: Row | None) -> dict[str, Any]:
    """The device over all the days."""
    counts = {name: int(row[column] or 0) if row else 0 for name, column in COUNTS.items()}
    complete = evidence.figure(row, "completeness", select=("device_id",), why="nothing was due")
    return {"complete": complete, **counts}
