"""No input makes a 5xx: dates, cursors, limits, paths, and whatever schemathesis thinks of."""

from __future__ import annotations

import base64
import os

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import CHECKS
from starlette.testclient import TestClient

from tests.backend.conftest import Login

HOSTEL = "/api/v1/buildings/northgate-hopkins-hostel"
SERIES = "/api/v1/devices/northgate-hopkins-hostel-main/series"
LIVELY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
DATES = st.one_of(
    st.dates().map(str),
    st.sampled_from(
        [
            "0001-01-01",
            "9999-12-31",
            "2024-02-29",
            "2023-02-29",
            "2026-13-01",
            "2026-1-1",
            "20260101",
            "0",
            "1767225600",
            "",
            " 2026-01-01",
            "2026-01-01T00:00:00",
            "٢٠٢٦-٠١-٠١",
            "-2026-01-01",
            "NaN",
            "'; DROP TABLE users; --",
        ]
    ),
    st.text(max_size=12),
)
TIMES = st.one_of(
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.sampled_from(
        [
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "2026-03-29T01:30:00",
            "2026-03-29T01:30:00+99:99",
            "1e999",
            "now",
        ]
    ),
    st.text(max_size=25),
)


def fits(answer) -> None:
    """Either an answer, or a 4xx that says what to do."""
    assert answer.status_code < 500, answer.text
    if answer.status_code == 422:
        body = answer.json()
        assert body["detail"]
        assert body["errors"][0]["where"].startswith(("query.", "path."))
        assert body["errors"][0]["message"]


@LIVELY
@given(start=DATES, end=DATES, resolution=st.sampled_from(["hour", "day", "month", "week", ""]))
@pytest.mark.parametrize("path", ["energy", "breakdown", "rooms"])
def test_no_dates_break_it(client: TestClient, manager, path, start, end, resolution) -> None:
    query = {"start_date": start, "end_date": end, "resolution": resolution}
    fits(client.get(f"{HOSTEL}/{path}", params=query, headers=manager))


@LIVELY
@given(start=TIMES, end=TIMES, resolution=st.sampled_from(["raw", "hour", "day", "month"]))
def test_no_times_break_it(client: TestClient, manager, start, end, resolution) -> None:
    query = {"start": start, "end": end, "resolution": resolution}
    fits(client.get(SERIES, params=query, headers=manager))


@pytest.mark.parametrize(
    ("start", "end", "word"),
    [
        ("2026-03-02", "2026-03-01", "later than start_date"),
        ("2026-03-01", "2026-03-01", "later than start_date"),
        ("0001-01-01", "2026-03-01", "lies from"),
        ("2026-03-01", "9999-12-31", "lies from"),
        ("2000-01-01", "2026-03-01", "at most"),
        ("2026-02-29", "2026-03-01", "date"),
        ("1767225600", "2026-03-01", "YYYY-MM-DD"),
    ],
)
def test_a_wrong_span_is_told_what_is_wrong(
    client: TestClient, manager, start: str, end: str, word: str
) -> None:
    query = {"start_date": start, "end_date": end, "resolution": "hour"}
    answer = client.get(f"{HOSTEL}/energy", params=query, headers=manager)
    assert answer.status_code == 422
    assert word in answer.json()["detail"]


def test_a_leap_day_is_a_day(client: TestClient, manager) -> None:
    query = {"start_date": "2024-02-29", "end_date": "2024-03-01"}
    assert client.get(f"{HOSTEL}/energy", params=query, headers=manager).status_code == 200


@LIVELY
@given(
    cursor=st.one_of(
        st.text(max_size=80),
        st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()),
        st.text(max_size=20).map(
            lambda text: base64.urlsafe_b64encode(b"k1:" + text.encode("utf-8", "replace")).decode()
        ),
    ),
    limit=st.one_of(st.integers(), st.text(max_size=6)),
)
@pytest.mark.parametrize("path", ["/api/v1/devices", "/api/v1/quality", "/api/v1/sync"])
def test_no_cursor_breaks_it(client: TestClient, manager, path, cursor, limit) -> None:
    query = {"cursor": cursor, "limit": limit}
    fits(client.get(path, params=query, headers=manager))


def test_a_tampered_cursor_is_refused(client: TestClient, manager) -> None:
    cursor = client.get("/api/v1/devices?limit=1", headers=manager).json()["next_cursor"]
    for changed in (cursor[:-1], cursor + "=", cursor + "AAAA", "k1:x", cursor.swapcase()):
        answer = client.get("/api/v1/devices", params={"cursor": changed}, headers=manager)
        assert answer.status_code == 422, changed
        assert answer.json()["errors"][0]["where"] == "query.cursor"


@pytest.mark.parametrize(
    "path",
    ["/%00", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/" + "x" * 5000, "/%ff", "/a//b"],
)
def test_no_path_breaks_the_files(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404}
    assert "root:" not in answer.text


def explore(app: FastAPI, headers: dict[str, str], examples: int) -> None:
    """Every operation of the API with generated input, good and bad."""
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    chosen = [
        CHECKS.get_one(name)
        for name in (
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_schema_conformance",
        )
    ]
    seen = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path.endswith("/live"):
            continue  # a stream without an end; tests/backend/test_live.py

        @settings(
            max_examples=examples,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        )
        @given(case=operation.as_strategy())
        def judge(case: Case) -> None:
            case.call_and_validate(headers=headers, checks=chosen)

        judge()
        seen += 1
    assert seen >= 18


@pytest.mark.slow
def test_schemathesis_finds_no_5xx(app: FastAPI, client: TestClient, login: Login) -> None:
    assert client.get("/health").status_code == 200
    explore(app, login("admin@northgate.demo"), 10)


@pytest.mark.slow
def test_schemathesis_finds_no_5xx_in_a_long_run(
    app: FastAPI, client: TestClient, login: Login
) -> None:
    assert client.get("/health").status_code == 200
    for role in ("admin", "warden"):
        explore(
            app,
            login(f"{role}@northgate.demo"),
            int(os.environ.get("POWERLYTICS_SCHEMATHESIS_EXAMPLES", "100")),
        )


@pytest.mark.anyio
async def test_a_body_without_a_length_is_not_read_beyond_the_limit(app: FastAPI) -> None:
    """Sent in chunks, so no header says how long it will be."""
    read, answer = 0, []

    async def receive() -> dict:
        nonlocal read
        read += 100_000
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": read < 20_000_000}

    async def send(message: dict) -> None:
        answer.append(message)

    headers = [(b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/auth/token", "raw_path": b"",
        "query_string": b"", "headers": headers, "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    await app(scope, receive, send)
    assert answer[0]["status"] == 413
    assert read <= 1_200_000
