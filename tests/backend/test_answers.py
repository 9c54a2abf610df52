"""A remembered answer is never old, never another's, and never computed twice at once."""

from __future__ import annotations

import gzip
import io
import threading
from pathlib import Path

import anyio
import httpx
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from starlette.testclient import TestClient

from backend.answers import Answers, Exported, _matches, _render, _takes_gzip
from backend.app import create_app
from backend.tenancy import Memory, Scope
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from tests.backend import estate
from tests.backend.conftest import PASSWORD, PLENTY

ENERGY = "/api/v1/buildings/northgate-hopkins-hostel/energy"
SPAN = {"start_date": "2026-03-27", "end_date": "2026-03-31"}


def log_in(client: TestClient, email: str = "manager@northgate.demo") -> dict[str, str]:
    answer = client.post("/api/v1/auth/token", json={"email": email, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def a_new_hour() -> pa.Table:
    rows = [dict(row) for row in estate.analytics_hourly()[:1]]
    rows[0] |= {"ts": estate.END, "local_date": estate.END.date(), "energy_kwh": 1000.0}
    table = estate.tables()["analytics_hourly"]
    return pa.Table.from_pylist(rows, table.schema)


def test_new_data_changes_the_etag_and_the_answer_and_old_data_does_not(
    own: DuckDBWarehouse, tmp_path: Path
) -> None:
    app = create_app(Settings(home=tmp_path, demo=True, _env_file=None), own, PLENTY)
    with TestClient(app) as client:
        headers = log_in(client)
        first = client.get(ENERGY, params=SPAN, headers=headers)
        etag = first.headers["etag"]
        again = client.get(ENERGY, params=SPAN, headers={**headers, "If-None-Match": etag})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == etag
        own.load("analytics_hourly", a_new_hour())
        new = client.get(ENERGY, params=SPAN, headers={**headers, "If-None-Match": etag})
        assert new.status_code == 200
        assert new.headers["etag"] != etag
        before = first.json()["figures"]["energy"]["value"]
        assert new.json()["figures"]["energy"]["value"] == pytest.approx(before + 1000)


def test_an_etag_of_one_asker_is_none_of_anothers(client: TestClient, login) -> None:
    path = "/api/v1/buildings"
    tags = [
        client.get(path, headers=login(email)).headers["etag"]
        for email in ("admin@northgate.demo", "admin@harbour.demo", "warden@northgate.demo")
    ]
    assert len(set(tags)) == 3


def test_a_restart_gives_no_old_answer(own: DuckDBWarehouse, tmp_path: Path) -> None:
    """After a restart the version starts anew; an old ETag must not meet it by chance."""
    settings = Settings(home=tmp_path, demo=True, _env_file=None)
    with TestClient(create_app(settings, own, PLENTY)) as client:
        etag = client.get(ENERGY, params=SPAN, headers=log_in(client)).headers["etag"]
    own.close()
    opened = DuckDBWarehouse(own.path, memory_limit="512MB", threads=1)
    with TestClient(create_app(settings, opened, PLENTY)) as client:
        headers = {**log_in(client), "If-None-Match": etag}
        assert client.get(ENERGY, params=SPAN, headers=headers).status_code == 200
    opened.close()


@pytest.mark.anyio
async def test_a_hundred_who_ask_at_once_cost_one_computation() -> None:
    answers = Answers()
    scope = Scope("t", None, "v", None, Memory())
    runs: list[int] = []
    gate = threading.Event()

    def compute() -> dict[str, int]:
        runs.append(1)
        gate.wait(5)
        return {"x": 1}

    request = httpx.Request("GET", "http://x")
    got: list[bytes] = []

    async def ask() -> None:
        response = await answers.give(request, scope, "json", compute, ("what",))
        got.append(response.body)

    async with anyio.create_task_group() as group:
        for _ in range(99):
            group.start_soon(ask)
        with anyio.move_on_after(0.05):  # one who hangs up takes the answer from nobody
            await answers.give(request, scope, "json", compute, ("what",))
        gate.set()
    assert len(runs) == 1
    assert got == [b'{"x":1}'] * 99


@pytest.mark.anyio
async def test_a_failed_computation_is_not_remembered() -> None:
    answers = Answers()
    scope = Scope("t", None, "v", None, Memory())
    outcomes = iter([ZeroDivisionError("first"), {"x": 2}])

    def compute() -> object:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    request = httpx.Request("GET", "http://x")
    with pytest.raises(ZeroDivisionError):
        await answers.give(request, scope, "json", compute, ("what",))
    assert (await answers.give(request, scope, "json", compute, ("what",))).body == b'{"x":2}'


@pytest.mark.anyio
async def test_memory_is_bounded() -> None:
    answers = Answers(most_bytes=50_000)
    scope = Scope("t", None, "v", None, Memory())
    request = httpx.Request("GET", "http://x")
    for number in range(100):
        text = f"{number:05d}" * 1000
        response = await answers.give(request, scope, "json", lambda t=text: t, (number,))
        assert number == int(response.body[1:6])
    assert answers._bytes <= 50_000
    assert len(answers._entries) < 100


def test_gzip_holds_the_same_bytes_and_is_given_only_to_who_takes_it(
    client: TestClient, manager
) -> None:
    plain = client.get(ENERGY, params=SPAN, headers={**manager, "Accept-Encoding": "identity"})
    zipped = client.get(ENERGY, params=SPAN, headers={**manager, "Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == plain.content  # the client unpacked it
    assert int(zipped.headers["content-length"]) == len(gzip.compress(plain.content, 6, mtime=0))
    assert "Accept-Encoding" in plain.headers["vary"]


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("xgzip", False),
    ],
)
def test_accept_encoding_is_read_as_it_is_meant(header: str, takes: bool) -> None:
    assert _takes_gzip(header) is takes


@pytest.mark.parametrize(
    ("header", "matches"),
    [
        ('W/"a"', True),
        ('"a"', True),
        ('"b", W/"a"', True),
        ("*", False),  # of what there is; that is known only once it was looked up
        ('"b"', False),
        ("a", False),
        ("", False),
    ],
)
def test_if_none_match_is_read_as_it_is_meant(header: str, matches: bool) -> None:
    assert _matches(header, 'W/"a"') is matches


def test_any_tag_matches_what_is_there_and_nothing_else(client: TestClient) -> None:
    headers = {**log_in(client), "If-None-Match": "*"}
    assert client.get(ENERGY, params=SPAN, headers=headers).status_code == 304
    nowhere = ENERGY.replace("hostel", "nowhere")
    assert nowhere != ENERGY
    assert client.get(nowhere, params=SPAN, headers=headers).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/buildings/northgate-hopkins-hostel/energy?resolution=day&",
        "/api/v1/devices/northgate-hopkins-hostel-main/series?resolution=hour&",
    ],
)
def test_csv_and_parquet_hold_the_rows_of_the_json(client: TestClient, manager, path: str) -> None:
    span = "start_date=2026-03-20&end_date=2026-03-31&"
    span += "start=2026-03-20T00:00:00Z&end=2026-03-30T14:00:00Z"
    series = client.get(path + span, headers=manager).json()["series"]["columns"]
    csv = client.get(path + span + "&format=csv", headers=manager)
    parquet = client.get(path + span + "&format=parquet", headers=manager)
    assert csv.headers["content-type"].startswith("text/csv")
    assert "attachment" in parquet.headers["content-disposition"]
    tables = (
        pyarrow.csv.read_csv(io.BytesIO(csv.content)),
        pyarrow.parquet.read_table(io.BytesIO(parquet.content)),
    )
    for table in tables:
        assert table.num_rows == len(series["ts"]) > 0
        stamps = table.column("ts").cast(pa.timestamp("ms", "UTC")).cast(pa.int64()).to_pylist()
        assert stamps == series["ts"]
        for name in ("energy_kwh", "completeness"):
            values = table.column(name).cast(pa.float64()).to_pylist()
            assert values == pytest.approx(series[name])


def test_a_form_that_is_not_there_is_a_422(client: TestClient, manager) -> None:
    answer = client.get(ENERGY, params={**SPAN, "format": "xlsx"}, headers=manager)
    assert answer.status_code == 422


def test_a_source_s_name_never_ends_the_header_it_is_in() -> None:
    table = pa.table({"ts": [1]})
    odd = 'a"\r\nSet-Cookie: x=1\r\n\r\n<b>é'
    headers = dict(_render(b"", "csv", Exported({}, table, odd)).headers)
    assert headers[b"content-disposition"] == (
        b'attachment; filename="a___Set-Cookie__x_1_____b__.csv"'
    )
