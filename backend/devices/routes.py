"""Routes of devices."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from backend.access import Permission
from backend.answers import FORMS, Format
from backend.asking import Ask, allow
from backend.devices import service
from backend.devices.schemas import Device, DevicePage, DeviceSeries
from backend.paging import PageQuery
from backend.periods import DeviceResolution, InstantsQuery

router = APIRouter(prefix="/devices", tags=["devices"])
Reader = Annotated[Ask, Depends(allow(Permission.READ))]
DeviceId = Annotated[str, Path(max_length=200, examples=["northgate-hopkins-hostel-main"])]


@router.get("", response_model=DevicePage)
async def list_devices(ask: Reader, page: PageQuery) -> Response:
    """The meters and sensors that the asker may see."""
    return await ask.answer(service.devices, page)


@router.get("/{device_id}", response_model=Device)
async def get_device(ask: Reader, device_id: DeviceId) -> Response:
    """One device."""
    return await ask.answer(service.device, device_id)


@router.get("/{device_id}/series", response_model=DeviceSeries, responses=FORMS)
async def get_device_series(
    ask: Reader,
    device_id: DeviceId,
    span: InstantsQuery,
    resolution: Annotated[DeviceResolution, Query()] = "hour",
    form: Annotated[Format, Query(alias="format")] = "json",
) -> Response:
    """What it measured; raw readings are the current revisions."""
    return await ask.export(form, service.series, device_id, span, resolution)
