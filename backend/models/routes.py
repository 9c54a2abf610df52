"""Route of models."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from backend.access import Permission
from backend.asking import Ask, allow
from backend.models import service
from backend.models.schemas import MeterSkillPage, Models, RunKind
from backend.paging import PageQuery

router = APIRouter(prefix="/models", tags=["models"])
Reader = Annotated[Ask, Depends(allow(Permission.READ))]


@router.get("", response_model=Models)
async def get_models(
    ask: Reader,
    page: PageQuery,
    kind: Annotated[
        list[RunKind] | None, Query(description="kinds of run to list; all without it")
    ] = None,
) -> Response:
    """Champion, challengers, skill by model, drift, and runs newest first."""
    return await ask.answer(service.models, page, tuple(dict.fromkeys(kind or ())))


@router.get("/meters", response_model=MeterSkillPage)
async def get_model_meters(
    ask: Reader,
    page: PageQuery,
    model: Annotated[str | None, Query(max_length=200)] = None,
    horizon_hours: Annotated[int | None, Query(ge=1, le=168)] = None,
) -> Response:
    """Skill of every meter and building, or why it has no forecast."""
    return await ask.answer(service.meters, page, model, horizon_hours)
