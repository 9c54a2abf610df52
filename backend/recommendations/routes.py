"""Routes of recommendations and of what those that were acted on have saved."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from backend.access import Permission
from backend.answers import private
from backend.asking import Ask, allow
from backend.paging import PageQuery
from backend.recommendations import actions, savings, service
from backend.recommendations.schemas import (
    Action,
    Recommendation,
    RecommendationPage,
    Saving,
    Savings,
)

router = APIRouter(tags=["recommendations"])
Reader = Annotated[Ask, Depends(allow(Permission.READ))]
Doer = Annotated[Ask, Depends(allow(Permission.FEEDBACK))]
RecommendationId = Annotated[str, Path(max_length=200)]
BuildingId = Annotated[str | None, Query(max_length=200)]


@router.get("/recommendations", response_model=RecommendationPage)
async def list_recommendations(
    ask: Reader,
    page: PageQuery,
    building_id: BuildingId = None,
    done: Annotated[bool | None, Query(description="acted on, or not; without: both")] = None,
) -> Response:
    """What would save energy, the most money first."""
    return await ask.answer(service.recommendations, building_id, done, page)


@router.get("/recommendations/{recommendation_id}", response_model=Recommendation)
async def get_recommendation(ask: Reader, recommendation_id: RecommendationId) -> Response:
    """One recommendation."""
    return await ask.answer(service.recommendation, recommendation_id)


@router.post("/recommendations/{recommendation_id}/action", response_model=Saving)
async def post_action(ask: Doer, recommendation_id: RecommendationId, done: Action) -> Response:
    """Say that it was acted on, and since when; the saving is measured from then on, once a day."""
    return private(await actions.say(ask, recommendation_id, done.since))


@router.delete("/recommendations/{recommendation_id}/action", response_model=Savings)
async def delete_action(ask: Doer, recommendation_id: RecommendationId) -> Response:
    """Take that back: the actions that still stand. Who said what, and when, is kept."""
    return private(await actions.take_back(ask, recommendation_id))


@router.get("/savings", response_model=Savings)
async def list_savings(ask: Reader, building_id: BuildingId = None) -> Response:
    """What was done of what was recommended, and what it has saved; the newest change first."""
    return await ask.answer(savings.savings, building_id)
