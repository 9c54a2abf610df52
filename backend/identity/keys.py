"""Keys of machines: shown once when issued, kept as a hash, listed and revoked by their id."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from backend.access import Permission
from backend.identity.models import ApiKey, AuditEvent

KEY_PREFIX = "plk_"


@dataclass(frozen=True)
class Key:
    """What is known of a key; the key itself is not. Times in UTC."""

    id: str
    tenant_id: str
    name: str
    permissions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @property
    def state(self) -> str:
        """valid, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        expired = self.expires_at is not None and self.expires_at <= datetime.now(UTC)
        return "expired" if expired else "valid"


def issue_key(  # noqa: PLR0913 - what a key is
    engine: Engine,
    *,
    tenant_id: str,
    name: str,
    permissions: Iterable[Permission] = (Permission.READ,),
    days: int | None = None,
    actor: str = "",
) -> str:
    """Create a machine's key; the key itself is given back this once and never kept."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        session.add(
            ApiKey(
                id=uuid4().hex,
                tenant_id=tenant_id,
                name=name,
                key_hash=hash_of(key),
                permissions=" ".join(sorted(permissions)),
                created_at=now,
                expires_at=None if days is None else now + timedelta(days=days),
            )
        )
        session.add(_event("key_issued", tenant_id, actor, now))
    return key


def list_keys(engine: Engine, tenant_id: str | None = None) -> list[Key]:
    """Every key, or a tenant's, the newest first."""
    asked = select(ApiKey).order_by(ApiKey.created_at.desc(), ApiKey.id)
    if tenant_id is not None:
        asked = asked.where(ApiKey.tenant_id == tenant_id)
    with Session(engine) as session:
        return [
            Key(
                found.id,
                found.tenant_id,
                found.name,
                tuple(found.permissions.split()),
                found.created_at,
                found.expires_at,
                found.revoked_at,
            )
            for found in session.scalars(asked)
        ]


def revoke_key(engine: Engine, key: str, actor: str = "") -> bool:
    """End a key, named by its id or by itself; whether there was one that was not ended yet."""
    with Session(engine) as session, session.begin():
        found = session.scalar(
            select(ApiKey).where(or_(ApiKey.id == key, ApiKey.key_hash == hash_of(key)))
        )
        if found is None or found.revoked_at is not None:
            return False
        found.revoked_at = datetime.now(UTC)
        session.add(_event("key_revoked", found.tenant_id, actor, found.revoked_at))
        return True


def hash_of(key: str) -> str:
    """What is kept of a key: it has 256 random bits, so a plain hash cannot be guessed back."""
    return sha256(key.encode()).hexdigest()


def _event(event: str, tenant_id: str, actor: str, at: datetime) -> AuditEvent:
    return AuditEvent(
        at=at, event=event, tenant_id=tenant_id, actor=actor, address="", request_id=""
    )
