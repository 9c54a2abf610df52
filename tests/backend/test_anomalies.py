"""An incident says what happened, what it cost and why; what people say of it is never lost."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pyarrow.parquet
import pytest
from starlette.testclient import TestClient

from backend.anomalies import sentences
from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from tests.backend import foreseen
from tests.backend.conftest import Login, Served
from tests.backend.estate import DEVICES, END, energy
from tests.backend.foreseen import DAY, HOUR
from tests.backend.test_answers import log_in
from tests.backend.test_proof import figures
from tests.transforms.estate import arrow

LIST = "/api/v1/anomalies"
ONE = f"{LIST}/northgate-incident-1"
SAY = f"{ONE}/feedback"
MAIN = next(device for device in DEVICES if device.id == "northgate-hopkins-hostel-main")
Headers = dict[str, str]


def answer(client: TestClient, headers: Headers, path: str = LIST, **query: str) -> dict:
    response = client.get(path, headers=headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def ids(body: dict) -> list[str]:
    return [item["incident_id"] for item in body["data"]]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_list_is_the_tenant_s_own_newest_first(client: TestClient, manager: Headers) -> None:
    found = answer(client, manager)
    said = [row for row in foreseen.anomalies() if row["tenant_id"] == "northgate"]
    said.sort(key=lambda row: (-row["start_ts"].timestamp(), row["incident_id"]))
    assert ids(found) == [row["incident_id"] for row in said]
    first = next(item for item in found["data"] if item["incident_id"] == "northgate-incident-1")
    assert first["excess"]["value"] == 12.5
    assert (first["cost"]["value"], first["cost"]["unit"]) == (3.125, "EUR")
    assert first["carbon"]["unit"] == "kg CO2e"
    assert (first["kind"], first["severity"], first["status"]) == ("high", "high", "open")
    assert [cause["cause"] for cause in first["causes"]] == ["left on", "cold"]
    assert first["actual"]["completeness"] == 1
    assert found["counts"] == {"open": 5, "confirmed": 0, "dismissed": 0, "explained": 0}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"building_id": "northgate-library"}, {5}),
        ({"device_id": "northgate-hopkins-hostel-hvac"}, {4}),
        ({"kind": "base_load"}, {2}),
        ({"severity": "high"}, {1, 4, 5}),
        ({"status": "dismissed"}, set()),
        ({"status": "open", "kind": "stuck"}, {3}),
        ({"start_date": "2026-03-28"}, {1, 4, 5}),
        ({"start_date": "2026-03-26", "end_date": "2026-03-27"}, {2}),
        ({"end_date": "2026-03-25"}, {3}),
        ({"start_date": "2026-04-05"}, {5}),
    ],
)
def test_a_filter_gives_what_it_says_and_nothing_else(
    client: TestClient, manager: Headers, query: dict[str, str], expected: set[int]
) -> None:
    """The library's incident (5) goes on: it touches every day from its first."""
    found = ids(answer(client, manager, **query))
    assert set(found) == {f"northgate-incident-{number}" for number in expected}


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2026-03-30", "end_date": "2026-03-30"},
        {"start_date": "1999-12-31"},
        {"end_date": "2100-01-02"},
        {"end_date": "2026-02-30"},
        {"kind": "ghost"},
        {"severity": "very"},
        {"status": "closed"},
        {"cursor": "x"},
    ],
)
def test_a_filter_that_cannot_be_is_told_so(client: TestClient, manager, query) -> None:
    answered = client.get(LIST, params=query, headers=manager)
    assert answered.status_code == 422
    assert answered.json()["errors"][0]["where"].startswith("query.")


def test_pages_give_every_incident_once(client: TestClient, manager: Headers) -> None:
    whole = ids(answer(client, manager))
    seen: list[str] = []
    query = {"limit": "2"}
    while True:
        page = answer(client, manager, **query)
        seen += ids(page)
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == whole
    assert len(set(seen)) == len(seen) == 5


def test_no_filter_opens_what_is_another_s(client: TestClient, login: Login) -> None:
    stranger, warden = login("admin@harbour.demo"), login("warden@northgate.demo")
    for query in ({"building_id": MAIN.building}, {"device_id": MAIN.id}):
        assert client.get(LIST, params=query, headers=stranger).status_code == 404
    assert (
        client.get(LIST, params={"building_id": "northgate-library"}, headers=warden).status_code
        == 404
    )
    assert all("harbour" in name for name in ids(answer(client, stranger)))
    assert "northgate-incident-5" not in ids(answer(client, warden))


