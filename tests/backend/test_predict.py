"""A question about what is to come: answered from the store, or computed once and kept."""

from __future__ import annotations

import math
import shutil
import threading
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import anyio
import pytest
from starlette.testclient import TestClient

from backend.answers import THREADS, Answers
from backend.forecasts import issuing
from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from ml.registry import SHIPPED, Registry, Version
from tests.backend import estate
from tests.backend.asked import HOSTEL, HVAC, MAIN, Headers, answer, by_ts
from tests.backend.conftest import Login
from tests.backend.estate import END, energy
from tests.backend.foreseen import DAY, HOUR, REASON
from tests.backend.test_answers import log_in
from tests.transforms.estate import arrow


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
    issue = issuing.forecast
    monkeypatch.setattr(issuing, "forecast", partial(issue, now=END))


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


@pytest.mark.slow
def test_the_network_that_ships_answers_once_it_serves(
    own: DuckDBWarehouse, asking: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history(own)
    now_is_the_end(monkeypatch)
    registry, draft = Registry(tmp_path / "models"), tmp_path / "models" / "draft"
    shutil.copytree(SHIPPED, draft)
    registry.add(draft, Version("shipped-1", "global", END, "test"))
    registry.promote("shipped-1")
    found = predict(asking, log_in(asking), device_id=MAIN.id)
    assert (found["computed"], found["model"], found["reason"]) == (True, "global", None)
    medians = {ts: v for ts, v in by_ts(found["series"], "q50_kwh").items() if ts >= END}
    assert list(medians) == [END + step * HOUR for step in range(48)]
    low, high = by_ts(found["series"], "q10_kwh"), by_ts(found["series"], "q90_kwh")
    assert all(low[ts] <= medians[ts] <= high[ts] for ts in medians)
    # The meter does the same every UTC day, and the clocks changed the night before: all hours are
    # foreseen but the one that ends its day, which local habit puts elsewhere.
    missed = {ts.hour for ts in medians if abs(medians[ts] - energy(MAIN, ts - 7 * DAY)) > 1}
    assert missed <= {23}


def test_who_waited_for_the_forecast_of_another_gets_it(
    own: DuckDBWarehouse, asking: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history(own)
    now_is_the_end(monkeypatch)
    made = issuing.forecast

    def by_another(*args: object, **named: object) -> SimpleNamespace:
        made(*args, **named)
        return SimpleNamespace(rows=0)  # when it was this one's turn nothing was due any more

    monkeypatch.setattr(issuing, "forecast", by_another)
    found = predict(asking, log_in(asking), building_id=MAIN.building)
    assert (found["computed"], found["reason"]) == (False, None)
    assert found["total"]["value"] > 0


def never(*_: object, **__: object) -> None:
    raise AssertionError("a forecast was tried")


@pytest.mark.anyio
async def test_forecasts_that_are_asked_for_never_hold_up_other_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many ask, they wait on a thread of their own, one after the other."""
    running, most, go_on = 0, 0, threading.Event()

    def slow(*_: object, **__: object) -> SimpleNamespace:
        nonlocal running, most
        running += 1
        most = max(most, running)
        go_on.wait(10)
        running -= 1
        return SimpleNamespace(rows=1)

    monkeypatch.setattr(issuing, "forecast", slow)
    turns, answers = issuing.Issuing(), Answers()
    async with anyio.create_task_group() as group:
        for _ in range(2 * THREADS):
            group.start_soon(turns.issue, Settings(), None, "northgate")
        await anyio.sleep(0.05)
        with anyio.fail_after(5):
            assert await answers.in_thread(lambda: "at once") == "at once"
        go_on.set()
    assert most == 1


def test_a_question_that_takes_too_long_is_given_up_and_says_so(
    own: DuckDBWarehouse, asking: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history(own)
    now_is_the_end(monkeypatch)
    monkeypatch.setattr(issuing, "SECONDS", 0.01)
    asked = {"building_id": MAIN.building}
    answered = asking.post("/api/v1/predict", json=asked, headers=log_in(asking))
    assert answered.status_code == 503
    assert answered.headers["retry-after"] == "60"
    assert "try again" in answered.json()["detail"]
    # who asks again at once is told the same without another try
    monkeypatch.setattr(issuing, "forecast", never)
    again = asking.post("/api/v1/predict", json=asked, headers=log_in(asking))
    assert again.status_code == 503
    assert 0 < int(again.headers["retry-after"]) <= 60
    assert own.query("SELECT 1 AS x FROM powerlytics_analytics.forecasts").num_rows == 0


def test_what_cannot_be_forecast_is_not_computed_again_and_again(
    client: TestClient, manager: Headers
) -> None:
    found = predict(client, manager, building_id="northgate-library")
    assert (found["computed"], found["reason"]) == (False, REASON)
