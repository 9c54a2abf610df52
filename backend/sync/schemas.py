"""What sync health is made of."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from backend.figures import Schema


class SyncRun(Schema):
    """One run of the connector."""

    sync_id: str
    connection: str
    shard: int | None
    status: str = Field(examples=["succeeded", "failed", "running"])
    started_at: datetime | None
    finished_at: datetime | None
    duration_seconds: float | None
    lag_seconds: float | None = Field(description="age of the newest reading when the run ended")
    rows_upserted: int | None
    rows_updated: int | None
    rows_deleted: int | None
    rows_rejected: int | None
    checkpoints: int | None
    retries: int | None
    error: str | None


class SyncHealth(Schema):
    """The newest runs, newest first, and the last one of each connection."""

    text: str
    connections: list[SyncRun] = Field(description="the newest finished run of each connection")
    runs: list[SyncRun]
    next_cursor: str | None
