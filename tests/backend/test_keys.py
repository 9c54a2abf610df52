"""A machine's key: shown once, kept by nobody, ended when it is said to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from bigquery.settings import Settings
from tests.backend.conftest import PLENTY

POWERLYTICS = Path(sys.executable).with_name("powerlytics")
Keys = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """The command ``powerlytics keys`` in a home of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(
            [str(POWERLYTICS), "keys", *arguments],
            env={**os.environ, "POWERLYTICS_HOME": str(tmp_path), "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in result.stderr
        return result

    return run


@pytest.mark.slow
def test_a_key_opens_its_tenant_and_no_other_until_it_is_revoked_and_is_never_shown_again(
    keys: Keys, tmp_path: Path, warehouse
) -> None:
    key = keys("issue", "--tenant", "northgate", "--name", "meter room").stdout.strip()
    listed = keys("list", "--json").stdout
    assert key.startswith("plk_")
    assert key not in listed
    assert key.encode() not in (tmp_path / "people.sqlite").read_bytes()
    [known] = json.loads(listed)
    assert (known["tenant_id"], known["permissions"], known["state"]) == (
        "northgate", ["read"], "valid",
    )  # fmt: skip
    settings = Settings(home=tmp_path, _env_file=None)
    headers = {"X-API-Key": key}
    with TestClient(create_app(settings, warehouse, PLENTY)) as client:
        found = client.get("/api/v1/buildings", headers=headers).json()["data"]
        assert {building["tenant_id"] for building in found} == {"northgate"}
        assert client.get("/api/v1/sync", headers=headers).status_code == 403
        assert keys("revoke", known["id"]).returncode == 0
        client.app.state.parts.identity.forget()
        assert client.get("/api/v1/buildings", headers=headers).status_code == 401
    assert json.loads(keys("list", "--json").stdout)[0]["state"] == "revoked"
    assert "revoked" in keys("list").stdout
    again = keys("revoke", known["id"])
    assert (again.returncode, again.stdout) == (1, "")
    assert len(again.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["issue", "--name", "x"],
        ["issue", "--tenant", " ", "--name", "x"],
        ["issue", "--tenant", "t", "--name", "x", "--permission", "everything"],
        ["issue", "--tenant", "t", "--name", "x", "--days", "0"],
        ["revoke"],
    ],
    ids=" ".join,
)
def test_a_key_that_cannot_be_is_wrong_use_and_nothing_is_issued(
    keys: Keys, arguments: list[str]
) -> None:
    assert keys(*arguments).returncode == 2
    assert json.loads(keys("list", "--json").stdout) == []


def test_a_people_database_that_is_away_is_one_line(keys: Keys, monkeypatch) -> None:
    away = "postgresql+psycopg://u:p@127.0.0.1:1/none?connect_timeout=2"
    monkeypatch.setenv("POWERLYTICS_DATABASE_URL", away)
    result = keys("list")
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "people database" in result.stderr
