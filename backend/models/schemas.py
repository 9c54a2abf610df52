"""What the models page is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from backend.figures import Figure, Schema
from backend.forecasts.schemas import Skill

RunKind = Literal[
    "train", "backtest", "promote", "rollback", "drift", "forecast", "detect", "recommend"
]
RunStatus = Literal["champion", "challenger", "rejected", "done", "failed"]


class Run(Schema):
    """One run of training, promotion, drift watch, forecasting or detection."""

    run_id: str
    kind: RunKind
    model: str | None
    version: str | None
    status: RunStatus
    started_at: datetime
    finished_at: datetime | None
    seconds: float | None
    data_from: datetime | None
    data_to: datetime | None = Field(description="exclusive")
    parameters: dict[str, Any]
    metrics: dict[str, Any]
    code_version: str | None
    note: str | None


class Version(Schema):
    """A version of a model and how it came to its role."""

    model: str | None
    version: str
    since: datetime = Field(description="when it was given this role")
    trained_at: datetime | None
    data_from: datetime | None
    data_to: datetime | None
    parameters: dict[str, Any]
    metrics: dict[str, Any]
    note: str | None


class ModelSkill(Schema):
    """A model's skill over the meters that the asker may see."""

    model: str
    version: str
    basis: Literal["backtest", "served"]
    horizon_hours: int
    computed_at: datetime
    first_origin: datetime | None
    last_origin: datetime | None
    origins: int | None
    meters: int
    mase: Figure = Field(description="mean over meters; below 1 beats 'as the day before'")
    wql: Figure
    coverage80: Figure = Field(description="mean over meters; 0.8 was promised")
    coverage80_p10: Figure = Field(description="nine meters in ten lie above it")
    naive_mase: Figure
    naive_wql: Figure
    naive_coverage80: Figure
    better_than_naive: Figure = Field(description="share of meters")


class MeterSkill(Skill):
    """One meter's newest skill by one model, or why it has no forecast."""

    building_id: str
    device_id: str | None = Field(description="NULL: the building as a whole")
    name: str | None
    reason: str | None = Field(description="why it has no forecast; NULL when it has one")


class MeterSkillPage(Schema):
    """One page of skills, by building, meter and model."""

    data: list[MeterSkill]
    next_cursor: str | None


class Drift(Schema):
    """What the last drift watch saw."""

    at: datetime
    status: RunStatus
    drifted: bool | None = Field(description="NULL: it did not say")
    note: str | None
    metrics: dict[str, Any]


class Models(Schema):
    """Champion, challengers, skill, drift and runs."""

    text: str = Field(description="the headline, one sentence")
    champion: Version | None
    challengers: list[Version]
    skill: list[ModelSkill]
    drift: Drift | None
    runs: list[Run] = Field(description="newest first")
    next_cursor: str | None
