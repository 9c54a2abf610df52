"""Routes of anomalies."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from backend.access import Permission
from backend.anomalies import detail, feedback, service
from backend.anomalies.schemas import (
    Feedback,
    FirstLook,
    IncidentDetail,
    IncidentPage,
    Kind,
    Severity,
    Status,
)
from backend.answers import FORMS, Format, private
from backend.asking import Ask, allow
from backend.paging import PageQuery
from backend.periods import IsoDate

router = APIRouter(tags=["anomalies"])
Reader = Annotated[Ask, Depends(allow(Permission.READ))]
Judge = Annotated[Ask, Depends(allow(Permission.FEEDBACK))]
BuildingId = Annotated[str, Path(max_length=200, examples=["northgate-hopkins-hostel"])]
IncidentId = Annotated[str, Path(max_length=200)]
Id = Annotated[str | None, Query(max_length=200)]


@router.get("/anomalies", response_model=IncidentPage, responses=FORMS)
async def list_anomalies(  # noqa: PLR0913, PLR0917 - a filter each
    ask: Reader,
    page: PageQuery,
    building_id: Id = None,
    device_id: Id = None,
    kind: Kind | None = None,
    severity: Severity | None = None,
    status: Status | None = None,
    start_date: Annotated[
        IsoDate | None, Query(description="first local day; 90 days before end_date")
    ] = None,
    end_date: Annotated[
        IsoDate | None, Query(description="local day after the last; tomorrow of the newest hour")
    ] = None,
    form: Annotated[Format, Query(alias="format")] = "json",
) -> Response:
    """Incidents that touch local days [start_date, end_date), newest first."""
    asked = service.Asked(
        building_id, device_id or "", kind or "", severity or "", status, start_date, end_date
    )
    # a file holds all of them
    return await ask.export(
        form, service.incidents, asked, page if form == "json" else service.EVERYTHING
    )


@router.get("/anomalies/{incident_id}", response_model=IncidentDetail)
async def get_anomaly(ask: Reader, incident_id: IncidentId) -> Response:
    """All there is about one incident: curve, causes, what was said, similar ones."""
    return await ask.answer(detail.incident, incident_id)


@router.post("/anomalies/{incident_id}/feedback", response_model=IncidentDetail)
async def post_feedback(ask: Judge, incident_id: IncidentId, said: Feedback) -> Response:
    """Say what it was; the newest verdict counts, none is lost. The same twice is said once."""
    return private(await feedback.say(ask, incident_id, said.verdict, said.note))


@router.delete("/anomalies/{incident_id}/feedback", response_model=IncidentDetail)
async def delete_feedback(ask: Judge, incident_id: IncidentId) -> Response:
    """Take back what was said: the incident is open again. Who said what, and when, is kept."""
    return private(await feedback.take_back(ask, incident_id))


@router.get("/buildings/{building_id}/first-look", response_model=FirstLook)
async def get_first_look(ask: Reader, building_id: BuildingId) -> Response:
    """What the newest readings already show, from the past only."""
    return await ask.answer(service.first_look, building_id)