def test_one_incident_has_its_curve_and_its_like(client: TestClient, manager: Headers) -> None:
    found = answer(client, manager, ONE)
    start, end = instant(found["start"]), instant(found["end"])
    columns = found["curve"]["columns"]
    stamps = [datetime.fromtimestamp(ts / 1000, UTC) for ts in columns["ts"]]
    assert stamps[0] == start - 2 * DAY
    assert stamps[-1] == min(end + DAY, END) - HOUR
    for place, ts in enumerate(stamps):
        assert columns["actual_kwh"][place] == energy(MAIN, ts)
        assert columns["low_kwh"][place] <= columns["expected_kwh"][place]
        assert columns["expected_kwh"][place] <= columns["high_kwh"][place]
    # gone-long-ago is no incident any more: it is left out, not invented
    assert [item["incident_id"] for item in found["similar"]] == ["northgate-incident-2"]
    assert found["similar"][0]["excess"]["proof"] is not None
    assert found["history"] == []


def test_usual_is_the_same_local_hour_of_the_week_before_the_incident(
    served: Served,
) -> None:
    """By hand: hours of one local hour and weekday, none of the incident's own time."""
    warehouse, client, login = served
    start = next(r["start_ts"] for r in foreseen.anomalies() if r["incident_id"].endswith("-1"))
    warehouse.query(
        "UPDATE powerlytics_analytics.analytics_hourly SET energy_kwh = 1000 WHERE ts >= @start",
        {"start": start},
    )
    columns = answer(client, login("manager@northgate.demo"), ONE)["curve"]["columns"]
    place = columns["ts"].index(int(start.timestamp() * 1000))
    assert columns["actual_kwh"][place] == 1000
    # 40 days of history: five such hours, in winter time one hour later in UTC
    like = [start - timedelta(days=7 * week) for week in range(1, 6)]
    clocks = datetime(2026, 3, 29, 1, tzinfo=UTC)
    like = [ts + HOUR if ts < clocks <= start else ts for ts in like]
    expected = sorted(energy(MAIN, ts) for ts in like)[2]
    assert columns["expected_kwh"][place] == expected


def test_a_warden_sees_no_incident_of_other_buildings(client: TestClient, login: Login) -> None:
    warden = login("warden@northgate.demo")
    assert client.get(f"{LIST}/northgate-incident-5", headers=warden).status_code == 404
    assert client.get(f"{LIST}/northgate-incident-1", headers=warden).status_code == 200


