"""Log-in, tokens and keys.

A token only names the person; role, buildings and whether the log-in still stands come from the
people database, remembered for ``REMEMBERED_SECONDS``, so a change counts within that time.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from backend.access import GRANTS, Permission, Principal, Role
from backend.errors import Problem
from backend.identity.keys import KEY_PREFIX, hash_of
from backend.identity.models import ApiKey, AuditEvent, User, UserBuilding
from backend.ratelimit import LIMITS, Limits

TOKEN_SECONDS = 8 * 3600
REMEMBERED_SECONDS = 15.0
MOST_REMEMBERED = 10_000
ISSUER = "powerlytics"
HASHER = PasswordHasher()
UNAUTHENTICATED = {"WWW-Authenticate": 'Bearer realm="powerlytics"'}


class Identity:
    """Who asks. Thread-safe: sessions are short and each call has its own."""

    def __init__(self, engine: Engine, secret: str, limits: Limits = LIMITS) -> None:
        self.engine = engine
        self._secret = sha256(b"powerlytics token v1" + secret.encode()).digest()
        self._limits = limits
        self._remembered: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()
        # an unknown e-mail costs the same hash as a wrong password
        self._nobody = HASHER.hash(secrets.token_hex(16))
        # argon2 takes 64 MiB and a core a time: a storm of log-ins waits in line
        self._hashing = asyncio.Semaphore(2)

    async def log_in(self, email: str, password: str, address: str, request_id: str) -> str:
        """A token; 401 for anything wrong, the same for each, 429 while the account rests."""
        async with self._hashing:
            return await asyncio.to_thread(
                self._log_in, email.strip().lower(), password, address, request_id
            )

    def _log_in(self, email: str, password: str, address: str, request_id: str) -> str:
        now = datetime.now(UTC)
        with Session(self.engine) as session, session.begin():
            user = session.scalar(select(User).where(User.email == email))
            right = _verify(user.password_hash if user else self._nobody, password)
            rests = user is not None and user.rests_until is not None and user.rests_until > now
            if user is None or user.disabled_at is not None:
                event = "log_in_failed"
            elif rests:
                event = "log_in_while_resting"
            elif right:
                event = "log_in"
                user.failures, user.rests_until = 0, None
                if HASHER.check_needs_rehash(user.password_hash):
                    user.password_hash = HASHER.hash(password)
            else:
                event = "log_in_failed"
                self._count_failure(session, user, now)
            session.add(
                AuditEvent(
                    at=now,
                    event=event,
                    tenant_id=user.tenant_id if user else None,
                    actor=email,
                    address=address,
                    request_id=request_id,
                )
            )
            token = self.token(user.id) if user is not None and event == "log_in" else None
        if token is None:
            # a resting account answers like any wrong log-in: its existence is nobody's business
            raise Problem(
                401, "E-mail and password do not match, or too many tries: wait five minutes."
            )
        return token

    def _count_failure(self, session: Session, user: User, now: datetime) -> None:
        session.execute(
            update(User)
            .where(User.id == user.id)
            .values(failures=User.failures + 1)
            .execution_options(synchronize_session=False)
        )
        session.refresh(user)
        if user.failures >= self._limits.failures:
            user.failures = 0
            user.rests_until = now + timedelta(seconds=self._limits.rest_seconds)

    def token(self, user_id: str, seconds: int = TOKEN_SECONDS) -> str:
        """A signed token that names a person for a while."""
        now = int(time.time())
        claims = {"sub": user_id, "iss": ISSUER, "iat": now, "exp": now + seconds}
        return jwt.encode(claims, self._secret, algorithm="HS256")

    async def authenticate(self, headers: Mapping[str, str]) -> Principal:
        """The principal behind `Authorization: Bearer` or `X-API-Key`; 401 otherwise."""
        credential = _credential(headers)
        key = sha256(credential.encode()).digest()
        now = time.time()
        found = self._remembered.get(key)
        if found is not None and found[0] > now and found[1].expires > now:
            return found[1]
        principal = await asyncio.to_thread(self._principal, credential)
        self._remembered[key] = (now + REMEMBERED_SECONDS, principal)
        self._remembered.move_to_end(key)
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return principal

    async def still(self, headers: Mapping[str, str], principal: Principal) -> bool:
        """Whether the same credential still names the same person with the same rights."""
        try:
            return await self.authenticate(headers) == principal
        except Problem:
            return False

    def _principal(self, credential: str) -> Principal:
        if credential.startswith(KEY_PREFIX):
            return self._machine(credential)
        try:
            claims = jwt.decode(
                credential,
                self._secret,
                algorithms=["HS256"],
                issuer=ISSUER,
                options={"require": ["exp", "sub", "iss"]},
            )
        except jwt.ExpiredSignatureError:
            raise _unauthenticated("The log-in has expired: log in again.") from None
        except jwt.InvalidTokenError:
            raise _unauthenticated("This token is none of ours: log in again.") from None
        with Session(self.engine) as session:
            user = session.get(User, str(claims["sub"]))
            if user is None or user.disabled_at is not None:
                raise _unauthenticated("This log-in no longer stands.")
            mine = frozenset(item.building_id for item in user.buildings)
            return Principal(
                user.id,
                "person",
                user.name,
                user.email,
                cast(Role, user.role),
                user.tenant_id,
                GRANTS.get(user.role, frozenset()),
                mine if user.role == "warden" else None,
                float(claims["exp"]),
            )

    def _machine(self, credential: str) -> Principal:
        with Session(self.engine) as session:
            found = session.scalar(select(ApiKey).where(ApiKey.key_hash == hash_of(credential)))
            now = datetime.now(UTC)
            expired = found is not None and found.expires_at is not None and found.expires_at <= now
            if found is None or found.revoked_at is not None or expired:
                raise _unauthenticated("This API key is unknown, expired or revoked.")
            return Principal(
                found.id,
                "key",
                found.name,
                None,
                "engineer",
                found.tenant_id,
                frozenset(Permission(item) for item in found.permissions.split()),
                None,
                found.expires_at.timestamp() if found.expires_at else float("inf"),
            )

    def forget(self) -> None:
        """Look everyone up again; after people have been changed."""
        self._remembered.clear()

    def answers(self) -> bool:
        """Whether the people database does."""
        with Session(self.engine) as session:
            session.scalar(select(User.id).limit(1))
        return True


def add_user(  # noqa: PLR0913 - what a person is
    engine: Engine,
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
    role: str,
    tenant_id: str,
    buildings: Iterable[str] = (),
) -> str:
    """Create a person with a password, or with its hash; returns the id.

    ValueError for a role that does not exist, or without a password.
    """
    hashed = password_hash or (HASHER.hash(password) if password else None)
    if hashed is None:
        raise ValueError("a person needs a password")
    if role not in GRANTS:
        raise ValueError(f"role must be one of {', '.join(GRANTS)}, not {role!r}")
    user = User(
        id=uuid4().hex,
        tenant_id=tenant_id,
        email=email.strip().lower(),
        name=name,
        role=role,
        password_hash=hashed,
        failures=0,
        created_at=datetime.now(UTC),
        buildings=[UserBuilding(building_id=item) for item in sorted(set(buildings))],
    )
    with Session(engine) as session, session.begin():
        session.add(user)
        return user.id


def me(principal: Principal, tenant_name: str) -> dict[str, Any]:
    """What the asker is told about themselves."""
    return {
        "id": principal.id,
        "name": principal.name,
        "email": principal.email,
        "kind": principal.kind,
        "role": principal.role,
        "tenant_id": principal.tenant_id,
        "tenant_name": tenant_name,
        "permissions": sorted(principal.permissions),
        "buildings": None if principal.buildings is None else sorted(principal.buildings),
    }


def _verify(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _credential(headers: Mapping[str, str]) -> str:
    key = headers.get("x-api-key")
    if key:
        if not key.startswith(KEY_PREFIX):
            raise _unauthenticated("This API key is unknown, expired or revoked.")
        return key
    scheme, _, credential = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise _unauthenticated("Log in, and send the token as 'Authorization: Bearer ...'.")
    return credential.strip()


def _unauthenticated(detail: str) -> Problem:
    return Problem(401, detail, headers=UNAUTHENTICATED)
