"""What identity takes and answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from backend.figures import Schema


class Credentials(Schema):
    """A log-in."""

    email: str = Field(min_length=3, max_length=254, examples=["manager@northgate.demo"])
    password: str = Field(min_length=1, max_length=256)


class Token(Schema):
    """Send it as `Authorization: Bearer <access_token>`."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the scheme's name
    expires_in: int = Field(description="seconds")


class Me(Schema):
    """Who asks and what they may see."""

    id: str
    name: str
    email: str | None = Field(description="NULL for an API key")
    kind: Literal["person", "key"]
    role: Literal["admin", "manager", "warden", "viewer", "engineer"]
    tenant_id: str
    tenant_name: str
    permissions: list[str]
    buildings: list[str] | None = Field(description="NULL: every building of the tenant")
