"""The newest forecast counts, wherever it begins and however far it reaches."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
from starlette.testclient import TestClient

from backend.app import create_app
from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from tests.backend import foreseen
from tests.backend.asked import DUBLIN, HOSTEL, MAIN, Headers, answer, by_ts
from tests.backend.conftest import PLENTY
from tests.backend.estate import END
from tests.backend.foreseen import DAY, HOUR, REASON, day_median, median
from tests.backend.test_answers import log_in
from tests.transforms.estate import arrow


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


def test_a_building_without_a_new_forecast_takes_it_from_no_other(
    own: DuckDBWarehouse, asking: TestClient
) -> None:
    headers, path = log_in(asking), "/api/v1/forecast"
    before = answer(asking, headers, path)
    old = [
        row
        | {"building_id": "northgate-library"}
        | {name: row[name] - 2 * DAY for name in ("ts", "issued_at")}
        for row in foreseen.forecasts()
        if (row["building_id"], row["device_id"], row["issued_at"]) == (MAIN.building, None, END)
        and row["resolution"] == "hour"
    ]
    own.load("forecasts", arrow(schema.table("forecasts"), old))
    after = answer(asking, headers, path)
    assert by_ts(after["series"], "q50_kwh") == by_ts(before["series"], "q50_kwh")
    assert after["total"]["value"] == before["total"]["value"]
    assert after["without"] == before["without"]


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
