"""Routes of buildings and spaces."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from backend.access import Permission
from backend.asking import Ask, allow
from backend.buildings import service
from backend.buildings.schemas import Building, BuildingPage, SpacePage
from backend.devices.schemas import DevicePage
from backend.errors import not_found
from backend.paging import PageQuery

router = APIRouter(tags=["buildings"])
Reader = Annotated[Ask, Depends(allow(Permission.READ))]
BuildingId = Annotated[str, Path(max_length=200, examples=["northgate-hopkins-hostel"])]


@router.get("/buildings", response_model=BuildingPage)
async def list_buildings(ask: Reader, page: PageQuery) -> Response:
    """The buildings that the asker may see."""
    return await ask.answer(service.buildings, page)


@router.get("/tenants/{tenant_id}/buildings", response_model=BuildingPage)
async def list_tenant_buildings(
    ask: Reader,
    tenant_id: Annotated[str, Path(max_length=200, examples=["northgate"])],
    page: PageQuery,
) -> Response:
    """The same by tenant; any tenant but the asker's own does not exist."""
    if tenant_id != ask.scope.tenant_id:
        raise not_found("tenant")
    return await ask.answer(service.buildings, page)


@router.get("/buildings/{building_id}", response_model=Building)
async def get_building(ask: Reader, building_id: BuildingId) -> Response:
    """One building."""
    return await ask.answer(service.building, building_id)


@router.get("/buildings/{building_id}/spaces", response_model=SpacePage)
async def list_spaces(ask: Reader, building_id: BuildingId, page: PageQuery) -> Response:
    """Its rooms and other spaces."""
    return await ask.answer(service.spaces, building_id, page)


@router.get("/buildings/{building_id}/devices", response_model=DevicePage)
async def list_building_devices(ask: Reader, building_id: BuildingId, page: PageQuery) -> Response:
    """Its meters and sensors."""
    return await ask.answer(service.devices, building_id, page)
