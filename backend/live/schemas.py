"""Events of the live stream (`text/event-stream`); the stream itself is bytes."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from backend.figures import Schema


class LiveReading(Schema):
    """Event `reading`: a building's load has changed."""

    building_id: str
    kw: float | None
    ts: datetime = Field(description="end of the interval")


class LiveSync(Schema):
    """Event `sync`: new data has landed; what was fetched before may be old."""

    version: str
    at: datetime
