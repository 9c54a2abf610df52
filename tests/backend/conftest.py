"""The application over the small estate, asked in process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from backend.app import create_app
from backend.identity import demo, service
from backend.identity.models import User
from backend.ratelimit import Limit, Limits
from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from tests.backend import estate, foreseen
from tests.transforms.estate import arrow

PLENTY = Limits(requests=Limit(1_000_000, 60), log_ins=Limit(1_000_000, 60))
PASSWORD = "powerlytics"
Login = Callable[[str], dict[str, str]]
Served = tuple[DuckDBWarehouse, TestClient, Login]


def fill(warehouse: DuckDBWarehouse) -> None:
    """Create the tables and put the estate in."""
    warehouse.create_tables()
    for name, rows in estate.tables().items():
        warehouse.load(name, rows)
    for name, said in foreseen.rows().items():
        warehouse.load(name, arrow(schema.table(name), said))


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """argon2 at its least cost: what is tested is who gets in, not how long it takes."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(service, "HASHER", cheap)
        patch.setattr(demo, "HASHER", cheap)
        yield


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def warehouse(home: Path) -> Iterator[DuckDBWarehouse]:
    opened = DuckDBWarehouse(home / "warehouse.duckdb", memory_limit="1GB", threads=1)
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed warehouse with the estate in it, to copy."""
    path = tmp_path_factory.mktemp("filled") / "warehouse.duckdb"
    opened = DuckDBWarehouse(path, memory_limit="1GB", threads=1)
    fill(opened)
    opened.close()
    return path


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Iterator[DuckDBWarehouse]:
    """A warehouse that a test may write to."""
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(filled, path)
    opened = DuckDBWarehouse(path, memory_limit="512MB", threads=1)
    yield opened
    opened.close()


@pytest.fixture
def asking(own: DuckDBWarehouse, tmp_path: Path) -> Iterator[TestClient]:
    """Asks the API over a warehouse that the test may write to."""
    settings = Settings(home=tmp_path, demo=True, _env_file=None)
    with TestClient(create_app(settings, own, PLENTY)) as client:
        yield client


@pytest.fixture
def served(own: DuckDBWarehouse, asking: TestClient) -> Served:
    """A warehouse that a test may write to, who asks, and log-ins of its people."""
    return own, asking, logins(asking.app)


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    return Settings(home=home, demo=True, _env_file=None)


@pytest.fixture(scope="session")
def app(settings: Settings, warehouse: DuckDBWarehouse) -> FastAPI:
    return create_app(settings, warehouse, PLENTY)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as asking:
        yield asking


@pytest.fixture(scope="session")
def login(app: FastAPI) -> Login:
    """Headers of one of the demo's people, for example ``login("manager@northgate.demo")``."""
    return logins(app)


def logins(app: FastAPI) -> Login:
    """The same for any application."""
    identity = app.state.parts.identity

    def headers(email: str) -> dict[str, str]:
        with Session(identity.engine) as session:
            user = session.scalar(select(User.id).where(User.email == email))
        assert user is not None, email
        return {"Authorization": f"Bearer {identity.token(user)}"}

    return headers


@pytest.fixture(scope="session")
def manager(login: Login) -> dict[str, str]:
    return login("manager@northgate.demo")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
