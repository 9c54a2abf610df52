"""What anomalies take and answer with."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from backend.figures import Figure, Period, Schema, Series

Kind = Literal["high", "low", "unusual_pattern", "stuck", "no_data", "base_load", "shift"]
Severity = Literal["low", "medium", "high"]
Verdict = Literal["confirmed", "dismissed", "explained"]
Status = Literal["open", "confirmed", "dismissed", "explained"]
Look = Literal["first", "full"]


class Cause(Schema):
    """A probable cause and what speaks for it."""

    cause: str
    evidence: str | None
    weight: float | None = Field(description="0..1, the likeliest first")


class Said(Schema):
    """What someone said of an incident."""

    verdict: Status = Field(description="open: what was said before was taken back")
    note: str | None
    who: str | None
    said_at: datetime


class Incident(Schema):
    """A span in which a meter was not as it should have been."""

    incident_id: str
    building_id: str
    building_name: str | None
    device_id: str
    device_name: str | None
    start: datetime
    end: datetime | None = Field(description="exclusive")
    timezone: str
    kind: Kind
    severity: Severity
    probability: float | None = Field(description="that something is wrong, 0..1")
    status: Status = Field(description="what was last said of it; open when nothing was")
    text: str = Field(
        description="one sentence",
        examples=["Main used 120 kWh more than expected for 6 h from Sat 28 Mar 22:00."],
    )
    actual: Figure = Field(description="kWh over the incident")
    expected: Figure = Field(description="kWh that were to be expected")
    excess: Figure = Field(description="kWh, actual minus expected")
    cost: Figure = Field(description="of the excess")
    carbon: Figure = Field(description="of the excess")
    causes: list[Cause]
    feedback: Said | None = Field(description="what was last said of it")
    look: Look = Field(
        description="first: judged from the hours before alone; full: from the hours after as well"
    )
    model: str | None
    version: str | None
    detected_at: datetime | None


class IncidentPage(Schema):
    """One page of incidents, newest first."""

    period: Period
    counts: dict[str, int] = Field(description="incidents by status, whatever status was asked for")
    data: list[Incident]
    next_cursor: str | None


class IncidentDetail(Incident):
    """All there is about one incident."""

    curve: Series = Field(
        description="actual_kwh; expected_kwh, low_kwh and high_kwh are what was usual: the middle "
        "and the tenths of the same hour of the week in the eight weeks before"
    )
    history: list[Said] = Field(description="all that was said of it, newest first")
    similar: list[Incident] = Field(description="earlier ones like it, the newest first")


class Feedback(Schema):
    """What an incident was."""

    verdict: Verdict = Field(
        description="dismissed: nothing was wrong; explained: it was meant to be so"
    )
    note: str = Field(default="", max_length=1000)


class FirstLook(Schema):
    """What the newest readings of a building already show, from the past only."""

    building_id: str
    name: str
    as_of: datetime | None
    looked_until: datetime | None = Field(
        description="up to when readings have been looked at; NULL: not yet"
    )
    text: str
    data: list[Incident]
