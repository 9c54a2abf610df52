"""What the overview is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from backend.figures import Figure, Period, Schema, Series


class Headline(Schema):
    """The answer in one sentence; every number in it is one of `figures`."""

    text: str
    detail: str = Field(description="a second, quieter sentence")
    figures: list[Figure]


class Sparkline(Schema):
    """Hourly mean load; NULL is a gap."""

    ts: list[int] = Field(description="epoch milliseconds of the hour's start")
    kw: list[float | None]


class BuildingRow(Schema):
    """One building of the overview."""

    building_id: str
    name: str
    kind: str | None
    timezone: str
    now: Figure = Field(description="mean load of the newest complete hour")
    week_before: Figure = Field(description="the same hour one week before")
    change: float | None = Field(description="now / week_before - 1")
    sparkline: Sparkline
    energy_today: Figure
    cost_today: Figure
    energy_month: Figure
    cost_month: Figure


class LedgerRow(Schema):
    """One measure: today and this month, each against the same hours before."""

    measure: Literal["energy", "cost", "carbon", "peak"]
    today: Figure
    today_before: Figure = Field(description="the same weekday one week before, up to that hour")
    today_change: float | None
    month: Figure
    month_before: Figure = Field(description="the month before, up to the same point")
    month_change: float | None


class Silent(Schema):
    """A device from which nothing comes."""

    device_id: str
    building_id: str
    name: str | None
    last_reading_at: datetime | None
    why: str = Field(examples=["silent 61 h"])


class Status(Schema):
    """The line at the foot of every page."""

    last_reading_at: datetime | None
    last_sync_at: datetime | None
    completeness: float | None = Field(description="today, up to as_of, 0..1")
    estimated_share: float | None
    devices: int
    silent: list[Silent]
    silent_count: int


class Summary(Schema):
    """The overview. Everything is said as of `as_of`, the end of the newest complete hour."""

    tenant_id: str
    tenant_name: str
    timezone: str
    as_of: datetime | None = Field(description="NULL before the first reading")
    headline: Headline
    now: Figure
    now_period: Period | None
    week_before: Figure
    change: float | None
    agreed_capacity: Figure = Field(description="sum over the buildings; NULL when one is unknown")
    load: Series = Field(description="the whole site, 48 h up to as_of")
    today: Period | None
    month: Period | None
    ledger: list[LedgerRow]
    buildings: list[BuildingRow]
    status: Status
