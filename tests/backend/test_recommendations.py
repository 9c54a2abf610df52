"""A recommendation says what it saves as a range, on what evidence, and to nobody else."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.backend import foreseen
from tests.backend.conftest import Login
from tests.backend.test_proof import figures

LIST = "/api/v1/recommendations"
Headers = dict[str, str]


def answer(client: TestClient, headers: Headers, path: str = LIST, **query: str) -> dict:
    response = client.get(path, headers=headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def ids(body: dict) -> list[str]:
    return [item["recommendation_id"] for item in body["data"]]


def test_the_most_money_comes_first_and_what_has_no_price_last(
    client: TestClient, manager: Headers
) -> None:
    assert ids(answer(client, manager)) == [
        "northgate-advice-base_load",
        "northgate-advice-schedule",
        "northgate-advice-set_point",
    ]


def test_a_saving_is_a_range_in_three_units_with_its_evidence(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, f"{LIST}/northgate-advice-base_load")
    said = next(row for row in foreseen.recommendations() if row["kind"] == "base_load")
    for name, column, unit in (
        ("energy", "saving_kwh", "kWh"),
        ("cost", "saving_cost", "EUR"),
        ("carbon", "saving_carbon_kg", "kg CO2e"),
    ):
        figure = found[name]
        ends = (figure["low"], figure["value"], figure["high"])
        assert ends == tuple(said[f"{column}_{end}"] for end in ("low", "mid", "high"))
        assert list(ends) == sorted(ends)
        assert figure["unit"] == unit
    assert found["evidence"] == [{"label": "Base load", "value": 10.0, "unit": "kW"}]
    assert found["verify"].startswith("Compare")
    assert (found["period_start"], found["period_end"]) == ("2026-02-18", "2026-03-30")


def test_money_is_unknown_without_a_tariff_and_never_zero(
    client: TestClient, manager: Headers
) -> None:
    cost = answer(client, manager, f"{LIST}/northgate-advice-set_point")["cost"]
    assert (cost["value"], cost["low"], cost["high"]) == (None, None, None)
    assert (cost["why"], cost["unit"]) == ("cost unknown", "EUR")


def test_a_building_s_are_its_own_and_another_s_do_not_exist(
    client: TestClient, manager: Headers, login: Login
) -> None:
    library = answer(client, manager, building_id="northgate-library")
    assert ids(library) == ["northgate-advice-set_point"]
    stranger, warden = login("admin@harbour.demo"), login("warden@northgate.demo")
    assert ids(answer(client, stranger)) == ["harbour-advice-upgrade"]
    for headers, building in ((stranger, "northgate-library"), (warden, "northgate-library")):
        asked = {"building_id": building}
        assert client.get(LIST, params=asked, headers=headers).status_code == 404
        one = client.get(f"{LIST}/northgate-advice-set_point", headers=headers)
        assert one.status_code == 404
    assert "northgate-advice-set_point" not in ids(answer(client, warden))


def test_pages_give_every_recommendation_once(client: TestClient, manager: Headers) -> None:
    first = answer(client, manager, limit="2")
    rest = answer(client, manager, limit="2", cursor=first["next_cursor"])
    assert ids(first) + ids(rest) == ids(answer(client, manager))
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("path", [LIST, f"{LIST}/northgate-advice-set_point"])
def test_every_figure_opens_and_none_goes_without_a_reason(
    client: TestClient, manager: Headers, path: str
) -> None:
    found = figures(answer(client, manager, path))
    assert len(found) >= 3
    for figure in found:
        assert (figure["value"] is None) == (figure["why"] is not None)
        proof = answer(client, manager, f"/api/v1/proof/{figure['proof']}")
        assert (proof["value_now"], proof["unit"]) == (figure["value"], figure["unit"])
        assert proof["changed"] is False
