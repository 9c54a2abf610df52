"""Routes of recommendations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from backend.access import Permission
from backend.asking import Ask, allow
from backend.paging import PageQuery
from backend.recommendations import service
from backend.recommendations.schemas import Recommendation, RecommendationPage

router = APIRouter(prefix="/recommendations", tags=["recommendations"])
Reader = Annotated[Ask, Depends(allow(Permission.READ))]


@router.get("", response_model=RecommendationPage)
async def list_recommendations(
    ask: Reader,
    page: PageQuery,
    building_id: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """What would save energy, the most money first."""
    return await ask.answer(service.recommendations, building_id, page)


@router.get("/{recommendation_id}", response_model=Recommendation)
async def get_recommendation(
    ask: Reader, recommendation_id: Annotated[str, Path(max_length=200)]
) -> Response:
    """One recommendation."""
    return await ask.answer(service.recommendation, recommendation_id)
