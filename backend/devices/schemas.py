"""What devices answer with."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from backend.figures import Figure, MomentFigure, Period, Schema, Series


class Device(Schema):
    """A meter or a sensor."""

    device_id: str
    building_id: str
    space_id: str | None
    parent_device_id: str | None
    name: str | None
    kind: str = Field(examples=["main_meter", "sub_meter", "sensor"])
    appliance: str | None
    meter_type: str | None = Field(examples=["interval", "register"])
    interval_minutes: int | None
    rated_power_kw: float | None
    manufacturer: str | None
    model: str | None
    serial_number: str | None
    installed_at: datetime | None
    removed_at: datetime | None
    timezone: str
    last_reading_at: datetime | None
    silent: str | None = Field(description="how long no reading has come", examples=["silent 61 h"])


class DevicePage(Schema):
    """One page of devices, by id."""

    data: list[Device]
    next_cursor: str | None


class DeviceSeries(Schema):
    """What one device measured in a period."""

    device_id: str
    building_id: str
    period: Period
    energy: Figure
    peak: MomentFigure
    series: Series
    quality: list[str] | None = Field(
        description="raw only: the quality code of each reading, in the order of the columns"
    )
    revision: list[int] | None = Field(description="raw only: each reading's revision")
