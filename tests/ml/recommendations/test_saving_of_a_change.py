"""``powerlytics saving``: a change is never credited with the weather, nor another's building."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from ml.recommendations.opendsm_baseline import hours_of
from ml.recommendations.savings import Days
from ml.tasks.saving import run
from ml.work import Work
from pipeline.advice import advice_tables
from pipeline.cli.saving import sentences
from pipeline.saving import SavingResult, saving
from tests.ml.recommendations.synthetic import meter

BEFORE, AFTER, YEAR = 200, 80, 365


def measured(
    folder: Path, before: int, *tenants: str, warm: bool = True, east: int = 0, closed: int = 0
) -> tuple[DuckDBWarehouse, Days]:
    """A warehouse in which each tenant's building b saved a tenth; and its days after.

    east: hours that its clock is ahead of UTC. closed: days without use before the change.
    """
    warehouse = DuckDBWarehouse(folder / "w.duckdb")
    warehouse.create_tables()
    for number, tenant in enumerate(tenants):
        earlier, later, _ = meter(9 + 2 * number, saving=0.1, before=before, after=AFTER)
        day = np.concatenate([earlier.day, later.day])
        kwh = np.concatenate([earlier.kwh, later.kwh])
        kwh[before - closed : before] = 0.0
        kwh = kwh.repeat(24) / 24
        outside = np.concatenate([earlier.temperature_c, later.temperature_c]).repeat(24)
        _load(warehouse, "building_metadata", _building(tenant, east))
        for device, share in (("main", 1.0), ("hvac", 0.4)):
            _load(warehouse, "device_metadata", _device(tenant, device))
            hours = _hours(tenant, device, day[0], kwh * share, outside if warm else None, east)
            _load(warehouse, "analytics_hourly", hours)
    return warehouse, later


def ask(
    folder: Path, warehouse: DuckDBWarehouse, days: Days, hour: float = 0, **more: Any
) -> SavingResult:
    """On the last of ``days``, so many hours after midnight UTC."""
    now = datetime.combine(days.day[-1].astype(object), datetime.min.time(), UTC)
    more = {"since": days.day[0].astype(object), "now": now + timedelta(hours=hour), **more}
    return saving(Settings(home=folder, _env_file=None), warehouse, "b", **more)


@pytest.mark.slow
def test_a_saving_is_measured_in_its_own_weather_and_says_how_sure_it_is(tmp_path: Path) -> None:
    warehouse, after = measured(tmp_path, BEFORE, "t")
    with closing(warehouse):
        whole = ask(tmp_path, warehouse, after, confidence=0.95)
        part = ask(tmp_path, warehouse, after, device_id="hvac")
    truth = after.kwh[:-1].sum() / 0.9 * 0.1  # the day under way is no whole day yet
    assert whole.low < truth < whole.high
    assert (whole.days_before, whole.days_after) == (BEFORE, AFTER - 1)
    assert whole.actual_kwh == pytest.approx(after.kwh[:-1].sum())
    assert part.kwh == pytest.approx(0.4 * whole.kwh)
    assert whole.method == "change_point"  # the library wants a year
    assert "OpenDSM" in str(whole.why_not_opendsm)
    assert f"{whole.kwh:,.0f} kWh saved in 79 of 79 days" in sentences(whole)[0]


@pytest.mark.slow
@pytest.mark.parametrize("east, local_hour", [(-8, 22.5), (12, 11.5)])
def test_the_day_under_way_where_the_building_stands_is_never_counted(
    tmp_path: Path, east: int, local_hour: float
) -> None:
    warehouse, after = measured(tmp_path, BEFORE, "t", east=east)
    with closing(warehouse):
        found = ask(tmp_path, warehouse, after, local_hour - east)
    assert found.last_day == str(after.day[-2])
    assert (found.days_after, found.days_since) == (AFTER - 1, AFTER - 1)


@pytest.mark.slow
def test_days_that_nobody_measured_are_not_hidden(tmp_path: Path) -> None:
    warehouse, after = measured(tmp_path, BEFORE, "t")
    with closing(warehouse):
        found = ask(tmp_path, warehouse, after, 24 * 300)
    assert f"in {AFTER} of {AFTER + 299} days, the last {after.day[-1]};" in sentences(found)[0]


@pytest.mark.slow
@pytest.mark.parametrize("closed, method", [(0, "opendsm"), (3, "change_point")])
def test_a_year_before_the_change_is_judged_by_opendsm_unless_days_of_nothing_stop_it(
    tmp_path: Path, closed: int, method: str
) -> None:
    warehouse, after = measured(tmp_path, YEAR, "t", closed=closed)
    since, end = (day.astype(object) for day in after.day[[0, -1]])
    with closing(warehouse):
        tables = advice_tables(warehouse, "t", "b", since - timedelta(days=YEAR), end)
    options = {
        "since": str(since), "now": f"{end}T00:00:00+00:00", "device_id": None, "confidence": 0.9,
    }  # fmt: skip
    said = run(Work(tables, options, tmp_path)).said  # here: a child is nice to the other tests
    assert said["method"] == method
    assert (said["why_not_opendsm"] is None) == (method == "opendsm")
    used = after.kwh[:-1].sum()
    assert said["actual_kwh"] == pytest.approx(used)
    assert said["low"] < used / 0.9 * 0.1 < said["high"]


@pytest.mark.parametrize(
    "zone, day", [("Africa/Cairo", "2024-04-26"), ("Europe/London", "2024-03-31")]
)
def test_a_day_without_a_midnight_is_a_day(zone: str, day: str) -> None:
    days = np.datetime64(day) + np.arange(-1, 2)
    hours = hours_of(Days(days, np.full(3, 23.0), np.full(3, 10.0)), zone)
    assert len(hours) == 71
    assert hours["observed"].sum() == pytest.approx(69.0)


def test_of_two_tenants_with_one_name_neither_is_guessed(tmp_path: Path) -> None:
    warehouse, after = measured(tmp_path, BEFORE, "one", "two")
    with closing(warehouse):
        with pytest.raises(PowerlyticsError, match="give --tenant: one, two"):
            ask(tmp_path, warehouse, after)
        found = ask(tmp_path, warehouse, after, tenant_id="two")
        with pytest.raises(
            PowerlyticsError, match="no building of three is named b: there are none"
        ):
            ask(tmp_path, warehouse, after, tenant_id="three")
    assert found.actual_kwh == pytest.approx(after.kwh[:-1].sum())


def test_what_carries_no_baseline_is_refused_with_the_reason(tmp_path: Path) -> None:
    warehouse, after = measured(tmp_path, BEFORE, "t", warm=False)
    with closing(warehouse):
        with pytest.raises(PowerlyticsError, match="no outdoor temperature"):
            ask(tmp_path, warehouse, after)
        with pytest.raises(PowerlyticsError, match="no meter fan lies directly below"):
            ask(tmp_path, warehouse, after, device_id="fan")
        for day in (date(2999, 1, 1), date(1, 6, 1)):
            with pytest.raises(PowerlyticsError, match="nothing can be measured since"):
                ask(tmp_path, warehouse, after, since=day)


def _load(warehouse: DuckDBWarehouse, table: str, columns: dict[str, list]) -> None:
    warehouse.load(table, pa.table(columns))


def _building(tenant: str, east: int) -> dict[str, list]:
    return {
        "tenant_id": [tenant], "building_id": ["b"], "name": ["The office"], "kind": ["office"],
        "country": ["IE"], "timezone": [f"Etc/GMT{-east:+d}"],  # its sign is turned round
    }  # fmt: skip


def _device(tenant: str, device: str) -> dict[str, list]:
    return {
        "tenant_id": [tenant], "building_id": ["b"], "device_id": [device], "name": [device],
        "kind": ["main_meter" if device == "main" else "sub_meter"],
        "parent_device_id": pa.array([None if device == "main" else "main"], pa.string()),
    }  # fmt: skip


def _hours(
    tenant: str, device: str, first: np.datetime64, kwh: np.ndarray, outside: np.ndarray | None,
    east: int,
) -> dict[str, list]:  # fmt: skip
    n = len(kwh)
    local = first.astype("datetime64[us]") + np.arange(n) * np.timedelta64(1, "h")
    ts = local - np.timedelta64(east, "h")
    unknown = pa.nulls(n, pa.float64())
    return {
        "tenant_id": [tenant] * n, "building_id": ["b"] * n, "device_id": [device] * n,
        "device_kind": ["main_meter" if device == "main" else "sub_meter"] * n,
        "ts": pa.array(ts).cast(pa.timestamp("us", "UTC")),
        "local_date": local.astype("datetime64[D]").astype(date).tolist(),
        "local_hour": [hour % 24 for hour in range(n)],
        "energy_kwh": kwh, "completeness": [1.0] * n, "known_intervals": [1] * n,
        "outdoor_temperature_c": unknown if outside is None else outside,
    }  # fmt: skip
