"""Routes of log-in and of who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from backend.access import PUBLIC, Permission
from backend.answers import private
from backend.asking import Ask, allow
from backend.errors import request_id
from backend.identity.schemas import Credentials, Me, Token
from backend.identity.service import TOKEN_SECONDS, me

router = APIRouter(tags=["identity"])


@router.post("/auth/token", response_model=Token, dependencies=[PUBLIC])
async def log_in(request: Request, credentials: Credentials) -> Response:
    """E-mail and password for a token."""
    parts = request.app.state.parts
    address = await parts.admit_log_in(request)
    token = await parts.identity.log_in(
        credentials.email, credentials.password, address, request_id(request.scope)
    )
    answer = Token(access_token=token, expires_in=TOKEN_SECONDS)
    return private(answer.model_dump())


@router.get("/me", response_model=Me)
async def get_me(ask: Annotated[Ask, Depends(allow(Permission.READ))]) -> Response:
    """Who asks and what they may see."""
    rows = await ask.parts.answers.in_thread(lambda: ask.scope.listed("tenants"))
    name = str(rows[0]["name"] or ask.scope.tenant_id) if rows else ask.scope.tenant_id
    return private(me(ask.principal, name))
