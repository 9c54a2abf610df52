"""Route of the overview."""

from __future__ import annotations

from fastapi import APIRouter, Response

from backend.access import Permission
from backend.asking import Ask, admitted
from backend.dashboard import service
from backend.dashboard.schemas import Summary

router = APIRouter(prefix="/dashboard", tags=["dashboard"])


@router.get("/summary", response_model=Summary)
@admitted(Permission.READ)
async def get_summary(ask: Ask) -> Response:
    """What is happening: one sentence, the load, today and this month, every building."""
    return await ask.answer(service.summary)
