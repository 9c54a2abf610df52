"""Which model serves, how it came to that, and how good it is: from what is on record."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from backend.models import service
from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from tests.backend import estate, foreseen
from tests.backend.conftest import Login
from tests.backend.foreseen import DAY, HOUR, MODEL, REASON, VERSION
from tests.backend.test_answers import log_in
from tests.backend.test_proof import figures
from tests.transforms.estate import arrow

PAGE = "/api/v1/models"
Headers = dict[str, str]


def answer(client: TestClient, headers: Headers, path: str = PAGE, **query: str) -> dict:
    response = client.get(path, headers=headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def add(warehouse: DuckDBWarehouse, **run: object) -> None:
    """One more run, after all others."""
    last = foreseen.model_runs()[-1]
    later = {
        "run_id": f"later-{run['version']}", "started_at": last["started_at"] + HOUR,
        "finished_at": last["started_at"] + 2 * HOUR, "note": None, "metrics": "{}",
    }  # fmt: skip
    warehouse.load("model_runs", arrow(schema.table("model_runs"), [last | later | run]))


def test_the_champion_is_who_was_last_given_the_role(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    headers = log_in(asking)
    found = answer(asking, headers)
    assert found["champion"]["version"] == VERSION
    assert found["champion"]["metrics"] == {"mase24": 0.6}
    assert [item["version"] for item in found["challengers"]] == ["2026-03-28-b"]
    add(own, kind="promote", version="2026-03-28-b", status="champion", note="better")
    found = answer(asking, headers)
    assert found["champion"]["version"] == "2026-03-28-b"
    assert found["champion"]["note"] == "better"
    assert found["champion"]["metrics"] == {"mase24": 0.62}  # of its training
    assert found["champion"]["trained_at"] < found["champion"]["since"]
    assert found["challengers"] == []
    assert "2026-03-28-b" in found["text"]


def test_a_rejected_version_is_no_challenger_and_a_failed_run_changes_no_role(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    add(own, kind="promote", version="2026-03-28-b", status="failed")
    found = answer(asking, log_in(asking))
    assert found["champion"]["version"] == VERSION
    assert [item["version"] for item in found["challengers"]] == ["2026-03-28-b"]
    add(own, kind="promote", version="2026-03-28-b", status="rejected", run_id="z")
    assert answer(asking, log_in(asking))["challengers"] == []


def test_a_champion_is_not_forgotten_however_much_ran_since(
    own: DuckDBWarehouse, asking: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_RUNS", 8)
    last = foreseen.model_runs()[-1]
    since = [
        last | {"run_id": f"f{n}", "kind": "forecast", "started_at": last["started_at"] + n * HOUR}
        for n in range(1, 20)
    ]
    own.load("model_runs", arrow(schema.table("model_runs"), since))
    found = answer(asking, log_in(asking))
    assert found["champion"]["version"] == VERSION
    assert VERSION in found["text"]
    assert {run["kind"] for run in found["runs"]} == {"forecast"}
    told = answer(asking, log_in(asking), kind="train")["runs"]
    assert [run["status"] for run in told] == ["rejected", "challenger", "champion"]


def test_a_page_of_runs_repeats_none_when_another_ends_meanwhile(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    headers = log_in(asking)
    first = answer(asking, headers, limit="2")
    add(own, kind="forecast", version=VERSION, status="done")
    rest = answer(asking, headers, limit="100", cursor=first["next_cursor"])
    ids = [run["run_id"] for run in first["runs"] + rest["runs"]]
    assert len(ids) == len(set(ids)) == len(foreseen.model_runs())


def test_how_many_meters_other_tenants_have_is_told_to_none(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    trained = {"metrics": '{"meters": 912, "mase24": 0.6}', "tenant_id": ""}
    note = "912 meters, 400 days; better than the naive forecast"
    add(own, kind="train", version="c", status="challenger", note=note, **trained)
    found = answer(asking, log_in(asking))
    assert "912" not in json.dumps(found)
    [run] = [run for run in found["runs"] if run["version"] == "c" and run["kind"] == "train"]
    assert (run["metrics"], run["note"]) == ({"mase24": 0.6}, "better than the naive forecast")


def test_runs_come_newest_first_and_every_one_once(client: TestClient, manager: Headers) -> None:
    whole = answer(client, manager)["runs"]
    assert [run["run_id"] for run in whole] == [f"run-{number}" for number in range(5, -1, -1)]
    first = answer(client, manager, limit="4")
    rest = answer(client, manager, limit="4", cursor=first["next_cursor"])
    assert first["runs"] + rest["runs"] == whole
    assert all(run["seconds"] == 3600 for run in whole)
    assert whole[-1]["parameters"] == {"seed": 0}
    broken = whole[0]
    assert (broken["status"], broken["metrics"]) == ("failed", {})  # what is no JSON says nothing


def test_what_all_buildings_count_is_not_told_to_who_sees_one(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    counted = {"status": "done", "version": "v", "metrics": '{"incidents": 7}', "note": "seven"}
    add(own, kind="detect", tenant_id="northgate", **counted)
    for who, metrics in (("manager", {"incidents": 7}), ("warden", {})):
        run = answer(asking, log_in(asking, f"{who}@northgate.demo"))["runs"][0]
        assert (run["kind"], run["metrics"], bool(run["note"])) == (
            "detect",
            metrics,
            bool(metrics),
        )


def test_drift_is_what_the_last_watch_saw(own: DuckDBWarehouse, asking: TestClient) -> None:
    headers = log_in(asking)
    found = answer(asking, headers)
    assert found["drift"]["drifted"] is False
    assert found["text"].endswith(".")
    add(own, kind="drift", version=VERSION, status="done", metrics='{"drifted": true}')
    found = answer(asking, headers)
    assert found["drift"]["drifted"] is True
    assert "drift" in found["text"]
    add(own, kind="promote", version="2026-03-28-b", status="champion")
    assert "drift" not in answer(asking, headers)["text"]  # it was another that had drifted


def test_skill_is_the_mean_over_the_meters_that_the_asker_sees(
    client: TestClient, manager: Headers, login: Login
) -> None:
    skill = {(s["model"], s["horizon_hours"]): s for s in answer(client, manager)["skill"]}
    assert set(skill) == {(m, h) for m in (MODEL, "naive168") for h in (24, 48, 168)}
    assert skill[MODEL, 24]["mase"]["value"] == pytest.approx(0.6)
    assert skill[MODEL, 24]["better_than_naive"]["value"] == 1
    assert skill["naive168", 24]["better_than_naive"]["value"] == 0
    assert skill[MODEL, 24]["meters"] == 1  # the library's meter has none
    theirs = answer(client, login("viewer@harbour.demo"))["skill"]
    assert {item["meters"] for item in theirs} == {2}


def test_skill_is_that_of_the_version_that_serves_else_the_newest(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    """What a refused challenger of the same model had does not hide the champion's."""
    known = foreseen.forecast_skill()[0]
    newer = known | {"computed_at": estate.END - DAY, "mase": 0.5, "version": "newer"}
    own.load("forecast_skill", arrow(schema.table("forecast_skill"), [newer]))

    def shown() -> list[tuple[str, float]]:
        found = answer(asking, log_in(asking))["skill"]
        mine = [s for s in found if (s["model"], s["horizon_hours"]) == (MODEL, 24)]
        return [(s["version"], s["mase"]["value"]) for s in mine]

    assert shown() == [(VERSION, pytest.approx(0.6))]
    add(own, kind="promote", version="newer", status="champion")
    assert shown() == [("newer", 0.5)]
    add(own, kind="promote", version="not measured", status="champion", run_id="zz")
    assert shown() == [("newer", 0.5)]


