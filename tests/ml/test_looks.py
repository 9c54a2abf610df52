"""Looks over the stored hours: each thing once, with its price, and what people said is kept."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from ml.meters import Target
from ml.tasks.detect import in_words
from pipeline.detect import FIRST, WINDOW, Looks, begins, detect, due_look, without_judged
from tests.ml.estate import HOUR, METERS, START, change, fill, measure

ANOMALIES = "SELECT * FROM powerlytics_analytics.anomalies ORDER BY tenant_id, incident_id"
DAYS = 45
THAT_DAY = (DAYS - 2) * 24, (DAYS - 1) * 24
NOW = START + DAYS * 24 * HOUR
RUNS = "SELECT * FROM powerlytics_analytics.model_runs WHERE started_at >= '2000-01-01'"


def incidents(warehouse: DuckDBWarehouse) -> list[dict[str, Any]]:
    return warehouse.query(ANOMALIES).to_pylist()


@pytest.fixture
def troubled(warehouse: DuckDBWarehouse) -> DuckDBWarehouse:
    """Six weeks; h-main uses four times as much through the day before yesterday."""
    fill(warehouse, DAYS, METERS[:2] + METERS[5:])
    change(warehouse, "h-main", *THAT_DAY, 4.0)
    return warehouse


def about(found: list[dict[str, Any]], device: str = "h-main") -> list[dict[str, Any]]:
    begin = START + (DAYS - 2) * 24 * HOUR
    return [
        row
        for row in found
        if row["device_id"] == device and row["start_ts"] < begin + 24 * HOUR
        and row["end_ts"] > begin
    ]  # fmt: skip


@pytest.mark.slow
def test_a_day_of_four_times_the_usual_is_one_incident_with_its_cost(
    home: Settings, troubled: DuckDBWarehouse
) -> None:
    end = START + DAYS * 24 * HOUR
    first = detect(home, troubled, now=end)
    found = incidents(troubled)
    assert first.look == "full" and first.incidents == len(found)
    (row,) = about(found)
    assert row["tenant_id"] == "harbour" and row["building_id"] == "h-house"
    assert row["excess_kwh"] > 0 and row["look"] == "full"
    assert row["cost"] == pytest.approx(row["excess_kwh"] * 0.25)
    assert row["carbon_kg"] == pytest.approx(row["excess_kwh"] * 0.3)
    assert row["currency"] == "EUR" and row["causes"]

    # each tenant has a run of its own, which counts its own incidents
    counted = {run["tenant_id"]: run["metrics"] for run in troubled.query(RUNS).to_pylist()}
    own = Counter(each["tenant_id"] for each in found)
    assert {t: json.loads(said)["incidents"] for t, said in counted.items()} == {
        tenant: own[tenant] for tenant in ("harbour", "north")
    }

    # looked at again: the same rows under the same names, found when they were found
    again = detect(home, troubled, now=end + timedelta(minutes=5), look="full")
    assert again.incidents <= first.incidents  # of the last two weeks only
    assert [r["incident_id"] for r in incidents(troubled)] == [r["incident_id"] for r in found]
    assert about(incidents(troubled))[0]["detected_at"] == row["detected_at"]
    assert detect(home, troubled, now=end + timedelta(minutes=6)).look is None


@pytest.mark.slow
def test_what_a_person_dismissed_is_not_raised_again_nor_lost(
    home: Settings, troubled: DuckDBWarehouse
) -> None:
    end = START + DAYS * 24 * HOUR
    detect(home, troubled, now=end)
    (row,) = about(incidents(troubled))
    said = {name: row[name] for name in ("tenant_id", "incident_id", "device_id", "kind")}
    span = {name: row[name] for name in ("start_ts", "end_ts")}
    troubled.load(
        "anomaly_feedback",
        pa.Table.from_pylist(
            [{**said, **span, "verdict": "dismissed", "who": "x", "said_at": end}]
        ),
    )
    detect(home, troubled, now=end + timedelta(minutes=5), look="full")
    assert [r["incident_id"] for r in about(incidents(troubled))] == [row["incident_id"]]


@pytest.mark.slow
def test_what_a_person_judges_while_a_look_runs_is_not_taken_away(
    home: Settings, troubled: DuckDBWarehouse
) -> None:
    change(troubled, "n-main", *THAT_DAY, 4.0)
    detect(home, troubled, now=NOW)
    (row,) = about(incidents(troubled))
    assert about(incidents(troubled), "n-main")
    for device in ("h-main", "n-main"):
        change(troubled, device, *THAT_DAY, 0.25)  # corrected: nothing is odd any more

    def judge(_step: str, _done: int, total: int | None, _text: str) -> None:
        if total is None:  # the look has read what people said, and begins
            names = ("tenant_id", "incident_id", "device_id", "kind", "start_ts", "end_ts")
            said = {**{name: row[name] for name in names}, "verdict": "confirmed", "said_at": NOW}
            troubled.load("anomaly_feedback", pa.Table.from_pylist([said]))

    detect(home, troubled, judge, NOW + timedelta(minutes=5), look="full")
    assert about(incidents(troubled)) == [row]
    assert about(incidents(troubled), "n-main") == []


def test_what_was_judged_goes_only_where_it_comes_again() -> None:
    ids = lambda *names: pa.table({"tenant_id": ["t"] * len(names), "incident_id": names})  # noqa: E731
    gone = without_judged({"t": ["a", "b", "c"], "u": ["b"]}, ids("a"), ids("a", "b"))
    assert gone == {"t": ["a", "c"], "u": ["b"]}


@pytest.mark.slow
def test_new_hours_get_a_first_look_that_leaves_full_ones_alone(
    home: Settings, troubled: DuckDBWarehouse
) -> None:
    end = START + DAYS * 24 * HOUR
    detect(home, troubled, now=end)
    before = incidents(troubled)
    for number, meter in enumerate(METERS[:2] + METERS[5:]):
        measure(troubled, meter, DAYS * 24, DAYS * 24 + 2, number)
    done = detect(home, troubled, now=end + timedelta(hours=2, minutes=5))
    assert done.look == "first"
    kept = [row for row in incidents(troubled) if row["look"] == "full"]
    assert kept == before


def test_without_any_hour_there_is_nothing_to_look_at(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    assert detect(home, warehouse).look is None


def test_evidence_names_devices_as_people_know_them_and_none_of_another_building() -> None:
    owner = {
        "t/main": Target("t", "hostel", "main"),
        "t/main-hvac": Target("t", "hostel", "main-hvac"),
        "t/far": Target("t", "office", "far"),
    }
    said = "the same kWh show at t/main-hvac, t/main, t/far"
    cause = {"cause": "It began at this meter", "evidence": said, "weight": 0.6}
    (told,) = in_words({"meter": "t/main", "causes": [cause]}, owner)["causes"]
    assert told["evidence"] == "the same kWh show at main-hvac, main, another meter"
    assert told["weight"] == 0.6


def looks(**until: datetime) -> Looks:
    """Full looks half an hour ago, by tenant."""
    return {
        (tenant, "full"): {"data_to": end, "started_at": NOW - HOUR / 2, "seconds": 1.0}
        for tenant, end in until.items()
    }


def test_a_tenant_behind_the_others_is_looked_at_all_the_same() -> None:
    ends = {"harbour": NOW, "north": NOW - 5 * HOUR}
    seen = looks(harbour=NOW, north=NOW - 6 * HOUR)
    assert due_look(ends, seen, NOW) == "first"
    assert due_look(ends, looks(**ends), NOW) is None
    assert due_look(ends, seen, NOW + 6 * HOUR) == "full"
    slow = {key: row | {"seconds": 3600.0} for key, row in seen.items()}
    assert due_look(ends, slow, NOW + 6 * HOUR) == "first"  # long looks rest longer


def test_a_new_tenant_is_judged_as_far_back_as_the_first_one_was() -> None:
    ends = {"harbour": NOW, "north": NOW}
    seen = looks(harbour=NOW - HOUR)
    assert due_look(ends, seen, NOW) == "full"
    assert begins(ends, "full", seen) == {
        "harbour": NOW - HOUR - WINDOW,
        "north": NOW - FIRST,
    }
