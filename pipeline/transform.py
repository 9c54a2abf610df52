"""``powerlytics transform``: replace the windows of the derived tables that new rows touched."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bigquery.queries import load
from bigquery.warehouse import Warehouse
from pipeline import holidays, zones
from pipeline.progress import Progress, silent
from pipeline.retention import floors
from pipeline.touched import Day, Touched
from pipeline.touched import touched as touched_since

MOST_DAYS = 62  # of one window: bounds what a single statement holds in memory
MOST_SILENT = timedelta(days=366)  # a replay of old data is not followed by years of nothing


@dataclass(frozen=True)
class Step:
    """One derived table and how far a touched UTC day reaches into it, in days."""

    table: str
    before: int
    after: int
    by_timestamp: bool


# A register reading closes the interval before it and opens the next one: a day either way. A UTC
# day has parts of up to three local days. Features look back 168 hours.
STEPS = (
    Step("analytics_hourly", 1, 1, by_timestamp=True),
    Step("analytics_daily", 2, 2, by_timestamp=False),
    Step("data_quality_daily", 2, 2, by_timestamp=False),
    Step("ml_features", 1, 9, by_timestamp=True),
)


@dataclass(frozen=True)
class TransformResult:
    """Touched days, rows written into all derived tables, seconds."""

    windows: int
    rows: int
    duration_seconds: float


def transform(
    warehouse: Warehouse,
    start: date | None = None,
    end: date | None = None,
    progress: Progress = silent,
    now: datetime | None = None,
) -> TransformResult:
    """Recompute the days that landed rows touched, or exactly the UTC days of [start, end).

    All of it is one transaction: the derived tables and the note of what is still to do change
    together, so that a kill at any moment leaves both as they were. The days since the last run,
    yesterday and today are always recomputed: a meter that has gone silent is missing there without
    any row that says so. Days whose raw rows the retention dropped stay as they are.
    """
    began = time.monotonic()
    as_of = now or datetime.now(UTC)
    with warehouse.transaction():
        zones.set_aside_unknown(warehouse, as_of)
        span = warehouse.query(load("readings_span")).to_pylist()[0]
        if span["first_day"] is None:
            return TransformResult(0, 0, time.monotonic() - began)
        first, last = span["first_day"], max(span["last_day"], as_of.date())
        holidays.fill(warehouse, first.year, last.year + 1)
        landed: Touched | None = None
        if start is not None and end is not None:
            touched = set(_days(start, end - timedelta(days=1)))
        else:
            landed = touched_since(warehouse)
            touched = _pending(landed.days, first, last)
            touched |= set(_days(_unsaid(warehouse, as_of.date()), as_of.date()))
        kept = floors(warehouse, as_of)
        touched = {day for day in touched if any(kept.parts(day, day + timedelta(days=1)))}
        plan = [
            (step, part)
            for step in STEPS
            for window in _windows(step, touched, first)
            for part in kept.parts(*window)
        ]
        rows = 0
        for place, (step, (from_day, to_day, keep)) in enumerate(plan):
            progress("transform", place, len(plan), step.table)
            bounds = (_midnight(from_day), _midnight(to_day))
            rows += warehouse.replace_window(
                step.table,
                step.table,
                *(bounds if step.by_timestamp else (from_day, to_day)),
                {"as_of": as_of, "keep": list(keep)},
            )
        if landed is not None:
            landed.done()
    progress("transform", len(plan), len(plan), f"{rows:,} rows")
    return TransformResult(len(touched), rows, time.monotonic() - began)


def _unsaid(warehouse: Warehouse, today: date) -> date:
    """The first day that has to be looked at again although nothing landed: at latest yesterday."""
    told = warehouse.query(load("derived_until")).to_pylist()[0]["last_day"]
    yesterday = today - timedelta(days=1)
    return yesterday if told is None else max(min(told, yesterday), today - MOST_SILENT)


def _pending(landed: Iterable[Day], first: date, last: date) -> set[date]:
    """The days that landed rows touched; a table without a time touches every day."""
    days: set[date] = set()
    for table, day in landed:
        if day is None:
            days |= set(_days(first, last))
        elif table == "raw_tariffs":
            days |= set(_days(max(first, day), last))
        elif first <= day <= last + timedelta(days=1):
            days.add(day)
    return days


def _windows(step: Step, touched: Iterable[date], first: date) -> Iterator[tuple[date, date]]:
    """Spans [from, to) that cover the touched days and their reach, each at most MOST_DAYS long.

    None begins before ``first``, the day of the first reading: what lies before it is not missing.
    Its first local day may begin the day before.
    """
    begins = first if step.by_timestamp else first - timedelta(days=1)
    reach = range(-step.before, step.after + 1)
    reached = {day + timedelta(days=away) for day in touched for away in reach}
    days = sorted(day for day in reached if day >= begins)
    begin = previous = None
    for day in days:
        if begin is not None and previous is not None:
            if day - previous == timedelta(days=1) and day - begin < timedelta(days=MOST_DAYS):
                previous = day
                continue
            yield begin, previous + timedelta(days=1)
        begin = previous = day
    if begin is not None and previous is not None:
        yield begin, previous + timedelta(days=1)


def _days(first: date, last: date) -> Iterator[date]:
    for away in range((last - first).days + 1):
        yield first + timedelta(days=away)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
