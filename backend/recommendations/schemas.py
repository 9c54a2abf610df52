"""What recommendations answer with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from backend.figures import RangeFigure, Schema

Kind = Literal["base_load", "peak_shaving", "schedule", "set_point", "upgrade"]


class Evidence(Schema):
    """A measured figure that a recommendation rests on."""

    label: str
    value: float | None
    unit: str


class Recommendation(Schema):
    """What to do, what it would save a year, and why that is believed."""

    recommendation_id: str
    building_id: str
    building_name: str | None
    device_id: str | None = Field(description="NULL: the whole building")
    device_name: str | None
    kind: Kind
    title: str
    sentence: str
    energy: RangeFigure = Field(description="kWh saved a year; 0 where load is only moved")
    cost: RangeFigure = Field(description="money saved a year; unknown without a tariff")
    carbon: RangeFigure = Field(description="kg CO2e saved a year")
    evidence: list[Evidence]
    verify: str | None = Field(description="how the saving would be measured afterwards")
    period_start: date | None = Field(description="first local day of the evidence")
    period_end: date | None = Field(description="local day after the last")
    created_at: datetime | None
    model: str | None
    version: str | None


class RecommendationPage(Schema):
    """One page of recommendations, the most money first."""

    data: list[Recommendation]
    next_cursor: str | None
