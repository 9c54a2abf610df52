"""Nobody gets in who should not, and a log-in tells nobody who exists."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from backend.access import Permission
from backend.app import create_app
from backend.database import Base, migrate, open_database
from backend.errors import Problem
from backend.identity import demo, service
from backend.identity.keys import issue_key, revoke_key
from backend.identity.models import ApiKey, AuditEvent, User
from backend.identity.service import Identity, add_user
from backend.ratelimit import Limits
from bigquery.settings import Settings
from tests.backend.conftest import PASSWORD, Login

ADA = {"email": "ada@example.org", "name": "Ada", "role": "manager", "tenant_id": "northgate"}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An empty, migrated people database: on SQLite and on a real PostgreSQL."""
    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path / 'people.sqlite'}")
    else:
        opened = open_database(request.getfixturevalue("postgresql_url"))
        Base.metadata.drop_all(opened)
        with opened.begin() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    migrate(opened)
    yield opened
    opened.dispose()


async def entered(identity: Identity, email: str, password: str) -> bool:
    try:
        await identity.log_in(email, password, "127.0.0.1", "test")
    except Problem as problem:
        assert problem.status == 401
        return False
    return True


def events(engine: Engine) -> list[tuple[str, str, str | None]]:
    with Session(engine) as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.event, row.actor, row.tenant_id) for row in rows]


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    add_user(engine, password="x", **ADA)
    migrate(engine)
    with Session(engine) as session:
        assert session.scalar(select(User.email)) == ADA["email"]


@pytest.mark.anyio
async def test_the_right_password_enters_and_every_try_is_in_the_audit_log(engine: Engine) -> None:
    add_user(engine, password="correct horse", **ADA)
    identity = Identity(engine, "secret")
    assert await entered(identity, " ADA@example.org ", "correct horse")
    assert not await entered(identity, "ada@example.org", "wrong")
    assert not await entered(identity, "nobody@example.org", "correct horse")
    assert events(engine) == [
        ("log_in", "ada@example.org", "northgate"),
        ("log_in_failed", "ada@example.org", "northgate"),
        ("log_in_failed", "nobody@example.org", None),
    ]


@pytest.mark.anyio
async def test_an_account_rests_after_wrong_passwords_and_wakes_again(engine: Engine) -> None:
    add_user(engine, password="right", **ADA)
    identity = Identity(engine, "secret", Limits(failures=3, rest_seconds=300))
    for _ in range(3):
        assert not await entered(identity, ADA["email"], "wrong")
    assert not await entered(identity, ADA["email"], "right")
    assert events(engine)[-1][0] == "log_in_while_resting"
    with Session(engine) as session, session.begin():
        user = session.scalars(select(User)).one()
        user.rests_until -= timedelta(seconds=301)
    assert await entered(identity, ADA["email"], "right")


def test_no_failure_is_lost_when_many_guess_at_once(engine: Engine) -> None:
    add_user(engine, password="right", **ADA)
    identity = Identity(engine, "secret", Limits(failures=1000))

    def guess(_: int) -> None:
        with pytest.raises(Problem):
            identity._log_in(ADA["email"], "wrong", "127.0.0.1", "test")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(12)))
    with Session(engine) as session:
        assert session.scalars(select(User)).one().failures == 12


@pytest.mark.anyio
async def test_a_disabled_person_and_a_revoked_key_are_out(engine: Engine) -> None:
    add_user(engine, password="right", **ADA)
    identity = Identity(engine, "secret")
    token = await identity.log_in(ADA["email"], "right", "127.0.0.1", "test")
    key = issue_key(engine, tenant_id="northgate", name="meter room")
    person, machine = {"authorization": f"Bearer {token}"}, {"x-api-key": key}
    assert (await identity.authenticate(person)).tenant_id == "northgate"
    assert (await identity.authenticate(machine)).permissions == {Permission.READ}
    with Session(engine) as session, session.begin():
        user = session.scalars(select(User)).one()
        user.disabled_at = user.created_at
    assert revoke_key(engine, key)
    identity.forget()
    for headers in (person, machine):
        with pytest.raises(Problem) as caught:
            await identity.authenticate(headers)
        assert caught.value.status == 401


@pytest.mark.anyio
async def test_an_expired_key_is_out_even_while_remembered(engine: Engine) -> None:
    key = issue_key(engine, tenant_id="northgate", name="short", days=0)
    with pytest.raises(Problem):
        await Identity(engine, "secret").authenticate({"x-api-key": key})