def test_feedback_is_stored_returned_and_counts_at_once(served: Served) -> None:
    warehouse, client, login = served
    manager = login("manager@northgate.demo")
    before = client.get(LIST, headers=manager)
    said = client.post(SAY, json={"verdict": "confirmed", "note": "a heater"}, headers=manager)
    assert said.status_code == 200
    body = said.json()
    assert (body["status"], body["feedback"]["verdict"]) == ("confirmed", "confirmed")
    assert body["feedback"]["who"] == "manager@northgate.demo"
    assert body["feedback"]["note"] == "a heater"
    after = client.get(LIST, headers={**manager, "If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["counts"]["confirmed"] == 1
    row = warehouse.query("SELECT * FROM powerlytics_analytics.anomaly_feedback").to_pylist()[0]
    assert (row["tenant_id"], row["device_id"], row["kind"]) == ("northgate", MAIN.id, "high")
    assert row["start_ts"] == instant(body["start"])


def test_the_newest_verdict_counts_and_none_is_lost(served: Served) -> None:
    _, client, login = served
    manager, warden = login("manager@northgate.demo"), login("warden@northgate.demo")
    client.post(SAY, json={"verdict": "confirmed"}, headers=manager)
    client.post(SAY, json={"verdict": "explained", "note": "a party"}, headers=warden)
    found = answer(client, manager, ONE)
    assert found["status"] == "explained"
    assert [(s["verdict"], s["who"].partition("@")[0]) for s in found["history"]] == [
        ("explained", "warden"),
        ("confirmed", "manager"),
    ]
    assert ids(answer(client, manager, status="explained")) == ["northgate-incident-1"]
    assert answer(client, manager)["counts"]["open"] == 4


def test_the_same_said_twice_is_said_once(served: Served) -> None:
    warehouse, client, login = served
    manager = login("manager@northgate.demo")
    said = {"verdict": "dismissed", "note": "nothing"}
    first = client.post(SAY, json=said, headers=manager).json()
    version = warehouse.version()
    again = client.post(SAY, json=said, headers=manager).json()
    assert warehouse.version() == version
    assert again["feedback"] == first["feedback"]
    assert len(again["history"]) == 1
    # another person's word, or another note, is something new
    client.post(SAY, json={**said, "note": "still nothing"}, headers=manager)
    client.post(
        SAY, json={**said, "note": "still nothing"}, headers=login("engineer@northgate.demo")
    )
    assert len(answer(client, manager, ONE)["history"]) == 3


def test_what_was_said_can_be_taken_back_and_is_not_forgotten(served: Served) -> None:
    warehouse, client, login = served
    manager = login("manager@northgate.demo")
    untouched = warehouse.version()
    assert client.delete(SAY, headers=manager).json()["status"] == "open"
    assert warehouse.version() == untouched
    client.post(SAY, json={"verdict": "dismissed"}, headers=manager)
    found = client.delete(SAY, headers=manager).json()
    assert (found["status"], found["feedback"]) == ("open", None)
    assert [item["verdict"] for item in found["history"]] == ["open", "dismissed"]
    assert answer(client, manager)["counts"]["open"] == 5


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("admin@northgate.demo", 200),
        ("manager@northgate.demo", 200),
        ("engineer@northgate.demo", 200),
        ("warden@northgate.demo", 200),
        ("viewer@northgate.demo", 403),
        ("admin@harbour.demo", 404),
        ("manager@harbour.demo", 404),
        ("viewer@harbour.demo", 403),
    ],
)
def test_only_who_may_judge_judges(served: Served, who: str, status: int) -> None:
    warehouse, client, login = served
    headers = login(who)
    assert client.post(SAY, json={"verdict": "confirmed"}, headers=headers).status_code == status
    assert client.delete(SAY, headers=headers).status_code == status
    rows = warehouse.query("SELECT tenant_id FROM powerlytics_analytics.anomaly_feedback")
    assert rows.num_rows == (2 if status == 200 else 0)
    elsewhere = f"{LIST}/northgate-incident-5/feedback"
    if who.startswith("warden"):
        said = client.post(elsewhere, json={"verdict": "confirmed"}, headers=headers)
        assert said.status_code == 404
    assert client.post(SAY, json={"verdict": "confirmed"}).status_code == 401


def test_what_one_tenant_says_changes_nothing_for_another(served: Served) -> None:
    """Even of an incident that has the same id in both."""
    warehouse, client, login = served
    warehouse.query(
        "UPDATE powerlytics_analytics.anomalies SET incident_id = 'the-same' "
        "WHERE incident_id IN ('northgate-incident-1', 'harbour-incident-6')"
    )
    here, there = login("manager@northgate.demo"), login("manager@harbour.demo")
    path = f"{LIST}/the-same"
    client.post(f"{path}/feedback", json={"verdict": "confirmed", "note": "ours"}, headers=here)
    assert answer(client, here, path)["status"] == "confirmed"
    theirs = answer(client, there, path)
    assert (theirs["status"], theirs["history"]) == ("open", [])
    assert "northgate" not in str(theirs)


@pytest.mark.parametrize(
    "said",
    [{}, {"verdict": "open"}, {"verdict": "x"}, {"verdict": "confirmed", "note": "x" * 1001},
     {"verdict": "confirmed", "who": "somebody"}, "confirmed", None],
)  # fmt: skip
def test_feedback_that_cannot_be_is_refused(client: TestClient, manager, said) -> None:
    answered = client.post(SAY, json=said, headers=manager)
    assert answered.status_code == 422
    assert answered.json()["errors"][0]["where"].startswith("body")


def test_a_note_is_kept_letter_by_letter(served: Served) -> None:
    _, client, login = served
    note = "'; DROP TABLE anomalies; -- \u00e9 \U0001f525 \n @tenant_id \\ \""
    said = client.post(
        SAY, json={"verdict": "confirmed", "note": note}, headers=login("admin@northgate.demo")
    )
    assert said.json()["feedback"]["note"] == note


