"""The demo's people: one of each role in each tenant. Only where ``settings.demo`` is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.access import GRANTS
from backend.identity.models import User
from backend.identity.service import HASHER, add_user

PASSWORD = "powerlytics"  # noqa: S105 - the demo's, in the README
TENANTS = ("northgate", "harbour", "replay")
WARDENS: Mapping[str, Sequence[str]] = {
    "northgate": ("northgate-hopkins-hostel",),
    "harbour": (),
    "replay": (),
}


def seed(engine: Engine, wardens: Mapping[str, Sequence[str]] = WARDENS) -> int:
    """Create who is missing; returns how many. Existing people stay as they are."""
    wanted = [(tenant, role) for tenant in TENANTS for role in GRANTS]
    with Session(engine) as session:
        there = set(session.scalars(select(User.email)))
    missing = [(tenant, role) for tenant, role in wanted if f"{role}@{tenant}.demo" not in there]
    if not missing:
        return 0
    created = 0
    hashed = HASHER.hash(PASSWORD)  # once: fifteen would take a second of the start
    for tenant_id, role in missing:
        try:
            add_user(
                engine,
                email=f"{role}@{tenant_id}.demo",
                name=f"Demo {role}",
                password_hash=hashed,
                role=role,
                tenant_id=tenant_id,
                buildings=wardens.get(tenant_id, ()) if role == "warden" else (),
            )
        except IntegrityError:  # another process was faster
            continue
        created += 1
    return created
