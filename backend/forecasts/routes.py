"""Routes of forecasts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from backend.access import Permission
from backend.answers import FORMS, Format, private
from backend.asking import Ask, allow
from backend.forecasts import listing, predict, service
from backend.forecasts.schemas import (
    Forecast,
    ForecastPage,
    ForecastResolution,
    Prediction,
    Question,
)
from backend.paging import PageQuery

router = APIRouter(tags=["forecasts"])
Reader = Annotated[Ask, Depends(allow(Permission.READ))]
BuildingId = Annotated[str, Path(max_length=200, examples=["northgate-hopkins-hostel"])]
DeviceId = Annotated[str, Path(max_length=200, examples=["northgate-hopkins-hostel-main"])]
Form = Annotated[Format, Query(alias="format")]
Model = Annotated[str, Query(max_length=100, description="of this model only; '' the one served")]


@router.get("/forecasts", response_model=ForecastPage)
async def list_forecasts(ask: Reader, page: PageQuery) -> Response:
    """What every building is to use next."""
    return await ask.answer(listing.forecasts, page)


@router.get("/forecast", response_model=Forecast, responses=FORMS)
async def get_site_forecast(
    ask: Reader,
    resolution: ForecastResolution = "hour",
    model: Model = "",
    form: Form = "json",
) -> Response:
    """The newest forecasts of the asker's buildings, added up; its range is at most so wide."""
    return await ask.export(form, service.of_site, resolution, model)


@router.get("/buildings/{building_id}/forecast", response_model=Forecast, responses=FORMS)
async def get_building_forecast(
    ask: Reader,
    building_id: BuildingId,
    resolution: ForecastResolution = "hour",
    model: Model = "",
    form: Form = "json",
) -> Response:
    """The newest forecast of a building, with its skill."""
    return await ask.export(form, service.of_building, building_id, resolution, model)


@router.get("/devices/{device_id}/forecast", response_model=Forecast, responses=FORMS)
async def get_device_forecast(
    ask: Reader,
    device_id: DeviceId,
    resolution: ForecastResolution = "hour",
    model: Model = "",
    form: Form = "json",
) -> Response:
    """The newest forecast of a meter, with its skill."""
    return await ask.export(form, service.of_device, device_id, resolution, model)


@router.post("/predict", response_model=Prediction)
async def post_predict(ask: Reader, question: Question) -> Response:
    """A forecast of the hours after the newest reading: the stored one when it reaches there,
    otherwise one that the champion makes now.
    """
    return private(await predict.answer(ask, question))
