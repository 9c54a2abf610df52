"""Who may do what: roles, permissions and the declaration that every route carries.

Denied by default: ``declared`` is None for a route that says none of ``asking.allow(...)``,
``asking.admitted(...)`` and ``PUBLIC``; ``create_app`` refuses to start with one and a test walks
the same list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from fastapi import Depends
from fastapi.routing import RouteContext

from backend.errors import Problem

Role = Literal["admin", "manager", "warden", "viewer", "engineer"]


class Permission(StrEnum):
    """What a route needs."""

    READ = "read"
    HEALTH = "health"  # the connector's runs belong to the whole tenant, so no warden
    FEEDBACK = "feedback"  # what an incident was, what was done: the models go by it, so no viewer


GRANTS: Mapping[str, frozenset[Permission]] = {
    "admin": frozenset(Permission),
    "manager": frozenset(Permission),
    "engineer": frozenset(Permission),
    "viewer": frozenset({Permission.READ, Permission.HEALTH}),
    "warden": frozenset({Permission.READ, Permission.FEEDBACK}),
}


@dataclass(frozen=True)
class Principal:
    """Who asks. ``buildings`` is None for everyone who may see the whole tenant."""

    id: str
    kind: Literal["person", "key"]
    name: str
    email: str | None
    role: Role
    tenant_id: str
    permissions: frozenset[Permission]
    buildings: frozenset[str] | None
    expires: float
    """Epoch seconds at which the proof of identity ends."""

    def need(self, permission: Permission) -> None:
        """403 unless granted."""
        if permission not in self.permissions:
            raise Problem(403, f"The role {self.role} has no permission '{permission}'.")


def public() -> None:
    """Dependency of a route that anyone may call."""


PUBLIC = Depends(public)


def declared(route: RouteContext) -> Permission | Literal["public"] | None:
    """What a route says about its callers, None when it says nothing."""

    def walk(dependant: Any) -> Iterator[Permission | Literal["public"]]:  # noqa: ANN401
        if dependant.call is public:
            yield "public"
        elif permission := getattr(dependant.call, "permission", None):
            yield permission
        for inner in dependant.dependencies:
            yield from walk(inner)

    return next(walk(route.dependant), None)
