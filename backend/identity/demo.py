"""The demo's people: one of each role in each tenant. Only where ``settings.demo`` is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.access import GRANTS
from backend.identity.models import User
from backend.identity.service import add_user

PASSWORD = "powerlytics"  # noqa: S105 - the demo's, in the README
TENANTS = ("northgate", "harbour", "replay")
WARDENS: Mapping[str, Sequence[str]] = {
    "northgate": ("northgate-hopkins-hostel",),
    "harbour": (),
    "replay": (),
}


def seed(engine: Engine, wardens: Mapping[str, Sequence[str]] = WARDENS) -> int:
    """Create who is missing; returns how many. Existing people stay as they are."""
    with Session(engine) as session:
        there = set(session.scalars(select(User.email)))
    created = 0
    for tenant_id in TENANTS:
        for role in GRANTS:
            email = f"{role}@{tenant_id}.demo"
            if email in there:
                continue
            try:
                add_user(
                    engine,
                    email=email,
                    name=f"Demo {role}",
                    password=PASSWORD,
                    role=role,
                    tenant_id=tenant_id,
                    buildings=wardens.get(tenant_id, ()) if role == "warden" else (),
                )
            except IntegrityError:  # another process was faster
                continue
            created += 1
    return created
