"""A proof opens after a restart and gives the same number, or says that data changed."""

from __future__ import annotations

import base64
import math
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from backend.app import create_app
from backend.proof import console
from backend.proof.claims import Claim, Claims
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from tests.backend.conftest import PLENTY
from tests.backend.test_answers import a_new_hour, log_in
from tests.backend.test_tenancy import QUERY, proofs

HOSTEL = "/api/v1/buildings/northgate-hopkins-hostel"
PATHS = [
    "/api/v1/dashboard/summary",
    f"{HOSTEL}/energy",
    f"{HOSTEL}/breakdown",
    f"{HOSTEL}/rooms",
    "/api/v1/quality",
    "/api/v1/devices/northgate-hopkins-hostel-main/series",
]


def figures(body: object) -> list[dict]:
    """Every Figure with a value that a body holds, at any depth."""
    if isinstance(body, dict):
        mine = [body] if {"value", "unit", "proof", "why"} <= body.keys() else []
        return mine + [found for item in body.values() for found in figures(item)]
    if isinstance(body, list):
        return [found for item in body for found in figures(item)]
    return []


@pytest.mark.parametrize("path", PATHS)
def test_every_figure_opens_and_its_query_gives_the_same_number(
    client: TestClient, manager, path: str
) -> None:
    body = client.get(path, params=QUERY, headers=manager).json()
    checked = 0
    for figure in figures(body):
        if figure["proof"] is None:
            continue
        proof = client.get(f"/api/v1/proof/{figure['proof']}", headers=manager).json()
        assert proof["value"] == figure["value"]
        assert proof["unit"] == figure["unit"]
        assert proof["changed"] is False
        assert proof["completeness"] == pytest.approx(figure["completeness"])
        assert "@tenant_id" in proof["sql"]
        assert "@" not in console.fill("", {}) + proof["console_sql"].split("WITH")[-1]
        assert {"name": "tenant_id", "type": "STRING", "value": "northgate"} in proof["parameters"]
        checked += 1
    assert checked >= 1


@pytest.mark.parametrize("path", PATHS)
def test_no_number_goes_without_a_proof_or_a_reason(client: TestClient, manager, path: str) -> None:
    found = figures(client.get(path, params=QUERY, headers=manager).json())
    assert any(figure["value"] is not None for figure in found)
    for figure in found:
        assert figure["value"] is None or figure["proof"] is not None
        assert (figure["value"] is None) == (figure["why"] is not None)


@pytest.mark.parametrize("path", PATHS[:5])
def test_the_console_form_of_the_query_gives_the_same_number(
    client: TestClient, manager, warehouse, path: str
) -> None:
    """What a data engineer pastes, run as it stands, holds the number on the screen."""
    body = client.get(path, params=QUERY, headers=manager).json()
    checked = 0
    for figure in figures(body):
        if figure["proof"] is None or figure["value"] is None:
            continue
        proof = client.get(f"/api/v1/proof/{figure['proof']}", headers=manager).json()
        rows = warehouse.query(proof["console_sql"]).to_pylist()
        values = [row[proof["column"]] for row in rows if row[proof["column"]] is not None]
        assert any(math.isclose(float(value), figure["value"]) for value in values)
        checked += 1
    assert checked >= 1


def test_the_sample_shows_revision_and_quality(client: TestClient, manager) -> None:
    summary = client.get("/api/v1/dashboard/summary", headers=manager).json()
    row = next(item for item in summary["buildings"] if item["building_id"].endswith("hostel"))
    proof = client.get(f"/api/v1/proof/{row['energy_today']['proof']}", headers=manager).json()
    revisions = {item["ts"]: item["revision"] for item in proof["sample"]}
    assert revisions["2026-03-30T12:00:00Z"] == 1
    assert {item["quality"] for item in proof["sample"]} == {"metered", "estimated"}
    assert proof["intervals"]["expected"] == proof["intervals"]["known"] == 15
    assert proof["intervals"]["estimated"] == 1