def test_the_key_itself_is_nowhere_in_the_database(engine: Engine) -> None:
    key = issue_key(engine, tenant_id="northgate", name="meter room")
    with Session(engine) as session:
        row = session.scalars(select(ApiKey)).one()
        assert key not in "".join(str(value) for value in vars(row).values())
        assert key.removeprefix("plk_") not in row.key_hash


def test_two_people_cannot_share_an_e_mail(engine: Engine) -> None:
    add_user(engine, password="x", **ADA)
    with pytest.raises(IntegrityError):
        add_user(engine, password="y", **{**ADA, "email": "ADA@example.org"})


def test_a_role_that_does_not_exist_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="role must be one of"):
        add_user(engine, password="x", **{**ADA, "role": "root"})


def test_the_demo_is_seeded_once(engine: Engine) -> None:
    assert demo.seed(engine) == 15
    assert demo.seed(engine) == 0


@pytest.mark.anyio
@pytest.mark.parametrize(
    "forge",
    [
        lambda user: jwt.encode({"sub": user, "iss": "powerlytics", "exp": 9e9}, "guess" * 8),
        lambda user: jwt.encode({"sub": user, "iss": "powerlytics", "exp": 9e9}, "", "none"),
        lambda _: "a.b.c",
        lambda _: "\x00",
        lambda _: "plk_guess",
    ],
)
async def test_a_forged_token_is_refused(tmp_path: Path, forge) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'people.sqlite'}")
    migrate(engine)
    user = add_user(engine, password="x", **ADA)
    with pytest.raises(Problem) as caught:
        await Identity(engine, "secret").authenticate({"authorization": f"Bearer {forge(user)}"})
    assert caught.value.status == 401


@pytest.mark.anyio
async def test_an_expired_token_is_refused(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'people.sqlite'}")
    migrate(engine)
    identity = Identity(engine, "secret")
    token = identity.token(add_user(engine, password="x", **ADA), seconds=-1)
    with pytest.raises(Problem, match="expired"):
        await identity.authenticate({"authorization": f"Bearer {token}"})


def test_an_unknown_e_mail_costs_as_much_as_a_wrong_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "HASHER", PasswordHasher())
    engine = open_database(f"sqlite:///{tmp_path / 'people.sqlite'}")
    migrate(engine)
    add_user(engine, password="x", **ADA)
    identity = Identity(engine, "secret", Limits(failures=1000))
    took: dict[str, list[float]] = {ADA["email"]: [], "nobody@example.org": []}
    for _ in range(7):
        for email, times in took.items():
            began = time.perf_counter()
            with pytest.raises(Problem):
                identity._log_in(email, "wrong", "127.0.0.1", "test")
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    # the hash takes tens of milliseconds; without it an unknown e-mail would take under one
    assert unknown > known / 3


def test_log_in_over_http_gives_a_token_that_says_who_asks(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/auth/token", json={"email": "warden@northgate.demo", "password": PASSWORD}
    )
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()["access_token"]
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert me["role"] == "warden"
    assert me["tenant_id"] == "northgate"
    assert me["buildings"] == ["northgate-hopkins-hostel"]
    assert me["permissions"] == ["feedback", "read"]


@pytest.mark.parametrize("email", ["warden@northgate.demo", "nobody@northgate.demo", "' OR 1=1 --"])
def test_a_wrong_log_in_answers_the_same_for_everyone(client: TestClient, email: str) -> None:
    answer = client.post("/api/v1/auth/token", json={"email": email, "password": "wrong"})
    assert answer.status_code == 401
    detail = answer.json()["detail"]
    other = client.post("/api/v1/auth/token", json={"email": "x@y.z", "password": "w"}).json()
    assert detail == other["detail"]


def test_each_role_gets_what_it_is_granted(client: TestClient, login: Login) -> None:
    expected = {"admin": 200, "manager": 200, "engineer": 200, "viewer": 200, "warden": 403}
    for role, status in expected.items():
        answer = client.get("/api/v1/sync", headers=login(f"{role}@northgate.demo"))
        assert answer.status_code == status, role


def test_without_the_demo_nobody_is_seeded(tmp_path: Path, warehouse) -> None:
    app: FastAPI = create_app(Settings(home=tmp_path, _env_file=None), warehouse)
    with Session(app.state.parts.identity.engine) as session:
        assert session.scalars(select(User)).all() == []
