"""What recommendations answer with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from backend.figures import Figure, RangeFigure, Schema
from backend.periods import IsoDate

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
    done_since: date | None = Field(description="it was acted on; first whole day with the change")


class RecommendationPage(Schema):
    """One page of recommendations, the most money first."""

    data: list[Recommendation]
    next_cursor: str | None


class Action(Schema):
    """That a recommendation was acted on."""

    since: IsoDate = Field(description="first whole local day with the change")


class Saving(Schema):
    """What was done of what was recommended, and what it has saved since."""

    recommendation_id: str
    building_id: str
    building_name: str | None
    device_id: str | None = Field(description="NULL: the whole building")
    device_name: str | None
    kind: Kind
    title: str | None
    since: date = Field(description="first whole local day with the change")
    who: str | None
    said_at: datetime
    saved: RangeFigure = Field(
        description="kWh until last_day, in the first year at most, against the year before in the "
        "same weather; below zero when more was used"
    )
    expected: Figure = Field(description="kWh that the year before asks for in this weather")
    actual: Figure = Field(description="kWh that were used")
    baseline_error: Figure = Field(description="CV(RMSE) of the baseline on the days before")
    days_before: int | None = Field(description="measured days that the baseline rests on")
    days_after: int | None = Field(description="measured days since the change")
    days_since: int | None = Field(description="days of the calendar since the change")
    last_day: date | None = Field(description="the last of them")
    method: Literal["opendsm", "change_point"] | None
    together_with: str | None = Field(
        description="other actions on the same energy within a year: the saving is that of all"
    )
    note: str | None = Field(description="why OpenDSM's baseline was not used")
    measured_at: datetime | None = Field(description="NULL: not yet")


class Savings(Schema):
    """All that was done, the newest change first."""

    data: list[Saving]
