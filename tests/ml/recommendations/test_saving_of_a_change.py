"""``powerlytics saving``: a change is never credited with the weather, nor another's building."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from ml.recommendations.savings import Days
from ml.tasks.saving import run
from ml.work import Work
from pipeline.cli.saving import sentences
from pipeline.saving import SavingResult, read, saving
from tests.ml.recommendations.synthetic import meter

BEFORE, AFTER, YEAR = 200, 80, 365


def measured(folder: Path, before: int, *tenants: str, warm: bool = True) -> tuple:
    """A warehouse in which each tenant's building b saved a tenth; and its days after."""
    warehouse = DuckDBWarehouse(folder / "w.duckdb")
    warehouse.create_tables()
    for number, tenant in enumerate(tenants):
        earlier, later, _ = meter(9 + 2 * number, saving=0.1, before=before, after=AFTER)
        kwh = np.concatenate([earlier.kwh, later.kwh]).repeat(24) / 24
        outside = np.concatenate([earlier.temperature_c, later.temperature_c]).repeat(24)
        first = earlier.day[0]
        _load(warehouse, "building_metadata", _building(tenant))
        for device, share in (("main", 1.0), ("hvac", 0.4)):
            _load(warehouse, "device_metadata", _device(tenant, device))
            hours = _hours(tenant, device, first, kwh * share, outside if warm else None)
            _load(warehouse, "analytics_hourly", hours)
        last = later
    return warehouse, last


def ask(folder: Path, warehouse: DuckDBWarehouse, days: Days, **more: Any) -> SavingResult:
    now = datetime.combine(days.day[-1].astype(object), datetime.min.time(), UTC)
    settings = Settings(home=folder, _env_file=None)
    return saving(settings, warehouse, "b", days.day[0].astype(object), now=now, **more)


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
    assert f"{whole.kwh:,.0f} kWh saved in 79 days" in sentences(whole)[0]


@pytest.mark.slow
def test_a_year_before_the_change_is_judged_by_opendsm(tmp_path: Path) -> None:
    warehouse, after = measured(tmp_path, YEAR, "t")
    since, end = (day.astype(object) for day in after.day[[0, -1]])
    with closing(warehouse):
        tables = read(warehouse, "t", "b", since, end)
    options = {"since": str(since), "device_id": None, "confidence": 0.9}
    said = run(Work(tables, options, tmp_path)).said  # here: a child is nice to the other tests
    assert (said["method"], said["why_not_opendsm"]) == ("opendsm", None)
    assert said["low"] < after.kwh[:-1].sum() / 0.9 * 0.1 < said["high"]


def test_of_two_tenants_with_one_name_neither_is_guessed(tmp_path: Path) -> None:
    warehouse, after = measured(tmp_path, BEFORE, "one", "two")
    with closing(warehouse):
        with pytest.raises(PowerlyticsError, match="give --tenant: one, two"):
            ask(tmp_path, warehouse, after)
        found = ask(tmp_path, warehouse, after, tenant_id="two")
        with pytest.raises(PowerlyticsError, match="there is no building"):
            ask(tmp_path, warehouse, after, tenant_id="three")
    assert found.actual_kwh == pytest.approx(after.kwh[:-1].sum())


def test_what_carries_no_baseline_is_refused_with_the_reason(tmp_path: Path) -> None:
    warehouse, after = measured(tmp_path, BEFORE, "t", warm=False)
    with closing(warehouse):
        with pytest.raises(PowerlyticsError, match="no outdoor temperature"):
            ask(tmp_path, warehouse, after)
        with pytest.raises(PowerlyticsError, match="no meter fan lies directly below"):
            ask(tmp_path, warehouse, after, device_id="fan")


def _load(warehouse: DuckDBWarehouse, table: str, columns: dict[str, list]) -> None:
    warehouse.load(table, pa.table(columns))


def _building(tenant: str) -> dict[str, list]:
    return {
        "tenant_id": [tenant], "building_id": ["b"], "name": ["The office"], "kind": ["office"],
        "country": ["IE"], "timezone": ["UTC"],
    }  # fmt: skip


def _device(tenant: str, device: str) -> dict[str, list]:
    return {
        "tenant_id": [tenant], "building_id": ["b"], "device_id": [device], "name": [device],
        "kind": ["main_meter" if device == "main" else "sub_meter"],
        "parent_device_id": pa.array([None if device == "main" else "main"], pa.string()),
    }  # fmt: skip


def _hours(
    tenant: str, device: str, first: np.datetime64, kwh: np.ndarray, outside: np.ndarray | None
) -> dict[str, list]:
    n = len(kwh)
    ts = first.astype("datetime64[us]") + np.arange(n) * np.timedelta64(1, "h")
    unknown = pa.nulls(n, pa.float64())
    return {
        "tenant_id": [tenant] * n, "building_id": ["b"] * n, "device_id": [device] * n,
        "device_kind": ["main_meter" if device == "main" else "sub_meter"] * n,
        "ts": pa.array(ts).cast(pa.timestamp("us", "UTC")),
        "local_date": ts.astype("datetime64[D]").astype(date).tolist(),
        "local_hour": [hour % 24 for hour in range(n)],
        "energy_kwh": kwh, "completeness": [1.0] * n, "known_intervals": [1] * n,
        "outdoor_temperature_c": unknown if outside is None else outside,
    }  # fmt: skip
