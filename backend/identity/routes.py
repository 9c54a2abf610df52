"""Routes of log-in and of who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from backend.access import PUBLIC, Permission
from backend.answers import Ready, dumps
from backend.asking import Ask, allow
from backend.errors import request_id
from backend.identity.schemas import Credentials, Me, Token
from backend.identity.service import TOKEN_SECONDS, me

router = APIRouter(tags=["identity"])
PRIVATE = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


@router.post("/auth/token", response_model=Token, dependencies=[PUBLIC])
async def log_in(request: Request, credentials: Credentials) -> Response:
    """E-mail and password for a token."""
    parts = request.app.state.parts
    address = await parts.admit_log_in(request)
    token = await parts.identity.log_in(
        credentials.email, credentials.password, address, request_id(request.scope)
    )
    answer = Token(access_token=token, expires_in=TOKEN_SECONDS)
    return _private(answer.model_dump())


@router.get("/me", response_model=Me)
async def get_me(ask: Annotated[Ask, Depends(allow(Permission.READ))]) -> Response:
    """Who asks and what they may see."""
    rows = await ask.parts.answers.in_thread(lambda: ask.scope.listed("tenants"))
    name = str(rows[0]["name"] or ask.scope.tenant_id) if rows else ask.scope.tenant_id
    return _private(me(ask.principal, name))


def _private(body: object) -> Response:
    content = dumps(body)
    length = (b"content-length", str(len(content)).encode())
    return Ready(200, content, [length, *PRIVATE])
