"""What energy answers with."""

from __future__ import annotations

from pydantic import Field

from backend.figures import Figure, MomentFigure, Period, Schema, Series


class EnergyFigures(Schema):
    """The figures of one building, or of a site, over one period."""

    energy: Figure
    peak: MomentFigure = Field(description="highest hourly mean of the building's total")
    base_load: Figure = Field(description="5th percentile of the hourly means")
    load_factor: Figure = Field(description="mean load / peak")
    cost: Figure
    carbon: Figure
    unattributed: Figure = Field(
        description="energy that a register proves, used in hours for which no reading came"
    )


class BuildingEnergy(Schema):
    """Totals and the curve; the sum of the curve is the total."""

    building_id: str
    name: str
    period: Period
    figures: EnergyFigures
    series: Series = Field(
        description="energy_kwh, power_kw (hourly mean, or its maximum for days and months), "
        "cost, carbon_kg, outdoor_temperature_c"
    )


class Part(Schema):
    """One layer of the breakdown."""

    key: str = Field(description="column of the series: the device's id, or `unmetered`")
    device_id: str | None
    name: str
    appliance: str | None
    category: str = Field(
        examples=["rooms", "heat", "kitchen", "cooling", "process", "unmetered"],
        description="colour group, in stack order",
    )
    energy: Figure
    share: float | None = Field(description="of the main meters' energy, 0..1")


class Breakdown(Schema):
    """Sub-meters in stack order, then what no sub-meter saw; they sum to the main meters."""

    building_id: str
    period: Period
    total: Figure
    parts: list[Part]
    series: Series


class Room(Schema):
    """A space with beds."""

    space_id: str
    name: str | None
    floor: int | None
    beds: int
    energy: Figure
    per_bed: Figure
    floor_median: float | None = Field(description="kWh per bed, median of its floor")
    difference: float | None = Field(description="per_bed / floor_median - 1")


class Rooms(Schema):
    """Energy per bed, by floor and name."""

    building_id: str
    period: Period
    rooms: list[Room]
