"""Every figure is what the estate says: sums by hand, identities, and what is missing."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from tests.backend import estate
from tests.backend.estate import BUILDINGS, DEVICES, END, PRICE, energy, hours

HOSTEL = "/api/v1/buildings/northgate-hopkins-hostel"
DUBLIN = ZoneInfo("Europe/Dublin")
SPAN = {"start_date": "2026-03-27", "end_date": "2026-03-31"}
Headers = dict[str, str]


def by_hand(building: str, first: date, last: date, kind: str = "main_meter") -> list[float]:
    """Known hourly energies of a building's local days [first, last)."""
    zone = ZoneInfo(estate.ZONE[building.split("-", maxsplit=1)[0]])
    found = [
        energy(device, ts)
        for device in DEVICES
        if device.building == building and device.kind == kind
        for ts in hours()
        if first <= ts.astimezone(zone).date() < last
    ]
    return [value for value in found if value is not None]


def answer(client: TestClient, headers: Headers, path: str, **query: str) -> dict:
    response = client.get(path, headers=headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("resolution", ["hour", "day", "month"])
def test_the_total_is_the_sum_by_hand_and_the_curve_adds_up_to_it(
    client: TestClient, manager: Headers, resolution: str
) -> None:
    found = answer(client, manager, f"{HOSTEL}/energy", **SPAN, resolution=resolution)
    values = by_hand("northgate-hopkins-hostel", date(2026, 3, 27), date(2026, 3, 31))
    figures = found["figures"]
    assert math.isclose(figures["energy"]["value"], sum(values))
    assert math.isclose(figures["cost"]["value"], sum(values) * PRICE)
    assert math.isclose(figures["peak"]["value"], max(values))
    assert figures["cost"]["unit"] == "EUR"
    columns = found["series"]["columns"]
    assert math.isclose(sum(columns["energy_kwh"]), sum(values))
    assert len({len(column) for column in columns.values()}) == 1
    assert columns["ts"] == sorted(columns["ts"])


def test_the_day_that_the_clocks_go_forward_has_23_hours(
    client: TestClient, manager: Headers
) -> None:
    day = {"start_date": "2026-03-29", "end_date": "2026-03-30"}
    found = answer(client, manager, f"{HOSTEL}/energy", **day, resolution="hour")
    stamps = found["series"]["columns"]["ts"]
    assert len(stamps) == 23
    local = [datetime.fromtimestamp(ts / 1000, UTC).astimezone(DUBLIN) for ts in stamps]
    assert {moment.date() for moment in local} == {date(2026, 3, 29)}
    values = by_hand("northgate-hopkins-hostel", date(2026, 3, 29), date(2026, 3, 30))
    assert math.isclose(found["figures"]["energy"]["value"], sum(values))


def test_days_and_months_are_labelled_by_their_local_midnight(
    client: TestClient, manager: Headers
) -> None:
    span = {"start_date": "2026-03-01", "end_date": "2026-03-31"}
    for resolution in ("day", "month"):
        found = answer(client, manager, f"{HOSTEL}/energy", **span, resolution=resolution)
        for ts in found["series"]["columns"]["ts"]:
            local = datetime.fromtimestamp(ts / 1000, UTC).astimezone(DUBLIN)
            assert (local.hour, local.minute) == (0, 0)


def test_a_silent_building_is_unknown_and_says_why_never_zero(
    client: TestClient, manager: Headers
) -> None:
    day = {"start_date": "2026-03-30", "end_date": "2026-03-31"}
    found = answer(client, manager, "/api/v1/buildings/northgate-library/energy", **day)
    figure = found["figures"]["energy"]
    assert figure["value"] is None
    assert figure["completeness"] == 0
    assert figure["why"] == "silent 61 h"
    assert set(found["series"]["columns"]["energy_kwh"]) == {None}


def test_a_building_without_a_meter_says_so(client: TestClient, manager: Headers) -> None:
    found = answer(client, manager, "/api/v1/buildings/northgate-store/energy", **SPAN)
    assert found["figures"]["energy"] == {
        "value": None,
        "unit": "kWh",
        "completeness": None,
        "estimated_share": None,
        "proof": None,
        "why": "no main meter",
    }


def test_an_estimated_hour_shows_in_the_estimated_share(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, f"{HOSTEL}/energy", **SPAN)
    known = len(by_hand("northgate-hopkins-hostel", date(2026, 3, 27), date(2026, 3, 31)))
    assert math.isclose(found["figures"]["energy"]["estimated_share"], 1 / known)
    column = found["series"]["columns"]
    share = dict(zip(column["ts"], column["estimated_share"], strict=True))
    assert share[int(estate.ESTIMATED_HOUR.timestamp() * 1000)] == 1


@pytest.mark.parametrize("resolution", ["hour", "day", "month"])
def test_the_parts_and_what_is_unmetered_sum_to_the_main_meter(
    client: TestClient, manager: Headers, resolution: str
) -> None:
    found = answer(client, manager, f"{HOSTEL}/breakdown", **SPAN, resolution=resolution)
    total = found["total"]["value"]
    assert math.isclose(sum(part["energy"]["value"] for part in found["parts"]), total)
    assert math.isclose(sum(part["share"] for part in found["parts"]), 1)
    assert found["parts"][-1]["key"] == "unmetered"
    columns = found["series"]["columns"]
    energies = answer(client, manager, f"{HOSTEL}/energy", **SPAN, resolution=resolution)
    layers = [columns[part["key"]] for part in found["parts"]]
    for parts, main in zip(
        zip(*layers, strict=True), energies["series"]["columns"]["energy_kwh"], strict=True
    ):
        assert math.isclose(sum(parts), main)


def test_rooms_are_per_bed_and_a_room_without_a_meter_is_unknown(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, f"{HOSTEL}/rooms", **SPAN)
    rooms = {room["name"]: room for room in found["rooms"]}
    count = len(by_hand("northgate-hopkins-hostel", date(2026, 3, 27), date(2026, 3, 31)))
    assert math.isclose(rooms["301"]["per_bed"]["value"], 0.5 * count / 2)
    assert math.isclose(rooms["302"]["per_bed"]["value"], 0.25 * count / 4)
    assert rooms["303"]["per_bed"]["value"] is None
    assert rooms["303"]["per_bed"]["why"] == "no meter reading"


def test_the_overview_says_what_the_estate_says(client: TestClient, manager: Headers) -> None:
    found = answer(client, manager, "/api/v1/dashboard/summary")
    assert found["as_of"] == END.isoformat().replace("+00:00", "Z")
    rows = {row["building_id"]: row for row in found["buildings"]}
    assert set(rows) == {key for key in BUILDINGS if key.startswith("northgate")}
    hostel = rows["northgate-hopkins-hostel"]
    assert hostel["now"]["value"] == 10 + 13
    # the clocks changed on Sunday: 14:00 was at 13:00 UTC today and at 14:00 UTC last week
    assert math.isclose(hostel["change"], 23 / 24 - 1)
    assert found["now"]["value"] == 10 + 13
    assert found["now"]["completeness"] == 0.5
    assert found["week_before"]["value"] == 2 * (10 + 14)
    assert rows["northgate-library"]["now"]["why"] == "silent 61 h"
    assert found["status"]["silent_count"] == 1
    today = sum(10 + hour for hour in range(14)) + (10 + 23)  # BST: the day began at 23:00 UTC
    ledger = {row["measure"]: row for row in found["ledger"]}
    assert math.isclose(ledger["energy"]["today"]["value"], today)
    assert math.isclose(hostel["energy_today"]["value"], today)
    spark = hostel["sparkline"]
    assert len(spark["ts"]) == len(spark["kw"]) == 48
    assert spark["kw"][-1] == 10 + 13


def test_a_meter_that_fell_silent_is_not_called_a_saving(
    client: TestClient, manager: Headers
) -> None:
    found = answer(client, manager, "/api/v1/dashboard/summary")
    assert found["change"] is None
    assert "less" not in found["headline"]["text"]
    assert found["headline"]["text"] == (
        "Northgate draws at least 23.0 kW now; 50% of the readings are here."
    )
    assert "Library" in found["headline"]["detail"]


def test_the_other_tenant_compares_with_last_week(client: TestClient, login) -> None:
    found = answer(client, login("viewer@harbour.demo"), "/api/v1/dashboard/summary")
    assert found["headline"]["text"] == (
        "Harbour Homes draws 46.0 kW now, 4% less than the same hour last week."
    )
    assert found["headline"]["detail"] == "Every building reports."
    assert len(found["headline"]["figures"]) == 2


def test_raw_readings_are_the_current_revisions(client: TestClient, manager: Headers) -> None:
    start = END - timedelta(hours=4)
    found = answer(
        client,
        manager,
        "/api/v1/devices/northgate-hopkins-hostel-main/series",
        start=start.isoformat(),
        end=END.isoformat(),
        resolution="raw",
    )
    assert found["revision"] == [0, 0, 1, 0]
    assert found["series"]["columns"]["energy_kwh"] == [20, 21, 22, 23]


def test_quality_counts_days_devices_and_reasons(client: TestClient, manager: Headers) -> None:
    found = answer(client, manager, "/api/v1/quality", days="3")
    assert found["days"] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    devices = {row["device_id"]: row for row in found["devices"]}
    assert devices["northgate-library-main"]["completeness"] == [1 / 24, 0, 0]
    assert devices["northgate-hopkins-hostel-main"]["completeness"] == [1, 1, 1]
    assert {row["reason"]: row["rejected"] for row in found["rejections"]} == {
        "bad_ts": 2,
        "not_a_number": 1,
    }
    assert found["text"].endswith("northgate-library-main is silent 61 h.")


def test_sync_health_shows_runs_newest_first(client: TestClient, manager: Headers) -> None:
    found = answer(client, manager, "/api/v1/sync")
    assert [run["sync_id"] for run in found["runs"]] == [f"northgate-{n}" for n in (1, 2, 3)]
    assert found["runs"][1]["error"] == "the source answered 503 four times"
    assert [run["status"] for run in found["connections"]] == ["succeeded"]


@pytest.mark.parametrize(
    ("path", "key"), [("/api/v1/devices", "device_id"), ("/api/v1/buildings", "building_id")]
)
def test_pages_give_everything_once(
    client: TestClient, manager: Headers, path: str, key: str
) -> None:
    whole = answer(client, manager, path)["data"]
    seen: list[str] = []
    cursor = None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = answer(client, manager, path, **query)
        seen.extend(row[key] for row in page["data"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [row[key] for row in whole]


@pytest.mark.parametrize("resolution", ["total", "hour"])
def test_the_site_is_never_more_or_less_than_its_buildings(warehouse, resolution: str) -> None:
    asked = {
        "tenant_id": "northgate", "all_buildings": True, "building_ids": [], "timezone": "UTC",
        "start_date": date(2026, 3, 27), "end_date": date(2026, 3, 31), "before": END,
        "resolution": resolution,
    }  # fmt: skip
    both = warehouse.read("energy", {**asked, "levels": ["site", "building"]}).to_pylist()
    alone = warehouse.read("energy", {**asked, "levels": ["site"]}).to_pylist()
    site = {row["ts"]: row for row in both if row["building_id"] is None}
    assert len(site) == (1 if resolution == "total" else len({row["ts"] for row in both}))
    assert [row["ts"] for row in alone] == list(site)
    for row in alone:
        parts = [one for one in both if one["building_id"] is not None and one["ts"] == row["ts"]]
        for measure in ("energy_kwh", "cost", "carbon_kg", "expected_intervals", "source_rows"):
            known = [one[measure] for one in parts if one[measure] is not None]
            assert row[measure] == pytest.approx(sum(known)) if known else row[measure] is None
            assert site[row["ts"]][measure] == pytest.approx(row[measure])
