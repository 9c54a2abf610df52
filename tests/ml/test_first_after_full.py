"""A first look after a full one speaks of what is new: what was let pass is not brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from ml.anomalies import first_look
from ml.panel import EPOCH
from ml.tasks.detect import raised
from pipeline.detect import DetectResult, detect
from tests.ml.anomalies.made import changed, office
from tests.ml.estate import HOUR, METERS, START, change, fill, measure

DAYS = 45
LAST = DAYS * 24


def of(warehouse: DuckDBWarehouse, device: str) -> list[dict[str, Any]]:
    found = warehouse.query(
        "SELECT * FROM powerlytics_analytics.anomalies WHERE device_id = @device ORDER BY start_ts",
        {"device": device},
    )
    return found.to_pylist()


def let_pass(warehouse: DuckDBWarehouse, device: str) -> None:
    """As a full look leaves it that believes nothing of the device."""
    warehouse.query(
        "DELETE FROM powerlytics_analytics.anomalies WHERE device_id = @device", {"device": device}
    )


def look_after(home: Settings, warehouse: DuckDBWarehouse, hours: int, **how: Any) -> DetectResult:
    """A look five minutes after so many hours since LAST."""
    return detect(home, warehouse, now=START + (LAST + hours) * HOUR + timedelta(minutes=5), **how)


@pytest.mark.slow
def test_what_a_full_look_let_pass_is_not_brought_back(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    meter = METERS[5]
    fill(warehouse, DAYS, [meter])
    change(warehouse, "h-main", LAST - 8, LAST - 3, 4.0)
    look_after(home, warehouse, 0, look="first")
    assert [row["look"] for row in of(warehouse, "h-main")] == ["first"]  # it would be raised
    look_after(home, warehouse, 0, look="full")
    let_pass(warehouse, "h-main")
    for hour in (0, 1):  # the alarm lasts until it was calm for hours: no news
        measure(warehouse, meter, LAST + hour, LAST + hour + 1, 0)
        assert look_after(home, warehouse, hour + 1).look == "first"
        assert of(warehouse, "h-main") == []

    # what begins again is told, and found once
    for hour in (2, 3):
        measure(warehouse, meter, LAST + hour, LAST + hour + 1, 0)
        change(warehouse, "h-main", LAST + hour, LAST + hour + 1, 4.0)
        assert look_after(home, warehouse, hour + 1).look == "first"
    (row,) = of(warehouse, "h-main")
    assert row["end_ts"] == START + (LAST + 4) * HOUR
    assert row["detected_at"] < START + (LAST + 4) * HOUR


@pytest.mark.slow
def test_a_meter_in_trouble_for_long_moves_no_other_meters_look(
    home: Settings, warehouse: DuckDBWarehouse
) -> None:
    fill(warehouse, DAYS, METERS[:2])
    change(warehouse, "n-fridge", 26 * 24, LAST, None)
    change(warehouse, "n-main", 28 * 24, 29 * 24, 4.0)
    look_after(home, warehouse, 0)
    assert of(warehouse, "n-main")
    (silence,) = of(warehouse, "n-fridge")
    let_pass(warehouse, "n-main")
    measure(warehouse, METERS[0], LAST, LAST + 2, 0)
    for look in ("first", "full"):
        look_after(home, warehouse, 2, look=look)
        assert of(warehouse, "n-main") == []
    (still,) = of(warehouse, "n-fridge")
    assert still["end_ts"] == silence["end_ts"] + 2 * HOUR
    same = ("incident_id", "start_ts", "detected_at")
    assert [still[name] for name in same] == [silence[name] for name in same]


def test_an_alarm_is_no_news_for_lasting_nor_a_silence_for_having_been() -> None:
    panel = changed(office(70, meters=2), slice(1640, 1644), value=0.0).before(1646)
    panel.energy[1600:, 1] = np.nan
    found = first_look(panel, None, EPOCH + (panel.start + 1590) * HOUR)
    alarm, silence = sorted(found.found, key=lambda one: one.meter)
    assert alarm.end == 1646  # calm for two hours only
    assert raised(found, alarm, 1643) and not raised(found, alarm, 1644)
    assert raised(found, silence, 1645) and not raised(found, silence, 1646)
