"""The two shapes in which numbers leave the API: a Figure and a Series."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Resolution = Literal["hour", "day", "month"]


class Schema(BaseModel):
    """Base of what the API answers with: unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid")


class Figure(Schema):
    """One number with its unit and its quality; a missing value says why."""

    value: float | None = Field(description="NULL is unknown, never zero")
    unit: str = Field(examples=["kWh", "kW", "EUR", "kg CO2e", "1"])
    completeness: float | None = Field(default=None, description="known / expected intervals, 0..1")
    estimated_share: float | None = Field(
        default=None, description="estimated / known intervals, 0..1"
    )
    proof: str | None = Field(default=None, description="opens at /api/v1/proof/{id}")
    why: str | None = Field(
        default=None, description="why there is no value", examples=["silent 61 h"]
    )


class MomentFigure(Figure):
    """A figure that belongs to an instant: the peak and when it was."""

    at: datetime | None = Field(description="start of the hour, UTC")


class RangeFigure(Figure):
    """A figure that is not certain: 80 in 100 truths should lie from ``low`` to ``high``."""

    low: float | None = Field(description="in the figure's unit; undercut by 10 in 100")
    high: float | None = Field(description="in the figure's unit; exceeded by 10 in 100")


class MomentRangeFigure(RangeFigure):
    """An uncertain figure that belongs to an instant: the peak to come and when."""

    at: datetime | None = Field(description="start of the hour, UTC")


class Series(Schema):
    """Columns of equal length; `ts` is the interval's start in epoch milliseconds."""

    resolution: Literal["raw", "hour", "day", "month"]
    timezone: str
    unit: str = Field(description="unit of the first measure")
    units: dict[str, str] = Field(description="column -> unit")
    columns: dict[str, list[float | None]] = Field(
        description="`ts`, the measures, then `completeness` and `estimated_share` (0..1)"
    )
    proof: str | None


class Period(Schema):
    """A half-open span of time, [start, end)."""

    start: datetime
    end: datetime
    timezone: str
    start_date: date | None = None
    end_date: date | None = Field(default=None, description="exclusive")
