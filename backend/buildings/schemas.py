"""What buildings answer with."""

from __future__ import annotations

from datetime import datetime

from backend.figures import Schema


class Building(Schema):
    """A building of the tenant, as its source describes it."""

    building_id: str
    tenant_id: str
    name: str
    kind: str | None
    country: str | None
    subdivision: str | None
    city: str | None
    timezone: str
    currency: str | None
    latitude: float | None
    longitude: float | None
    floor_area_m2: float | None
    built_year: int | None
    beds: int | None
    agreed_capacity_kw: float | None
    device_count: int
    space_count: int
    updated_at: datetime | None


class BuildingPage(Schema):
    """One page of buildings, by id."""

    data: list[Building]
    next_cursor: str | None


class Space(Schema):
    """A room or another part of a building."""

    space_id: str
    building_id: str
    name: str | None
    kind: str | None
    floor: int | None
    beds: int | None
    area_m2: float | None


class SpacePage(Schema):
    """One page of spaces, by id."""

    data: list[Space]
    next_cursor: str | None
