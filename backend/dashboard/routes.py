"""Route of the overview."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from backend.access import Permission, allow
from backend.asking import Ask
from backend.dashboard import service
from backend.dashboard.schemas import Summary

router = APIRouter(prefix="/dashboard", tags=["dashboard"])


@router.get("/summary", response_model=Summary)
async def get_summary(ask: Annotated[Ask, Depends(allow(Permission.READ))]) -> Response:
    """What is happening: one sentence, the load, today and this month, every building."""
    return await ask.answer(service.summary)
