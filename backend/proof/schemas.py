"""What stands behind a number."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from backend.figures import Period, Schema


class Parameter(Schema):
    """A named parameter of the query."""

    name: str
    type: str = Field(examples=["STRING", "DATE", "TIMESTAMP", "BOOL", "ARRAY<STRING>"])
    value: str | bool | int | float | list[str] | None


class Intervals(Schema):
    """How the value is made up, in meter intervals."""

    expected: int | None
    known: int | None
    metered: int | None
    estimated: int | None
    suspect: int | None
    missing: int | None


class SampleRow(Schema):
    """A reading behind the number."""

    device_id: str
    ts: datetime
    revision: int
    energy_kwh: float | None
    register_kwh: float | None
    power_kw: float | None
    quality: str | None
    quality_reason: str | None
    source: str | None
    received_at: datetime | None


class Proof(Schema):
    """Query, parameters, rows and quality of one figure, executed again now."""

    id: str
    title: str
    definition: str
    unit: str
    value: float | None = Field(description="as it was claimed")
    value_now: float | None = Field(description="as the same query gives it now")
    changed: bool = Field(description="the two differ: data has changed since")
    note: str
    query: str = Field(description="file in bigquery/queries/")
    column: str | None = Field(description="column of the result that holds the value")
    row: dict[str, str] | None = Field(description="which row of the result, where there are many")
    sql: str = Field(description="GoogleSQL as the file stands, with its @parameters")
    console_sql: str = Field(description="the same with its parameters filled in, to paste")
    parameters: list[Parameter]
    period: Period | None
    rows: int | None = Field(description="rows of the derived table behind the value")
    intervals: Intervals
    completeness: float | None
    estimated_share: float | None
    executed_at: datetime
    elapsed_ms: float
    sample: list[SampleRow] = Field(description="the newest current readings in the period")
    url: str