def test_a_proof_opens_after_a_restart_and_says_when_data_changed(
    own: DuckDBWarehouse, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, demo=True, _env_file=None)
    path = f"{HOSTEL}/energy"
    with TestClient(create_app(settings, own, PLENTY)) as client:
        figure = client.get(path, params=QUERY, headers=log_in(client)).json()["figures"]["energy"]
    with TestClient(create_app(settings, own, PLENTY)) as client:
        headers = log_in(client)
        url = f"/api/v1/proof/{figure['proof']}"
        same = client.get(url, headers=headers).json()
        assert (same["changed"], same["value_now"]) == (False, figure["value"])
        own.load("analytics_hourly", a_new_hour())
        changed = client.get(url, headers=headers).json()
        assert changed["changed"] is True
        assert changed["value"] == figure["value"]
        assert changed["value_now"] == pytest.approx(figure["value"] + 1000)
        assert "changed" in changed["note"]


def test_another_installation_does_not_open_it(client: TestClient, manager) -> None:
    figure = client.get(f"{HOSTEL}/energy", params=QUERY, headers=manager).json()
    proof = figure["figures"]["energy"]["proof"]
    assert Claims("another secret").open("northgate", proof) is None


def test_no_changed_byte_of_an_id_opens_anything(client: TestClient, manager) -> None:
    body = client.get("/api/v1/dashboard/summary", headers=manager).json()
    proof = proofs(body)[0]
    raw = bytearray(base64.urlsafe_b64decode(proof[4:] + "=" * (-len(proof[4:]) % 4)))
    chance = random.Random(7)
    claims = client.app.state.parts.claims
    assert claims.open("northgate", proof) is not None
    for _ in range(300):
        changed = bytearray(raw)
        changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        forged = "prf_" + base64.urlsafe_b64encode(changed).decode().rstrip("=")
        assert claims.open("northgate", forged) is None


@given(st.text(max_size=400))
def test_no_text_breaks_the_opening(text: str) -> None:
    claims = Claims("secret")
    assert claims.open("northgate", text) is None
    assert claims.open("northgate", "prf_" + text) is None


PARAMETERS = st.dictionaries(
    st.sampled_from(["start_date", "before", "device_id", "resolution", "row_limit"]),
    st.one_of(
        st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
        st.text(max_size=30),
        st.integers(-(2**53), 2**53),
        st.booleans(),
    ),
)


@given(
    parameters=PARAMETERS,
    buildings=st.none() | st.frozensets(st.text(max_size=20), max_size=4),
    value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    tenant=st.text(max_size=20),
)
@settings(max_examples=200)
def test_a_claim_comes_back_as_it_was_signed(parameters, buildings, value, tenant) -> None:
    claim = Claim(
        "energy", parameters, buildings, "energy_kwh", {"ts": "x"}, False, value, "kWh", "v"
    )
    claims = Claims("secret")
    signed = claims.sign(tenant, claim)
    assert claims.open(tenant, signed) == claim
    assert claims.open(tenant + "x", signed) is None


def test_filling_in_steps_over_strings_names_and_comments() -> None:
    sql = "SELECT '@a', \"@a\", `@a`, @a -- @a\n# @a\n, @ab /* @a */ FROM t WHERE x = 'it\\'s @a'"
    filled = console.fill(sql, {"a": 1, "ab": date(2026, 1, 2)})
    assert filled == (
        "SELECT '@a', \"@a\", `@a`, 1 -- @a\n# @a\n, DATE '2026-01-02' /* @a */ "
        "FROM t WHERE x = 'it\\'s @a'"
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=150, deadline=None)
def test_a_text_parameter_is_written_so_that_it_reads_back(text: str) -> None:
    assume("\x00" not in text)
    literal = console.literal(text)
    assert "\n" not in literal
    # the literal is one token: nothing of the text can end it
    assert console.fill(f"{literal}@x", {"x": 1}) == f"{literal}1"


def test_a_proof_of_a_query_that_is_no_more_is_not_found_and_never_a_failure(
    app, client: TestClient, manager
) -> None:
    claim = Claim("no_longer", {}, None, "energy_kwh", None, False, 1.0, "kWh", "v")
    old = app.state.parts.claims.sign("northgate", claim)
    assert client.get(f"/api/v1/proof/{old}", headers=manager).status_code == 404
