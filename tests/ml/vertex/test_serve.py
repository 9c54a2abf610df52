"""The prediction container: every row gets its answer, and a bad one harms no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from bigquery.errors import PowerlyticsError
from ml.forecasting.features import HORIZON
from ml.forecasting.naive import SeasonalNaive
from ml.vertex.serve import app, fetch

WEEK = 168
START = 429_528  # 2019-01-01 00:00 UTC
QUANTILES = [f"q{level}_kwh" for level in range(10, 100, 10)]


def row(meter: str, hours: int = 6 * WEEK, **changes: Any) -> dict[str, Any]:
    shape = 10 + 5 * np.sin(np.arange(hours) * 2 * np.pi / 24) + sum(map(ord, meter)) % 7
    text = ",".join(f"{value:.6g}" for value in shape)
    return {"meter": meter, "start_hour": START, "energy_kwh": text} | changes


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(app(SeasonalNaive(WEEK)))


def ask(client: TestClient, *rows: Any) -> list[dict[str, Any]]:
    answer = client.post("/predict", json={"instances": list(rows)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["predictions"]
    assert len(found) == len(rows)
    return found


def test_health_answers_once_the_model_is_there(client: TestClient) -> None:
    assert client.get("/health").status_code == 200


def test_a_meter_gets_nine_quantiles_of_48_hours_from_where_its_values_end(
    client: TestClient,
) -> None:
    given_row = row("a")
    (said,) = ask(client, given_row)
    assert (said["meter"], said["reason"]) == ("a", None)
    assert said["issued_at"] == "2019-02-12T00:00:00+00:00"
    week_ago = [float(word) for word in given_row["energy_kwh"].split(",")[-WEEK:][:HORIZON]]
    assert said["q50_kwh"] == pytest.approx(week_ago, rel=1e-5)
    assert all(len(said[name]) == HORIZON for name in QUANTILES)


def test_a_gap_is_missing_and_not_zero(client: TestClient) -> None:
    words = row("a")["energy_kwh"].split(",")
    words[-WEEK : -WEEK + 3] = ["", "", ""]
    (said,) = ask(client, row("a", energy_kwh=",".join(words)))
    assert min(said["q50_kwh"][:3]) > 1


def test_answers_keep_the_order_whatever_place_or_end_their_rows_have(client: TestClient) -> None:
    rows = [
        row(f"m{n}", hours=WEEK * (2 + n % 3), timezone=("UTC", "Asia/Tokyo")[n % 2])
        for n in range(9)
    ]
    together = ask(client, *rows)
    assert [said["meter"] for said in together] == [f"m{n}" for n in range(9)]
    alone = [ask(client, each)[0] for each in rows]
    assert together == alone


BAD = st.one_of(
    st.none(),
    st.integers(),
    st.text(max_size=5),
    st.fixed_dictionaries(
        {"meter": st.one_of(st.text(max_size=3), st.none())},
        optional={
            "start_hour": st.one_of(st.integers(), st.text(max_size=3), st.just("NaN")),
            "energy_kwh": st.one_of(
                st.text("0123456789.,-e ", max_size=30),
                st.just("nan,inf,1e308"),
                st.floats(allow_nan=False, allow_infinity=False),  # JSON has no word for these
            ),
            "timezone": st.sampled_from(["Mars/Olympus", "", "../etc/passwd", "Europe/London"]),
            "country": st.sampled_from(["GB", "XX", "", None]),
        },
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BAD, max_size=4))
def test_no_bad_row_changes_or_loses_the_good_one_beside_it(bad: list[Any]) -> None:
    client = TestClient(app(SeasonalNaive(WEEK)))
    (alone,) = ask(client, row("good", hours=2 * WEEK))
    rows = json.loads(json.dumps([*bad, row("good", hours=2 * WEEK)]).replace("NaN", "null"))
    answers = ask(client, *rows)
    assert answers[-1] == alone
    for said in answers[:-1]:
        assert said["reason"] or len(said["q50_kwh"]) == HORIZON


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"energy_kwh": ""}, "energy_kwh: write kWh"),
        ({"energy_kwh": "1,two"}, "energy_kwh: could not convert"),
        ({"timezone": "Mars/Olympus"}, "timezone: no time zone is named 'Mars/Olympus'"),
        ({"start_hour": None}, "start_hour: "),
    ],
)
def test_a_row_that_cannot_be_forecast_says_why(
    client: TestClient, changes: dict[str, Any], words: str
) -> None:
    (said,) = ask(client, row("a", **changes))
    assert said["meter"] == "a"
    assert said["reason"].startswith(words)


def test_a_body_of_another_form_is_refused(client: TestClient) -> None:
    for body in ({}, {"instances": "all"}):
        assert client.post("/predict", json=body).status_code == 400


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """A Cloud Storage on loopback with one bucket: lists and downloads."""
    objects: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path.endswith("/o"):
                prefix = parse_qs(parts.query)["prefix"][0]
                names = [name for name in objects if name.startswith(prefix)]
                body = json.dumps(
                    {"items": [{"name": n, "bucket": "energy"} for n in names]}
                ).encode()
            else:
                body = objects[unquote(parts.path.rpartition("/o/")[2])]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "proj")
    yield objects
    server.shutdown()
    server.server_close()


def test_a_registered_model_folder_arrives_whole_and_alone(
    bucket: dict[str, bytes], tmp_path: Path
) -> None:
    bucket |= {
        "t/1/model/forecaster.json": b"{}",
        "t/1/model/deep/weights.npz": b"w" * 70_000,
        "t/1/model/": b"",
        "t/1/model-of-another/forecaster.json": b"no",
        "t/1/model/../../escaped": b"no",
    }
    found = fetch("gs://energy/t/1/model", tmp_path)
    files = {str(f.relative_to(found)): f.read_bytes() for f in found.rglob("*") if f.is_file()}
    assert files == {"forecaster.json": b"{}", "deep/weights.npz": b"w" * 70_000}


def test_an_empty_folder_is_one_line(bucket: dict[str, bytes], tmp_path: Path) -> None:
    with pytest.raises(PowerlyticsError, match="register the folder that training wrote"):
        fetch("gs://energy/nothing", tmp_path)