def test_meters_are_asked_for_by_model_and_horizon_and_none_loses_its_reason(
    client: TestClient, manager: Headers
) -> None:
    asked = {"model": MODEL, "horizon_hours": "24"}
    found = answer(client, manager, f"{PAGE}/meters", **asked)["data"]
    assert {row["horizon_hours"] for row in found if row["reason"] is None} == {24}
    assert {row["model"] for row in found if row["reason"] is None} == {MODEL}
    assert {row["reason"] for row in found if row["reason"] is not None} == {REASON}


def test_every_meter_has_its_skill_or_its_reason(client: TestClient, manager: Headers) -> None:
    found = answer(client, manager, f"{PAGE}/meters")["data"]
    assert len(found) == 2 * 6 + 2
    without = [row for row in found if row["reason"] is not None]
    assert {row["building_id"] for row in without} == {"northgate-library"}
    assert {row["reason"] for row in without} == {REASON}
    assert all(row["mase"]["why"] == REASON for row in without)
    seen, cursor = [], {}
    while True:
        page = answer(client, manager, f"{PAGE}/meters", limit="5", **cursor)
        seen += page["data"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == found


def test_a_warden_sees_the_skill_of_given_buildings_only(client: TestClient, login: Login) -> None:
    found = answer(client, login("warden@northgate.demo"), f"{PAGE}/meters")["data"]
    assert {row["building_id"] for row in found} == {"northgate-hopkins-hostel"}


def test_what_was_run_for_one_tenant_is_no_other_s(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    add(own, kind="train", version="secret", status="champion", tenant_id="harbour")
    assert "secret" not in str(answer(asking, log_in(asking)))
    theirs = answer(asking, log_in(asking, "viewer@harbour.demo"))
    assert theirs["champion"]["version"] == "secret"


def test_before_any_run_nothing_serves(own: DuckDBWarehouse, asking: TestClient) -> None:
    for name in ("model_runs", "forecast_skill"):
        own.query(f"DELETE FROM powerlytics_analytics.{name} WHERE TRUE")
    found = answer(asking, log_in(asking))
    assert (found["champion"], found["drift"]) == (None, None)
    assert found["challengers"] == found["runs"] == found["skill"] == []
    assert found["text"] == "No model has been promoted yet: the naive forecast serves."


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/meters"])
def test_every_figure_opens(client: TestClient, manager: Headers, path: str) -> None:
    found = figures(answer(client, manager, path))
    assert len(found) > 20
    for figure in found[:: len(found) // 20]:
        assert (figure["value"] is None) == (figure["why"] is not None)
        proof = answer(client, manager, f"/api/v1/proof/{figure['proof']}")
        assert (proof["value_now"], proof["changed"]) == (figure["value"], False)
