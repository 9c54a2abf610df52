"""Periods that are asked for: half-open, checked, bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, Query
from pydantic import BeforeValidator

from backend.errors import invalid
from backend.figures import Period, Resolution

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
MOST_DAYS = {"hour": 800, "day": 4000, "month": 36_600, "raw": 62}


def _iso_date(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("a date is written YYYY-MM-DD")
    return value


def _iso_time(value: object) -> object:
    if isinstance(value, str) and not re.match(r"\d{4}-\d{2}-\d{2}T", value):
        raise ValueError("a time is written YYYY-MM-DDTHH:MM:SSZ")
    return value


IsoDate = Annotated[date, BeforeValidator(_iso_date)]
IsoTime = Annotated[datetime, BeforeValidator(_iso_time)]
DeviceResolution = Literal["raw", "hour", "day"]


@dataclass(frozen=True)
class Days:
    """Building-local days, [start, end)."""

    start: date
    end: date

    @property
    def before(self) -> datetime:
        """A bound on instants that cuts nothing off: no zone is more than a day ahead."""
        return datetime(self.end.year, self.end.month, self.end.day, tzinfo=UTC) + timedelta(days=1)

    def parameters(self) -> dict[str, object]:
        """As the serving queries name them."""
        return {"start_date": self.start, "end_date": self.end, "before": self.before}

    def within(self, resolution: str) -> Days:
        """Itself; 422 when it is too long for the resolution."""
        most = MOST_DAYS[resolution]
        if (self.end - self.start).days > most:
            raise invalid(
                "query.end_date",
                f"At resolution {resolution} at most {most} days can be asked for at once.",
            )
        return self

    def period(self, timezone: str) -> Period:
        """The instants that these days cover in a zone."""
        return Period(
            start=midnight(self.start, timezone),
            end=midnight(self.end, timezone),
            timezone=timezone,
            start_date=self.start,
            end_date=self.end,
        )


def midnight(day: date, timezone: str) -> datetime:
    """The first instant of a local day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def days_query(
    start_date: Annotated[IsoDate, Query(description="first local day")],
    end_date: Annotated[IsoDate, Query(description="local day after the last")],
) -> Days:
    """FastAPI dependency."""
    for name, value in (("start_date", start_date), ("end_date", end_date)):
        if not FIRST <= value <= LAST:
            raise invalid(f"query.{name}", f"A date lies from {FIRST} to {LAST}.")
    if start_date >= end_date:
        raise invalid("query.end_date", "end_date is exclusive: it must be later than start_date.")
    return Days(start_date, end_date)


DaysQuery = Annotated[Days, Depends(days_query)]
ResolutionQuery = Annotated[Resolution, Query()]


@dataclass(frozen=True)
class Instants:
    """A span of UTC time, [start, end)."""

    start: datetime
    end: datetime


def instants_query(
    start: Annotated[IsoTime, Query(description="first instant, with its zone")],
    end: Annotated[IsoTime, Query(description="instant after the last")],
    resolution: Annotated[DeviceResolution, Query()] = "hour",
) -> Instants:
    """FastAPI dependency."""
    for name, value in (("start", start), ("end", end)):
        if value.tzinfo is None:
            raise invalid(f"query.{name}", "A time needs its zone, for example ...T00:00:00Z.")
        if not FIRST <= value.date() <= LAST:
            raise invalid(f"query.{name}", f"A time lies from {FIRST} to {LAST}.")
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if start >= end:
        raise invalid("query.end", "end is exclusive: it must be later than start.")
    if end - start > timedelta(days=MOST_DAYS[resolution]):
        raise invalid(
            "query.end",
            f"At resolution {resolution} at most {MOST_DAYS[resolution]} days "
            "can be asked for at once.",
        )
    return Instants(start, end)


InstantsQuery = Annotated[Instants, Depends(instants_query)]
