"""Route of data health."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from backend.access import Permission
from backend.asking import Ask, allow
from backend.paging import PageQuery
from backend.quality import service
from backend.quality.schemas import Quality

router = APIRouter(prefix="/quality", tags=["quality"])


@router.get("", response_model=Quality)
async def get_quality(
    ask: Annotated[Ask, Depends(allow(Permission.READ))],
    page: PageQuery,
    days: Annotated[int, Query(ge=1, le=366)] = 42,
) -> Response:
    """Completeness by device and day, counts, silent meters, rejections by reason."""
    return await ask.answer(service.quality, days, page)
