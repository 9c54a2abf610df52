"""Route of the live stream."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from backend.access import Permission
from backend.asking import Ask, allow
from backend.live.schemas import LiveReading, LiveSync
from backend.live.service import begun

router = APIRouter(prefix="/live", tags=["live"])
DESCRIPTION = (
    "Server-sent events: `reading` with a LiveReading at once for every building and again when "
    "it changes, `sync` with a LiveSync when new data has landed. Comments keep it open."
)


@router.get(
    "",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": DESCRIPTION,
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string"},
                    "x-events": {
                        "reading": LiveReading.model_json_schema(),
                        "sync": LiveSync.model_json_schema(),
                    },
                }
            },
        }
    },
)
async def get_live(ask: Annotated[Ask, Depends(allow(Permission.READ))]) -> StreamingResponse:
    """Values as they arrive."""
    identity, given = ask.parts.identity, ask.request.headers
    stream = ask.parts.broadcaster.stream(
        ask.scope,
        ask.principal.expires,
        lambda: identity.still(given, ask.principal),
        who=ask.principal.id,
    )
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(await begun(stream), media_type="text/event-stream", headers=headers)
