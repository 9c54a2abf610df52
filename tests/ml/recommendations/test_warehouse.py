"""From the warehouse's tables to advice: nothing is lost, doubled or another building's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from ml.recommendations import Measured, measured_of, recommend
from tests.ml.recommendations.synthetic import building

DAYS = 60
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
TRUTH = building(1, DAYS, "2026-03-02", hvac=np.full(DAYS * 24, 2.0), lighting=np.ones(DAYS * 24))
UNKNOWN = 100  # an hour of which only a part is known
HOLIDAY = date(2026, 3, 17)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    opened = DuckDBWarehouse(Path(tmp_path_factory.mktemp("advice")) / "w.duckdb")
    opened.create_tables()
    loads = {"main": TRUTH.main, **{x.device_id: x.energy for x in TRUTH.meters}}
    # Below another sub-meter: a part of that one already.
    loads["fan"] = np.full(DAYS * 24, 0.5)
    for tenant, factor in (("t", 1.0), ("other", 7.0)):
        _load(opened, "building_metadata", _building(tenant))
        _load(opened, "device_metadata", _devices(tenant, list(loads)))
        for device, energy in loads.items():
            _load(opened, "analytics_hourly", _hours(tenant, device, energy * factor))
        people = {"occupancy_count_mean": TRUTH.people.tolist()}
        _load(opened, "analytics_hourly", _hours(tenant, "sensor", None, people))
    _load(
        opened, "holidays",
        {"tenant_id": ["t"], "country": ["IE"], "subdivision": [""], "day": [HOLIDAY]},
    )  # fmt: skip
    yield opened
    opened.close()


def _load(warehouse: DuckDBWarehouse, table: str, columns: dict[str, list]) -> None:
    warehouse.load(table, pa.table(columns))


def _building(tenant: str) -> dict[str, list]:
    return {
        "tenant_id": [tenant], "building_id": ["b"], "name": ["The office"], "kind": ["office"],
        "country": ["IE"], "timezone": ["UTC"], "currency": ["EUR"], "floor_area_m2": [1000.0],
        "agreed_capacity_kw": [80.0],
    }  # fmt: skip


def _devices(tenant: str, names: list[str]) -> dict[str, list]:
    return {
        "tenant_id": [tenant] * len(names),
        "building_id": ["b"] * len(names),
        "device_id": names,
        "name": names,
        "kind": ["main_meter" if n == "main" else "sub_meter" for n in names],
        "appliance": [None if n == "main" else n for n in names],
        "parent_device_id": [{"main": None, "fan": "hvac"}.get(n, "main") for n in names],
    }


def _hours(
    tenant: str, device: str, energy: np.ndarray | None, more: dict[str, list] | None = None
) -> dict[str, list]:
    n = DAYS * 24
    complete = np.ones(n)
    complete[UNKNOWN] = 0.5
    kind = {"main": "main_meter", "sensor": "sensor"}.get(device, "sub_meter")
    return {
        "tenant_id": [tenant] * n,
        "building_id": ["b"] * n,
        "device_id": [device] * n,
        "device_kind": [kind] * n,
        "ts": [FIRST + timedelta(hours=i) for i in range(n)],
        "local_date": TRUTH.date.astype(object).tolist(),
        "local_hour": TRUTH.hour.tolist(),
        "energy_kwh": pa.nulls(n, pa.float64()) if energy is None else energy.tolist(),
        "price_per_kwh": TRUTH.price.tolist(),
        "currency": ["EUR"] * n,
        "carbon_kg_per_kwh": TRUTH.carbon.tolist(),
        "outdoor_temperature_c": TRUTH.temperature.tolist(),
        "completeness": complete.tolist(),
        "known_intervals": np.floor(complete).astype(int).tolist(),
        **(more or {}),
    }


def read(warehouse: DuckDBWarehouse, tenant: str = "t") -> Measured:
    scope = {
        "tenant_id": tenant, "all_buildings": False, "building_ids": ["b"],
        "start_date": date(2026, 1, 1), "end_date": date(2026, 7, 1),
    }  # fmt: skip
    names = ("advice_building", "advice_devices", "advice_conditions", "advice_hours")
    return measured_of(*(warehouse.read(name, scope) for name in names))


def test_no_hour_changes_on_the_way_out_of_the_warehouse(warehouse: DuckDBWarehouse) -> None:
    m = read(warehouse)
    partly = np.where(np.arange(DAYS * 24) == UNKNOWN, np.nan, 1.0)
    assert m.facts == TRUTH.facts and m.currency == "EUR"
    assert (m.date == TRUTH.date).all() and (m.hour == TRUTH.hour).all()
    assert (m.holiday == (TRUTH.date == np.datetime64(HOLIDAY))).all()
    np.testing.assert_allclose(m.main, TRUTH.main * partly)
    np.testing.assert_allclose(m.temperature, TRUTH.temperature)
    np.testing.assert_allclose(m.people, TRUTH.people)
    np.testing.assert_allclose(m.price, TRUTH.price)
    np.testing.assert_allclose(m.carbon, TRUTH.carbon)
    assert {x.device_id for x in m.meters} == {"hvac", "lighting"}
    for mine, truth in zip(m.meters, TRUTH.meters, strict=True):
        assert (mine.device_id, mine.appliance) == (truth.device_id, truth.appliance)
        np.testing.assert_allclose(mine.energy, truth.energy * partly)


def test_advice_goes_into_its_table_and_comes_out_the_same(warehouse: DuckDBWarehouse) -> None:
    advice = recommend(read(warehouse), datetime(2026, 6, 1, tzinfo=UTC))
    assert advice.rows.num_rows > 0
    warehouse.load("recommendations", advice.rows)
    out = warehouse.query("SELECT * FROM powerlytics_analytics.recommendations")
    key = lambda row: row["recommendation_id"]  # noqa: E731
    assert sorted(out.to_pylist(), key=key) == sorted(advice.rows.to_pylist(), key=key)


def test_another_tenants_meters_never_count(warehouse: DuckDBWarehouse) -> None:
    mine, theirs = read(warehouse), read(warehouse, "other")
    np.testing.assert_allclose(theirs.main, 7 * mine.main)
    assert theirs.facts.tenant_id == "other" and not theirs.holiday.any()
    assert read(warehouse, "other").facts.building_id == mine.facts.building_id
