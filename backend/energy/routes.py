"""Routes of energy, under a building."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from backend.access import Permission
from backend.answers import FORMS, Format
from backend.asking import Ask, allow
from backend.energy import service
from backend.energy.schemas import Breakdown, BuildingEnergy, Rooms
from backend.periods import DaysQuery, ResolutionQuery

router = APIRouter(prefix="/buildings/{building_id}", tags=["energy"])
Reader = Annotated[Ask, Depends(allow(Permission.READ))]
BuildingId = Annotated[str, Path(max_length=200, examples=["northgate-hopkins-hostel"])]
Form = Annotated[Format, Query(alias="format")]


@router.get("/energy", response_model=BuildingEnergy, responses=FORMS)
async def get_energy(
    ask: Reader,
    building_id: BuildingId,
    days: DaysQuery,
    resolution: ResolutionQuery = "hour",
    form: Form = "json",
) -> Response:
    """Totals and the curve of local days [start_date, end_date)."""
    return await ask.export(form, service.energy, building_id, days, resolution)


@router.get("/breakdown", response_model=Breakdown, responses=FORMS)
async def get_breakdown(
    ask: Reader,
    building_id: BuildingId,
    days: DaysQuery,
    resolution: ResolutionQuery = "hour",
    form: Form = "json",
) -> Response:
    """Where it goes: sub-meters in stack order and what none of them saw."""
    return await ask.export(form, service.breakdown, building_id, days, resolution)


@router.get("/rooms", response_model=Rooms, responses=FORMS)
async def get_rooms(
    ask: Reader, building_id: BuildingId, days: DaysQuery, form: Form = "json"
) -> Response:
    """Energy per bed of every room with beds."""
    return await ask.export(form, service.rooms, building_id, days)
