"""What was done of what was recommended is never lost, and no saving is claimed unmeasured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from tests.backend import estate, foreseen
from tests.backend.conftest import Login, Served
from tests.backend.test_proof import figures
from tests.backend.test_recommendations import Headers, answer

LIST = "/api/v1/savings"
DO = "/api/v1/recommendations/{}/action"
BASE_LOAD = DO.format("northgate-advice-base_load")
SINCE = "2026-03-01"


def ids(body: dict) -> list[str]:
    return [item["recommendation_id"].removeprefix("northgate-advice-") for item in body["data"]]


def test_what_was_done_stands_the_newest_first_and_what_was_taken_back_does_not(
    client: TestClient, manager: Headers
) -> None:
    assert ids(answer(client, manager, LIST)) == ["gone", "schedule"]
    assert ids(answer(client, manager, LIST, building_id="northgate-library")) == ["gone"]


def test_a_saving_is_a_range_over_the_days_that_were_measured(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, LIST)["data"][1]
    said = foreseen.savings()[0]
    saved = found["saved"]
    assert (saved["low"], saved["value"], saved["high"]) == (80.0, 120.0, 160.0)
    assert saved["unit"] == "kWh"
    assert (found["expected"]["value"], found["actual"]["value"]) == (1120.0, 1000.0)
    assert (found["days_after"], found["days_since"]) == (27, 30)
    assert found["last_day"] == said["last_day"].isoformat()
    assert found["note"] == "OpenDSM wants more days"


def test_a_saving_since_another_day_is_not_shown_for_this_one(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, LIST)["data"][0]
    assert (found["saved"]["value"], found["measured_at"]) == (None, None)
    assert found["saved"]["why"].startswith("not measured yet")


def test_every_figure_of_a_saving_opens(client: TestClient, manager: Headers) -> None:
    found = figures(answer(client, manager, LIST))
    assert len(found) == 8
    for figure in found:
        assert (figure["value"] is None) == (figure["why"] is not None)
        proof = answer(client, manager, f"/api/v1/proof/{figure['proof']}")
        assert (proof["value_now"], proof["unit"]) == (figure["value"], figure["unit"])
        assert "incident" not in proof["definition"]
        assert not proof["definition"].startswith("Column ")


def test_what_is_done_counts_at_once_and_is_remembered_with_who_said_it(served: Served) -> None:
    warehouse, client, login = served
    manager = login("manager@northgate.demo")
    said = client.post(BASE_LOAD, json={"since": SINCE}, headers=manager)
    assert said.status_code == 200, said.text
    assert (said.json()["since"], said.json()["who"]) == (SINCE, "manager@northgate.demo")
    assert ids(answer(client, manager, LIST)) == ["gone", "base_load", "schedule"]
    done = answer(client, manager, "/api/v1/recommendations/northgate-advice-base_load")
    assert done["done_since"] == SINCE
    rows = _said(warehouse, "northgate-advice-base_load")
    assert [str(row["since"]) for row in rows] == [str(estate.START.date()), "None", SINCE]
    assert rows[-1]["building_id"] == "northgate-hopkins-hostel"


def test_what_was_done_is_not_recommended_again_before_its_evidence_is_all_new(
    served: Served,
) -> None:
    _, client, login = served
    manager, path = login("manager@northgate.demo"), "/api/v1/recommendations"
    assert ids(answer(client, manager, path, done="false")) == ["base_load", "set_point"]
    assert ids(answer(client, manager, path, done="true")) == ["schedule"]
    first = answer(client, manager, path, done="false", limit="1")
    client.post(BASE_LOAD, json={"since": SINCE}, headers=manager)  # between two pages
    rest = answer(client, manager, path, done="false", limit="1", cursor=first["next_cursor"])
    assert ids(first) + ids(rest) == ["base_load", "set_point"]
    start = answer(client, manager, f"{path}/northgate-advice-schedule")["period_start"]
    client.post(DO.format("northgate-advice-schedule"), json={"since": start}, headers=manager)
    assert "schedule" in ids(answer(client, manager, path, done="false"))
    assert "schedule" in ids(answer(client, manager, LIST))  # and what it saved still shows


def test_the_same_done_twice_is_said_once(served: Served) -> None:
    warehouse, client, login = served
    manager = login("manager@northgate.demo")
    first = client.post(BASE_LOAD, json={"since": SINCE}, headers=manager).json()
    version = warehouse.version()
    assert client.post(BASE_LOAD, json={"since": SINCE}, headers=manager).json() == first
    assert warehouse.version() == version


def test_what_stands_no_more_can_be_corrected_and_taken_back(served: Served) -> None:
    warehouse, client, login = served
    manager, gone = login("manager@northgate.demo"), DO.format("northgate-advice-gone")
    assert client.post(gone, json={"since": SINCE}, headers=manager).json()["since"] == SINCE
    assert ids(client.delete(gone, headers=manager).json()) == ["schedule"]
    assert ids(answer(client, manager, LIST)) == ["schedule"]
    assert ids(client.delete(gone, headers=manager).json()) == ["schedule"]
    assert len(_said(warehouse, "northgate-advice-gone")) == 3
    # a slip can be put right
    assert client.post(gone, json={"since": SINCE}, headers=manager).json()["title"]


@pytest.mark.parametrize("since", ["2999-01-01", "1969-12-31", "1 March", "", None, 5])
def test_a_day_that_has_not_come_or_is_none_is_refused(
    served: Served, since: str | int | None
) -> None:
    warehouse, client, login = served
    manager = login("manager@northgate.demo")
    version = warehouse.version()
    assert client.post(BASE_LOAD, json={"since": since}, headers=manager).status_code == 422
    assert warehouse.version() == version


def test_tomorrow_where_the_building_stands_is_never_refused(served: Served) -> None:
    _, client, login = served
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    headers = login("manager@northgate.demo")
    assert client.post(BASE_LOAD, json={"since": tomorrow}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("who", "status", "elsewhere"),
    [
        ("admin@northgate.demo", 200, 200),
        ("engineer@northgate.demo", 200, 200),
        ("warden@northgate.demo", 200, 404),
        ("viewer@northgate.demo", 403, 403),
        ("admin@harbour.demo", 404, 404),
    ],
)
def test_only_who_may_says_what_was_done_and_only_of_his_own(
    served: Served, who: str, status: int, elsewhere: int
) -> None:
    warehouse, client, login = served
    headers = login(who)
    assert client.post(BASE_LOAD, json={"since": SINCE}, headers=headers).status_code == status
    assert client.post(BASE_LOAD, json={"since": SINCE}).status_code == 401
    for name in ("gone", "set_point"):  # the library's, done and not
        there = DO.format(f"northgate-advice-{name}")
        said = client.post(there, json={"since": SINCE}, headers=headers)
        assert said.status_code == elsewhere, name
    counted = len(_said(warehouse, "northgate-advice-base_load"))
    assert counted == (3 if status == 200 else 2)


def test_a_warden_sees_no_saving_of_other_buildings_and_no_tenant_another_s(
    client: TestClient, login: Login
) -> None:
    assert ids(answer(client, login("warden@northgate.demo"), LIST)) == ["schedule"]
    assert ids(answer(client, login("admin@harbour.demo"), LIST)) == ["harbour-advice-upgrade"]
    asked = {"building_id": "northgate-library"}
    for who in ("warden@northgate.demo", "admin@harbour.demo"):
        assert client.get(LIST, params=asked, headers=login(who)).status_code == 404


def _said(warehouse, recommendation_id: str) -> list[dict]:
    rows = warehouse.query(
        "SELECT * FROM powerlytics_analytics.recommendation_actions "
        "WHERE recommendation_id = @recommendation_id ORDER BY said_at",
        {"recommendation_id": recommendation_id},
    )
    return rows.to_pylist()
