"""What data health is made of."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from backend.figures import Figure, Schema


class DeviceQuality(Schema):
    """One device: a cell a day and its sums over the days."""

    device_id: str
    building_id: str
    name: str | None
    kind: str | None
    completeness: list[float | None] = Field(description="one a day; NULL: nothing was due")
    complete: Figure
    expected: int
    known: int
    estimated: int
    suspect: int
    rejected: int
    late: int
    corrections: int
    last_reading_at: datetime | None
    silent: str | None


class Rejection(Schema):
    """Readings that could not be used, by reason."""

    reason: str
    rejected: int
    last_at: datetime | None
    example: str | None


class Quality(Schema):
    """Completeness by device and day."""

    text: str = Field(description="the headline, one sentence")
    days: list[date] = Field(description="building-local days, oldest first")
    overall: Figure
    devices: list[DeviceQuality]
    next_cursor: str | None
    rejections: list[Rejection]
