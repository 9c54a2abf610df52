"""What was acted on is measured every day, and what cannot be measured says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from ml.recommendations.savings import Days
from pipeline.saving import saving
from pipeline.savings import GONE, MOVED, TO_COME, savings
from tests.ml.recommendations.test_saving_of_a_change import BEFORE, measured
from tests.transforms.estate import arrow

ACTIONS = schema.table("recommendation_actions")


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[tuple[Settings, DuckDBWarehouse, Days]]:
    warehouse, after = measured(tmp_path, BEFORE, "one", "two")
    with closing(warehouse):
        yield Settings(home=tmp_path, _env_file=None), warehouse, after


def act(warehouse: DuckDBWarehouse, name: str, since: date | None, **more: Any) -> None:
    """Each said a minute after the one before."""
    counted = warehouse.query("SELECT * FROM powerlytics_analytics.recommendation_actions")
    said = {
        "tenant_id": "two", "recommendation_id": name, "building_id": "b", "kind": "base_load",
        "title": "Less at night", "since": since, "who": "ada",
        "said_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=counted.num_rows), **more,
    }  # fmt: skip
    warehouse.load(ACTIONS.name, arrow(ACTIONS, [said]))


def stored(warehouse: DuckDBWarehouse) -> dict[tuple[str, str], dict[str, Any]]:
    rows = warehouse.query("SELECT * FROM powerlytics_analytics.savings").to_pylist()
    found = {(row["tenant_id"], row["recommendation_id"]): row for row in rows}
    assert len(found) == len(rows), "a saving stands twice"
    return found


@pytest.mark.slow
def test_what_was_acted_on_is_measured_once_a_day_and_never_twice(
    estate: tuple[Settings, DuckDBWarehouse, Days],
) -> None:
    settings, warehouse, after = estate
    since = after.day[0].astype(object)
    now = datetime.combine(after.day[-1].astype(object), datetime.min.time(), UTC)
    act(warehouse, "nights", since)
    act(warehouse, "air", since, device_id="hvac")
    assert savings(settings, warehouse, now=now) == 2
    rows = stored(warehouse)
    for name, device in (("nights", None), ("air", "hvac")):
        alone = saving(settings, warehouse, "b", since, device_id=device, tenant_id="two", now=now)
        row = rows["two", name]
        assert (row["saved_kwh"], row["saved_kwh_low"], row["saved_kwh_high"]) == (
            alone.kwh, alone.low, alone.high,
        )  # fmt: skip
        assert str(row["last_day"]) == alone.last_day
        assert (row["days_after"], row["measured_at"]) == (alone.days_after, now)
    assert savings(settings, warehouse, now=now + timedelta(hours=23)) == 0
    act(warehouse, "nights", since + timedelta(days=7))
    assert savings(settings, warehouse, now=now) == 1
    assert stored(warehouse)["two", "nights"]["since"] == since + timedelta(days=7)


def test_what_cannot_be_measured_says_why_and_stops_no_other(
    estate: tuple[Settings, DuckDBWarehouse, Days],
) -> None:
    settings, warehouse, after = estate
    since, last = (day.astype(object) for day in after.day[[0, -1]])
    act(warehouse, "a-late", last - timedelta(days=3))
    act(warehouse, "b-gone", since, building_id="demolished")
    act(warehouse, "c-moved", since, kind="peak_shaving")
    act(warehouse, "d-nights", since)
    act(warehouse, "d-nights", since, tenant_id="one")
    act(warehouse, "e-back", since)
    act(warehouse, "e-back", None)
    act(warehouse, "f-soon", last + timedelta(days=1))
    now = datetime.combine(last, datetime.min.time(), UTC)
    assert savings(settings, warehouse, now=now) == 6
    rows = stored(warehouse)
    assert "colder or warmer" in rows.pop(("one", "d-nights"))["why"]  # its own weather
    rows = {name: row for (_, name), row in rows.items()}
    assert set(rows) == {"a-late", "b-gone", "c-moved", "d-nights", "f-soon"}
    assert "3 days" in rows["a-late"]["why"]
    whys = [rows[name]["why"] for name in ("b-gone", "c-moved", "f-soon")]
    assert whys == [GONE, MOVED, TO_COME]
    assert rows["d-nights"]["together_with"] == "Less at night; Less at night"  # a-late, f-soon
    assert [name for name, row in rows.items() if row["saved_kwh"] is not None] == ["d-nights"]


def test_a_measuring_that_fails_takes_away_nothing_that_was_measured(
    estate: tuple[Settings, DuckDBWarehouse, Days], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, warehouse, after = estate
    since, last = (day.astype(object) for day in after.day[[0, -1]])
    now = datetime.combine(last, datetime.min.time(), UTC)
    act(warehouse, "nights", since)
    savings(settings, warehouse, now=now)
    before = stored(warehouse)

    @contextmanager
    def killed(*_: Any) -> Iterator[Any]:
        raise PowerlyticsError("savings was killed by signal 9")
        yield

    monkeypatch.setattr("pipeline.savings.apart", killed)
    act(warehouse, "more", since)
    with pytest.raises(PowerlyticsError, match="killed"):
        savings(settings, warehouse, now=now + timedelta(days=2))
    assert stored(warehouse) == before
    monkeypatch.undo()
    warehouse.query(
        "UPDATE powerlytics_raw.building_metadata SET _fivetran_deleted = TRUE WHERE TRUE"
    )
    assert savings(settings, warehouse, now=now + timedelta(days=2)) == 2
    later = stored(warehouse)["two", "nights"]
    assert later["saved_kwh"] == before["two", "nights"]["saved_kwh"]
    assert (later["together_with"], later["last_day"]) == (
        "Less at night",
        last - timedelta(days=1),
    )
    assert stored(warehouse)["two", "more"]["why"] == GONE
    act(warehouse, "nights", None)
    act(warehouse, "more", None)
    assert savings(settings, warehouse, now=now) == 0
    assert not stored(warehouse)  # what was taken back is no saving


@pytest.mark.slow
def test_after_a_year_a_saving_stands_as_it_is(
    estate: tuple[Settings, DuckDBWarehouse, Days],
) -> None:
    settings, warehouse, after = estate
    since = after.day[0].astype(object)
    late = datetime.combine(since, datetime.min.time(), UTC) + timedelta(days=800)
    act(warehouse, "nights", since)
    assert savings(settings, warehouse, now=late) == 1
    assert stored(warehouse)["two", "nights"]["days_since"] == 366
    assert savings(settings, warehouse, now=late + timedelta(days=30)) == 0
