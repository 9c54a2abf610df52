"""What forecasts answer with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from backend.figures import Figure, MomentRangeFigure, Period, RangeFigure, Schema, Series

ForecastResolution = Literal["hour", "day"]
Id = Annotated[str, Field(min_length=1, max_length=200)]


class Skill(Schema):
    """How good a model's forecasts were; all were issued before the truth was known."""

    model: str
    version: str
    basis: Literal["backtest", "served"] = Field(
        description="backtest: made over stored history, each from what lay before its origin; "
        "served: as they were issued"
    )
    horizon_hours: int = Field(description="24, 48, or 168 for seven days by the day")
    mase: Figure = Field(description="error over that of 'as the day before'; below 1 is better")
    wql: Figure = Field(description="weighted quantile loss; lower is better")
    coverage80: Figure = Field(description="share of truths inside the 80 % interval, 0..1")
    naive_mase: Figure = Field(description="of 'the same hour a week ago'")
    naive_wql: Figure
    naive_coverage80: Figure
    origins: int | None = Field(description="forecasts that were scored")
    hours: int | None = Field(description="hours (days at 168) that were scored")
    first_origin: datetime | None = Field(description="since when")
    last_origin: datetime | None
    computed_at: datetime


class Forecast(Schema):
    """The newest forecast of a site, a building or a meter, beside what was measured."""

    building_id: str | None = Field(description="NULL: all buildings of the asker together")
    device_id: str | None = Field(description="NULL: whole buildings")
    name: str
    resolution: ForecastResolution
    timezone: str
    as_of: datetime | None = Field(description="end of the newest hour that the meters filled")
    issued_at: datetime | None = Field(
        description="nothing of this instant or later was known to it"
    )
    model: str | None
    version: str | None
    reason: str | None = Field(
        description="why there is no forecast, in plain words; NULL when there is one",
        examples=["less than two days of readings"],
    )
    without: list[str] = Field(
        description="buildings that have no forecast: they are in neither curve"
    )
    period: Period | None = Field(description="what of it is still to come")
    total: RangeFigure = Field(
        description="sum over the period; its range adds up the tenths, which is its 80 % interval "
        "when all hours err together and wider otherwise"
    )
    peak: MomentRangeFigure = Field(
        description="highest expected hourly mean load in the period; by the hour only"
    )
    series: Series = Field(
        description="q50_kwh (the median), q10_kwh to q90_kwh, actual_kwh where it is known (the "
        "last seven days) and horizon_hours (how long before the forecast was issued)"
    )
    skill: list[Skill]


class BuildingForecast(Schema):
    """What a building is to use next."""

    building_id: str
    name: str
    timezone: str
    issued_at: datetime | None
    model: str | None
    version: str | None
    reason: str | None
    next_24_hours: RangeFigure
    next_7_days: RangeFigure = Field(description="the seven local days after today")
    peak: MomentRangeFigure = Field(description="in the next 24 hours")


class ForecastPage(Schema):
    """One page of buildings, by id, each with what it is to use."""

    as_of: datetime | None
    period_24_hours: Period | None
    period_7_days: Period | None
    data: list[BuildingForecast]
    next_cursor: str | None


class Question(Schema):
    """A forecast that is wanted: of a building or of a meter."""

    building_id: Id | None = Field(default=None, examples=["northgate-hopkins-hostel"])
    device_id: Id | None = None
    horizon_hours: int = Field(default=48, ge=1, le=48)
    resolution: ForecastResolution = "hour"

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if (self.building_id is None) == (self.device_id is None):
            raise ValueError("give building_id or device_id, one of them")
        return self


class Prediction(Forecast):
    """A forecast that was asked for."""

    computed: bool = Field(
        description="true: made now, because the newest stored one did not reach far enough"
    )
