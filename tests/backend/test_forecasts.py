"""A forecast says what is to come, how sure it is, and nothing that it does not know."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from tests.backend import foreseen
from tests.backend.asked import DUBLIN, HOSTEL, HVAC, LEVELS, LIBRARY, MAIN, Headers, answer, by_ts
from tests.backend.conftest import Login
from tests.backend.estate import DEVICES, END, energy
from tests.backend.foreseen import DAY, HOUR, MODEL, REASON, VERSION, day_median, median


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
