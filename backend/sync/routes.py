"""Route of sync health."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from backend.access import Permission
from backend.asking import Ask, allow
from backend.paging import PageQuery
from backend.sync import service
from backend.sync.schemas import SyncHealth

router = APIRouter(prefix="/sync", tags=["sync"])


@router.get("", response_model=SyncHealth)
async def get_sync(
    ask: Annotated[Ask, Depends(allow(Permission.HEALTH))], page: PageQuery
) -> Response:
    """Runs of the connector, newest first."""
    return await ask.answer(service.sync, page)
