"""A forecast says what is to come, how sure it is, and nothing that it does not know."""

from __future__ import annotations

import io
import math
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet
import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.forecasts import predict as predict_module
from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from tests.backend import estate, foreseen
from tests.backend.conftest import PLENTY, Login
from tests.backend.estate import DEVICES, END, energy
from tests.backend.foreseen import DAY, HOUR, MODEL, REASON, VERSION, day_median, median
from tests.backend.test_answers import log_in
from tests.backend.test_proof import figures
from tests.transforms.estate import arrow

HOSTEL = "/api/v1/buildings/northgate-hopkins-hostel/forecast"
LIBRARY = "/api/v1/buildings/northgate-library/forecast"
MAIN = next(device for device in DEVICES if device.id == "northgate-hopkins-hostel-main")
HVAC = next(device for device in DEVICES if device.id == "northgate-hopkins-hostel-hvac")
LEVELS = [f"q{tenth}0_kwh" for tenth in range(1, 10)]
DUBLIN = ZoneInfo("Europe/Dublin")
Headers = dict[str, str]


def answer(client: TestClient, headers: Headers, path: str, **query: str) -> dict:
    response = client.get(path, headers=headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def by_ts(series: dict, column: str) -> dict[datetime, float]:
    """The known values of a column."""
    columns = series["columns"]
    pairs = zip(columns["ts"], columns[column], strict=True)
    return {datetime.fromtimestamp(ts / 1000, UTC): v for ts, v in pairs if v is not None}


@pytest.mark.parametrize("path", [HOSTEL, f"/api/v1/devices/{MAIN.id}/forecast"])
def test_the_curve_is_the_newest_forecast_and_before_it_the_one_of_its_time(
    client: TestClient, manager: Headers, path: str
) -> None:
    found = answer(client, manager, path)
    assert (found["model"], found["version"], found["reason"]) == (MODEL, VERSION, None)
    assert found["issued_at"] == END.isoformat().replace("+00:00", "Z")
    said = by_ts(found["series"], "q50_kwh")
    for step in range(48):
        assert said[END + step * HOUR] == median(MAIN, END + step * HOUR, END)
    for step in range(1, 25):
        assert said[END - step * HOUR] == median(MAIN, END - step * HOUR, END - DAY)
    assert len(said) == 72
    lead = by_ts(found["series"], "horizon_hours")
    assert (lead[END], lead[END - HOUR]) == (0, 23)


def test_a_meter_is_forecast_as_itself_and_not_as_its_building(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, f"/api/v1/devices/{HVAC.id}/forecast")
    assert (found["device_id"], found["building_id"]) == (HVAC.id, HVAC.building)
    assert by_ts(found["series"], "q50_kwh")[END] == median(HVAC, END, END)
    assert by_ts(found["series"], "actual_kwh")[END - HOUR] == energy(HVAC, END - HOUR)


@pytest.mark.parametrize("resolution", ["hour", "day"])
def test_no_band_crosses_another(client: TestClient, manager: Headers, resolution: str) -> None:
    series = answer(client, manager, HOSTEL, resolution=resolution)["series"]
    bands = [by_ts(series, level) for level in LEVELS]
    assert len(bands[0]) > 6
    for ts in bands[0]:
        values = [band[ts] for band in bands]
        assert values == sorted(values)


def test_what_was_measured_is_shown_of_seven_days_and_never_of_the_time_to_come(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, HOSTEL)
    actual = by_ts(found["series"], "actual_kwh")
    first = datetime(2026, 3, 23, tzinfo=DUBLIN).astimezone(UTC)
    assert min(actual) == first
    assert max(actual) == END - HOUR
    assert all(value == energy(MAIN, ts) for ts, value in actual.items())


@pytest.mark.parametrize("resolution", ["hour", "day"])
def test_the_total_is_the_sum_of_what_the_curve_has_to_come(
    client: TestClient, manager: Headers, resolution: str
) -> None:
    found = answer(client, manager, HOSTEL, resolution=resolution)
    start = datetime.fromisoformat(found["period"]["start"])
    for part, column in (("low", "q10_kwh"), ("value", "q50_kwh"), ("high", "q90_kwh")):
        curve = by_ts(found["series"], column)
        coming = [value for ts, value in curve.items() if ts >= start]
        assert math.isclose(found["total"][part], sum(coming)), part
    assert found["total"]["completeness"] == 1
    assert found["total"]["low"] < found["total"]["value"] < found["total"]["high"]


def test_days_are_local_days_after_today_and_half_a_day_is_no_day(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, HOSTEL, resolution="day")
    said = by_ts(found["series"], "q50_kwh")
    ahead = {ts: value for ts, value in said.items() if ts >= END}
    assert [ts.astimezone(DUBLIN).hour for ts in ahead] == [0] * 7
    assert list(ahead.values()) == [day_median(END, number) for number in range(1, 8)]
    assert math.isclose(found["total"]["value"], sum(ahead.values()))
    # today is not over: what it used so far would look like a quiet day
    last = max(by_ts(found["series"], "actual_kwh")).astimezone(DUBLIN)
    assert (last.month, last.day) == (3, 29)
    assert found["peak"]["why"] == "a day has no hourly peak: ask by the hour"


def test_the_peak_is_the_highest_expected_hour_and_says_when(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, HOSTEL)
    said = {ts: v for ts, v in by_ts(found["series"], "q50_kwh").items() if ts >= END}
    highest = max(said.values())
    first = min(ts for ts, value in said.items() if value == highest)
    assert found["peak"]["value"] == highest
    assert found["peak"]["unit"] == "kW"
    assert datetime.fromisoformat(found["peak"]["at"]) == first
    assert found["peak"]["low"] == highest - 4 * foreseen.STEP
    assert found["peak"]["high"] == highest + 4 * foreseen.STEP


def test_a_site_is_the_sum_of_its_buildings_and_names_those_it_leaves_out(
    client: TestClient, manager: Headers, login: Login
) -> None:
    site = answer(client, login("viewer@harbour.demo"), "/api/v1/forecast")
    office = next(device for device in DEVICES if device.id == "harbour-office-main")
    assert (site["building_id"], site["without"]) == (None, [])
    said = by_ts(site["series"], "q50_kwh")
    assert said[END] == 2 * median(office, END, END)
    assert math.isclose(
        site["total"]["value"], sum(value for ts, value in said.items() if ts >= END)
    )
    lonely = answer(client, manager, "/api/v1/forecast")
    assert lonely["without"] == ["Library", "Store"]
    # who is in no forecast is in no curve beside it either
    actual = by_ts(lonely["series"], "actual_kwh")
    assert actual[END - 100 * HOUR] == energy(MAIN, END - 100 * HOUR)


def test_skill_stands_beside_the_forecast_and_is_that_of_its_model(
    client: TestClient, manager: Headers
) -> None:
    hours = answer(client, manager, HOSTEL)["skill"]
    assert [(item["model"], item["horizon_hours"]) for item in hours] == [(MODEL, 24), (MODEL, 48)]
    assert hours[0]["mase"]["value"] == 0.6
    assert hours[0]["naive_mase"]["value"] == 0.9
    assert hours[0]["coverage80"]["value"] == 0.81
    assert hours[0]["origins"] == 27
    assert hours[0]["first_origin"] < hours[0]["last_origin"] < hours[0]["computed_at"]
    days = answer(client, manager, HOSTEL, resolution="day")["skill"]
    assert [item["horizon_hours"] for item in days] == [168]


@pytest.mark.parametrize("path", [LIBRARY, "/api/v1/devices/northgate-library-main/forecast"])
def test_what_cannot_be_forecast_says_why_in_plain_words_and_gives_no_number(
    client: TestClient, manager: Headers, path: str
) -> None:
    found = answer(client, manager, path)
    assert found["reason"] == REASON
    assert found["total"]["value"] is None
    assert found["total"]["why"] == REASON
    assert (found["model"], found["issued_at"], found["period"]) == (None, None, None)
    assert by_ts(found["series"], "q50_kwh") == {}
    assert found["skill"] == []
    store = answer(client, manager, "/api/v1/buildings/northgate-store/forecast")
    assert store["reason"] == "no main meter"


def test_a_model_that_issued_nothing_gives_nothing(client: TestClient, manager: Headers) -> None:
    found = answer(client, manager, HOSTEL, model="other")
    assert found["reason"] is not None
    assert by_ts(found["series"], "q50_kwh") == {}
    assert answer(client, manager, HOSTEL, model=MODEL)["reason"] is None


def test_the_list_has_every_building_with_what_it_is_to_use(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, "/api/v1/forecasts")
    rows = {row["building_id"]: row for row in found["data"]}
    assert len(rows) == 3
    hostel = rows["northgate-hopkins-hostel"]
    day = [median(MAIN, END + step * HOUR, END) for step in range(24)]
    assert math.isclose(hostel["next_24_hours"]["value"], sum(day))
    assert math.isclose(hostel["next_24_hours"]["low"], sum(day) - 24 * 4 * foreseen.STEP)
    assert hostel["peak"]["value"] == max(day)
    week = [day_median(END, number) for number in range(1, 8)]
    assert math.isclose(hostel["next_7_days"]["value"], sum(week))
    assert hostel["next_24_hours"]["completeness"] == hostel["next_7_days"]["completeness"] == 1
    assert rows["northgate-library"]["reason"] == REASON
    assert rows["northgate-store"]["reason"] == "no main meter"
    assert rows["northgate-library"]["next_24_hours"]["value"] is None
    page = answer(client, manager, "/api/v1/forecasts", limit="1")
    assert [row["building_id"] for row in page["data"]] == ["northgate-hopkins-hostel"]
    rest = answer(client, manager, "/api/v1/forecasts", cursor=page["next_cursor"])
    assert [row["building_id"] for row in rest["data"]] == ["northgate-library", "northgate-store"]


def test_a_forecast_issued_later_replaces_the_earlier_one_on_the_page(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    headers = log_in(asking)
    before = answer(asking, headers, HOSTEL)
    rows = [
        row | {"issued_at": END + 3 * HOUR, "version": "later", "q50_kwh": row["q50_kwh"] + 0.1}
        for row in foreseen.forecasts()
        if row["building_id"] == MAIN.building
        and row["device_id"] is None
        and row["issued_at"] == END
        and END + 3 * HOUR <= row["ts"] < END + 40 * HOUR
        and row["resolution"] == "hour"
    ]
    own.load("forecasts", arrow(schema.table("forecasts"), rows))
    after = answer(asking, headers, HOSTEL)
    assert after["version"] == "later"
    old, new = by_ts(before["series"], "q50_kwh"), by_ts(after["series"], "q50_kwh")
    for step in range(48):
        ts = END + step * HOUR
        if step < 3:
            assert new[ts] == old[ts]
        elif step < 40:
            assert math.isclose(new[ts], old[ts] + 0.1)
        else:  # the newest does not reach there, and the one before no longer counts
            assert ts not in new
    start = datetime.fromisoformat(after["period"]["start"])
    assert start == END + 3 * HOUR
    assert math.isclose(after["total"]["value"], sum(v for ts, v in new.items() if ts >= start))


def test_a_first_forecast_ahead_of_the_slowest_meter_lacks_nothing(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    """A meter that is ahead of the others: nothing is foretold of the hour it knows already."""
    own.query(
        "DELETE FROM powerlytics_analytics.forecasts WHERE issued_at < @end OR ts < @later",
        {"end": END, "later": END + HOUR},
    )
    own.query(
        "UPDATE powerlytics_analytics.forecasts SET issued_at = @later WHERE TRUE",
        {"later": END + HOUR},
    )
    found = answer(asking, log_in(asking), "/api/v1/forecasts")
    assert datetime.fromisoformat(found["period_24_hours"]["start"]) == END + HOUR
    assert found["data"][0]["next_24_hours"]["completeness"] == 1
    one = answer(asking, log_in(asking), HOSTEL)
    assert one["total"]["completeness"] == 1
    assert datetime.fromisoformat(one["period"]["start"]) == END + HOUR
    assert max(by_ts(one["series"], "actual_kwh")) == END - HOUR


def test_a_gap_in_a_forecast_shows_in_its_completeness(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    own.query(
        "DELETE FROM powerlytics_analytics.forecasts WHERE ts >= @ts AND ts < @until",
        {"ts": END + 5 * HOUR, "until": END + 11 * HOUR},
    )
    found = answer(asking, log_in(asking), "/api/v1/forecasts")["data"][0]
    assert found["next_24_hours"]["completeness"] == 18 / 24
    assert answer(asking, log_in(asking), HOSTEL)["total"]["completeness"] == 42 / 48


def test_before_the_first_reading_nothing_is_foretold(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(tmp_path / "w.duckdb", memory_limit="512MB", threads=1)
    warehouse.create_tables()
    building = {"tenant_id": "northgate", "building_id": "b", "name": "B", "timezone": "UTC"}
    warehouse.load("building_metadata", pa.Table.from_pylist([building]))
    settings = Settings(home=tmp_path, demo=True, _env_file=None)
    with TestClient(create_app(settings, warehouse, PLENTY)) as client:
        headers = log_in(client)
        for path in ("/api/v1/forecast", "/api/v1/buildings/b/forecast"):
            assert answer(client, headers, path)["reason"] == "no reading has come yet"
        row = answer(client, headers, "/api/v1/forecasts")["data"][0]
        assert row["next_24_hours"]["why"] == "no reading has come yet"
    warehouse.close()


@pytest.mark.parametrize("path", [HOSTEL, LIBRARY, "/api/v1/forecast", "/api/v1/forecasts"])
def test_every_figure_opens_and_none_goes_without_a_reason(
    client: TestClient, manager: Headers, path: str
) -> None:
    body = answer(client, manager, path)
    found = figures(body)
    assert len(found) >= 2
    for figure in found:
        assert (figure["value"] is None) == (figure["why"] is not None)
        assert figure["value"] is None or figure["proof"] is not None
        if figure["proof"]:
            proof = answer(client, manager, f"/api/v1/proof/{figure['proof']}")
            assert proof["value_now"] == figure["value"]
            assert proof["unit"] == figure["unit"]
            assert proof["changed"] is False
            assert proof["completeness"] == pytest.approx(figure["completeness"])
    if "series" in body and body["reason"] is None:
        proof = answer(client, manager, f"/api/v1/proof/{body['series']['proof']}")
        assert proof["changed"] is False
        assert proof["title"] == "Forecast energy, sum of the series"


def test_the_exports_hold_the_curve(client: TestClient, manager: Headers) -> None:
    series = answer(client, manager, HOSTEL)["series"]["columns"]
    answered = client.get(HOSTEL, params={"format": "parquet"}, headers=manager)
    table = pyarrow.parquet.read_table(io.BytesIO(answered.content))
    assert table.num_rows == len(series["ts"])
    for name in (*LEVELS, "actual_kwh"):
        assert table.column(name).to_pylist() == series[name]
    text = client.get(HOSTEL, params={"format": "csv"}, headers=manager).text
    assert text.splitlines()[0].startswith('"ts","q10_kwh"')
    assert len(text.splitlines()) == table.num_rows + 1


def test_an_answer_that_has_not_changed_is_not_sent_again(
    client: TestClient, manager: Headers
) -> None:
    etag = client.get(HOSTEL, headers=manager).headers["etag"]
    again = client.get(HOSTEL, headers={**manager, "If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def predict(client: TestClient, headers: Headers, **question: object) -> dict:
    response = client.post("/api/v1/predict", json=question, headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    return response.json()


@pytest.mark.parametrize("hours", [1, 24, 48])
def test_a_question_is_answered_by_the_stored_forecast_that_reaches_far_enough(
    client: TestClient, manager: Headers, hours: int
) -> None:
    found = predict(client, manager, building_id=MAIN.building, horizon_hours=hours)
    assert found["computed"] is False
    ahead = {ts: v for ts, v in by_ts(found["series"], "q50_kwh").items() if ts >= END}
    assert list(ahead) == [END + step * HOUR for step in range(hours)]
    assert math.isclose(found["total"]["value"], sum(ahead.values()))
    page = answer(client, manager, HOSTEL)
    assert found.keys() - page.keys() == {"computed"}


def test_a_question_by_the_day_is_answered_in_days(client: TestClient, manager: Headers) -> None:
    for hours, days in ((1, 1), (24, 1), (25, 2), (48, 2)):
        asked = {"device_id": HVAC.id, "horizon_hours": hours, "resolution": "day"}
        found = predict(client, manager, **asked)
        ahead = [ts for ts in by_ts(found["series"], "q50_kwh") if ts >= END]
        assert len(ahead) == days


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"building_id": MAIN.building, "device_id": MAIN.id},
        {"building_id": MAIN.building, "horizon_hours": 49},
        {"building_id": MAIN.building, "horizon_hours": 0},
        {"building_id": MAIN.building, "resolution": "month"},
        {"building_id": ""},
        {"building_id": MAIN.building, "tenant_id": "harbour"},
        [],
    ],
)
def test_a_question_that_cannot_be_is_refused(client, manager: Headers, question) -> None:
    answered = client.post("/api/v1/predict", json=question, headers=manager)
    assert answered.status_code == 422
    assert answered.json()["errors"][0]["where"].startswith("body")


def test_a_question_about_another_tenant_has_no_answer(client: TestClient, login: Login) -> None:
    stranger, warden = login("admin@harbour.demo"), login("warden@northgate.demo")
    for question in ({"building_id": MAIN.building}, {"device_id": MAIN.id}):
        theirs = client.post("/api/v1/predict", json=question, headers=stranger)
        assert theirs.status_code == 404
        assert client.post("/api/v1/predict", json=question, headers=warden).status_code == 200
    library = {"building_id": "northgate-library"}
    assert client.post("/api/v1/predict", json=library, headers=warden).status_code == 404
    assert client.post("/api/v1/predict", json=library).status_code == 401


def with_history(own: DuckDBWarehouse) -> None:
    """What the pipeline forecasts from, and nothing that it has issued."""
    own.query("DELETE FROM powerlytics_analytics.forecasts WHERE TRUE")
    names = ("tenant_id", "building_id", "device_id", "ts", "energy_kwh", "local_date")
    known = schema.table("ml_features").column_names
    rows = [{n: row[n] for n in names if n in known} for row in estate.analytics_hourly()]
    own.load("ml_features", arrow(schema.table("ml_features"), rows))


def now_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The estate lies in the past: what was last known there counts as newest."""
    issue = predict_module.forecast
    monkeypatch.setattr(predict_module, "forecast", partial(issue, now=END))


def test_a_question_beyond_what_is_stored_is_computed_once_and_kept(
    own: DuckDBWarehouse, asking: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history(own)
    now_is_the_end(monkeypatch)
    headers = log_in(asking)
    assert answer(asking, headers, HOSTEL)["reason"] is not None
    found = predict(asking, headers, building_id=MAIN.building)
    assert (found["computed"], found["model"], found["reason"]) == (True, "naive168", None)
    said = {ts: v for ts, v in by_ts(found["series"], "q50_kwh").items() if ts >= END}
    assert list(said) == [END + step * HOUR for step in range(48)]
    assert said[END] == energy(MAIN, END - 7 * DAY)  # as a week ago
    assert math.isclose(found["total"]["value"], sum(said.values()))
    proof = answer(asking, headers, f"/api/v1/proof/{found['total']['proof']}")
    assert proof["value_now"] == found["total"]["value"]
    again = predict(asking, headers, device_id=HVAC.id)
    assert (again["computed"], again["model"]) == (False, "naive168")
    assert answer(asking, headers, HOSTEL)["model"] == "naive168"
    # what one tenant asks for is done for no other
    rows = own.query("SELECT DISTINCT tenant_id FROM powerlytics_analytics.forecasts")
    assert rows.column(0).to_pylist() == ["northgate"]


def test_a_question_that_takes_too_long_is_given_up_and_says_so(
    own: DuckDBWarehouse, asking: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history(own)
    now_is_the_end(monkeypatch)
    monkeypatch.setattr(predict_module, "SECONDS", 0.01)
    asked = {"building_id": MAIN.building}
    answered = asking.post("/api/v1/predict", json=asked, headers=log_in(asking))
    assert answered.status_code == 503
    assert answered.headers["retry-after"] == "60"
    assert "try again" in answered.json()["detail"]
    assert own.query("SELECT 1 AS x FROM powerlytics_analytics.forecasts").num_rows == 0


def test_what_cannot_be_forecast_is_not_computed_again_and_again(
    client: TestClient, manager: Headers
) -> None:
    found = predict(client, manager, building_id="northgate-library")
    assert (found["computed"], found["reason"]) == (False, REASON)


def test_the_spring_day_of_23_hours_is_a_whole_day(own: DuckDBWarehouse) -> None:
    sunday = datetime(2026, 3, 29, tzinfo=DUBLIN)
    start, end = ((sunday + step * DAY).astimezone(UTC) for step in (0, 1))
    assert end - start == 23 * HOUR
    day = next(row for row in foreseen.forecasts() if row["resolution"] == "day")
    rows = [day | {"ts": start, "issued_at": start, "device_id": None}]
    own.load("forecasts", arrow(schema.table("forecasts"), rows))
    asked = {
        "tenant_id": "northgate", "all_buildings": True, "building_ids": [], "device_id": "",
        "resolution": "day", "model": "", "levels": ["building"], "start": start, "end": end,
    }  # fmt: skip
    total = own.read("forecast_total", asked).to_pylist()
    assert [(row["expected_intervals"], row["completeness"]) for row in total] == [(1, 1.0)]
