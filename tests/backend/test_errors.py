"""Whatever goes wrong, the answer is one problem of one shape, and it tells no secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from backend.app import create_app
from backend.errors import ProblemDetails
from backend.ratelimit import Limit, Limits
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from tests.backend.conftest import PASSWORD, Login

SUMMARY = "/api/v1/dashboard/summary"


class Broken:
    """A warehouse that fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def read(self, _name: str, _parameters: object) -> object:
        raise self._error

    def version(self) -> str:
        return "1"


def is_problem(response, status: int) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    body = response.json()
    ProblemDetails.model_validate(body, strict=True)
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["type"].startswith("urn:powerlytics:problem:")
    return body


def headers_of(client: TestClient) -> dict[str, str]:
    token = client.post(
        "/api/v1/auth/token", json={"email": "admin@northgate.demo", "password": PASSWORD}
    ).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def application(home: Path, error: Exception, limits: Limits) -> FastAPI:
    return create_app(Settings(home=home, demo=True, _env_file=None), Broken(error), limits)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", SUMMARY, 401),
        ("GET", "/api/v1/nothing", 404),
        ("POST", SUMMARY, 405),
        ("DELETE", "/health", 405),
        ("POST", "/api/v1/auth/token", 422),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    client: TestClient, method: str, path: str, status: int
) -> None:
    is_problem(client.request(method, path), status)


def test_a_wrong_role_and_a_wrong_input_are_problems(client: TestClient, login: Login) -> None:
    warden = login("warden@northgate.demo")
    assert "health" in is_problem(client.get("/api/v1/sync", headers=warden), 403)["detail"]
    body = is_problem(client.get("/api/v1/devices?limit=0", headers=warden), 422)
    assert body["errors"][0]["where"] == "query.limit"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"email": 1}', b"\xff\xfe"])
def test_a_broken_body_is_a_422(client: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    is_problem(client.post("/api/v1/auth/token", content=body, headers=headers), 422)


def test_a_huge_body_is_refused_before_it_is_read(client: TestClient) -> None:
    is_problem(client.post("/api/v1/auth/token", content=b"x" * 1_000_001), 413)


def test_a_failing_warehouse_is_a_503_and_a_bug_a_500_that_tells_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "s3cret-table-name"
    for number, (error, status) in enumerate(
        ((PowerlyticsError(secret), 503), (ZeroDivisionError(secret), 500))
    ):
        app = application(tmp_path / str(number), error, Limits())
        with TestClient(app, raise_server_exceptions=False) as client:
            response = client.get(SUMMARY, headers=headers_of(client))
            body = is_problem(response, status)
            assert secret not in response.text
            assert "Traceback" not in response.text
            ready = is_problem(client.get("/ready"), 503)
            assert "warehouse" in ready["detail"]
            assert client.get("/health").json() == {"status": "ok"}
        lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
        logged = [line for line in lines if line.get("request_id") == body["request_id"]]
        assert any(secret in json.dumps(line) for line in logged), "the log must say what broke"


def test_too_many_requests_are_a_429_that_says_when(tmp_path: Path) -> None:
    app = application(tmp_path, ZeroDivisionError(), Limits(requests=Limit(3, 3600)))
    with TestClient(app, raise_server_exceptions=False) as client:
        headers = headers_of(client)
        statuses = [client.get(SUMMARY, headers=headers).status_code for _ in range(5)]
        assert statuses == [500, 500, 500, 429, 429]
        response = client.get(SUMMARY, headers=headers)
        is_problem(response, 429)
        assert 1 <= int(response.headers["retry-after"]) <= 3600


def test_too_many_log_ins_from_one_address_are_a_429(tmp_path: Path) -> None:
    app = application(tmp_path, ZeroDivisionError(), Limits(log_ins=Limit(2, 3600)))
    with TestClient(app) as client:
        wrong = {"email": "a@b.c", "password": "x"}
        answers = [client.post("/api/v1/auth/token", json=wrong) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]
        is_problem(answers[-1], 429)


def test_no_password_and_no_token_reach_the_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    app = application(tmp_path, ZeroDivisionError(), Limits())
    with TestClient(app, raise_server_exceptions=False) as client:
        headers = headers_of(client)
        client.get(SUMMARY, headers=headers)
        client.post("/api/v1/auth/token", json={"email": "a@b.c", "password": "hunter2-hunter2"})
    logged = capfd.readouterr().err
    assert "request_id" in logged
    for secret in (PASSWORD, "hunter2", headers["Authorization"].split()[1]):
        assert secret not in logged


def test_a_request_id_is_kept_when_it_is_sane_and_replaced_when_it_is_not(
    client: TestClient,
) -> None:
    kept = client.get("/health", headers={"X-Request-ID": "trace-0123.abc"})
    assert kept.headers["x-request-id"] == "trace-0123.abc"
    for odd in ("short", "x" * 65, "has space in it", "a\tb-------"):
        assert client.get("/health", headers={"X-Request-ID": odd}).headers["x-request-id"] != odd


def test_metrics_count_requests_by_route_and_tell_the_lag(client: TestClient, login: Login) -> None:
    client.get("/api/v1/devices/nothing", headers=login("admin@northgate.demo"))
    text = client.get("/metrics").text
    assert 'route="/devices/{device_id}"' in text
    assert "nothing" not in text
    assert "powerlytics_sync_lag_seconds 300.0" in text
    assert 'powerlytics_sync_connections{status="succeeded"}' in text
    assert "powerlytics_data_version_info" in text


def test_metrics_that_anyone_may_read_name_no_tenant(client: TestClient) -> None:
    text = client.get("/metrics").text
    for name in ("northgate", "harbour", "tenant=", "connection="):
        assert name not in text