@pytest.mark.parametrize("path", [LIST, ONE, f"{LIST}/northgate-incident-5"])
def test_every_figure_opens_and_none_goes_without_a_reason(
    client: TestClient, manager: Headers, path: str
) -> None:
    body = answer(client, manager, path)
    found = figures(body)
    assert len(found) >= 5
    for figure in found:
        assert (figure["value"] is None) == (figure["why"] is not None)
        proof = answer(client, manager, f"/api/v1/proof/{figure['proof']}")
        assert proof["value_now"] == figure["value"]
        assert proof["unit"] == figure["unit"]
        assert proof["completeness"] == pytest.approx(figure["completeness"])
        assert proof["period"] is not None
    # the readings behind it are those of its meter, in its hours
    first = answer(client, manager, ONE)
    proof = answer(client, manager, f"/api/v1/proof/{first['excess']['proof']}")
    assert {item["device_id"] for item in proof["sample"]} == {MAIN.id}
    assert all(first["start"] <= item["ts"] < first["end"] for item in proof["sample"])


def test_the_exports_hold_the_whole_list(client: TestClient, manager: Headers) -> None:
    listed = answer(client, manager)["data"]
    answered = client.get(LIST, params={"format": "parquet", "limit": 1}, headers=manager)
    table = pyarrow.parquet.read_table(io.BytesIO(answered.content))
    assert table.column("incident_id").to_pylist() == [item["incident_id"] for item in listed]
    assert table.column("excess_kwh").to_pylist() == [item["excess"]["value"] for item in listed]
    text = client.get(LIST, params={"format": "csv"}, headers=manager).text
    assert len(text.splitlines()) == len(listed) + 1


def test_a_first_look_is_of_the_newest_days_of_its_building(
    client: TestClient, manager: Headers
) -> None:
    path = f"/api/v1/buildings/{MAIN.building}/first-look"
    found = answer(client, manager, path)
    assert {item["building_id"] for item in found["data"]} <= {MAIN.building}
    assert all(instant(item["end"]) > END - 3 * DAY for item in found["data"] if item["end"])
    assert found["text"]


def test_what_was_found_is_told_even_where_no_look_is_on_record() -> None:
    found = [{"text": "Main used 120 kWh more."}, {"text": "HVAC said the same value."}]
    told = sentences.first_look("Hostel", found, END, None, "UTC")
    assert told == "Hostel: 2 things stand out; Main used 120 kWh more."
    assert sentences.first_look("Hostel", found[:1], END, None, "UTC") == found[0]["text"]


def test_only_what_was_looked_at_is_called_usual(own: DuckDBWarehouse, asking: TestClient) -> None:
    headers, store = log_in(asking), "/api/v1/buildings/northgate-store/first-look"
    found = answer(asking, headers, store)  # the only look there was has failed
    assert (found["data"], found["looked_until"]) == ([], None)
    assert found["text"] == "Store: its readings have not been looked at yet."
    failed = next(run for run in foreseen.model_runs() if run["kind"] == "detect")
    looked = failed | {"status": "done", "data_to": END}
    others = [looked | {"tenant_id": tenant, "run_id": f"of-{tenant}"} for tenant in ("", "other")]
    own.load("model_runs", arrow(schema.table("model_runs"), others))
    assert answer(asking, headers, store)["looked_until"] is None  # a look at another's readings
    for number, until in enumerate((END - HOUR, END + DAY)):
        mine = {"tenant_id": "northgate", "run_id": f"look-{number}", "data_to": until}
        own.load("model_runs", arrow(schema.table("model_runs"), [looked | mine]))
        found = answer(asking, headers, store)
        assert instant(found["looked_until"]) == min(until, END)
    assert found["text"] == "Store: nothing unusual up to Mon 30 Mar 15:00."


@pytest.mark.parametrize(
    ("kind", "excess", "expected"),
    [
        ("high", 120.4, "Main used 120 kWh more than expected for 6 h from Sat 28 Mar 10:00."),
        ("low", -3.26, "Main used 3.3 kWh less than expected for 6 h from Sat 28 Mar 10:00."),
        ("high", None, "Main used more than expected for 6 h from Sat 28 Mar 10:00."),
        ("low", None, "Main used less than expected for 6 h from Sat 28 Mar 10:00."),
        ("no_data", None, "Main sent no reading for 6 h from Sat 28 Mar 10:00."),
        ("stuck", 0.0, "Main said the same value for 6 h from Sat 28 Mar 10:00."),
    ],
)
def test_an_incident_is_one_true_sentence(kind: str, excess: float | None, expected: str) -> None:
    start = datetime(2026, 3, 28, 10, tzinfo=UTC)
    row = {
        "device_name": "Main", "device_id": "m", "timezone": "Europe/Dublin", "kind": kind,
        "start_ts": start, "end_ts": start + 6 * HOUR, "excess_kwh": excess,
    }  # fmt: skip
    assert sentences.incident(row) == expected
