"""The serving queries: the same numbers from both warehouses, and never another tenant's rows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bigquery import schema
from bigquery.queries import names
from bigquery.warehouse import Warehouse
from tests.bigquery.estate import END, FIRST, TENANTS, differences, fill, midnight
from tests.bigquery.foreseen import foreseen
from tests.bigquery.test_windows import CHAIN, replace
from tests.transforms.estate import arrow

pytestmark = pytest.mark.slow  # 20 s; CI runs it

# The emulator's own translation groups by a column where these name an alias; GoogleSQL and
# DuckDB run them (tests/transforms).
BEYOND_THE_EMULATOR = {"breakdown_series", "energy"}
OF_ALL_TENANTS = {"sync_lag", "tenants"}
WITHOUT_ROWS = {"rejections", "rooms", "spaces", "sync_runs"}


def parameters(tenant: str) -> dict[str, object]:
    building, device = TENANTS[tenant]
    return {
        "tenant_id": tenant,
        "all_buildings": True,
        "building_ids": [],
        "building_id": building,
        "device_id": device,
        "device_ids": [device],
        "start_date": FIRST,
        "end_date": END,
        "start": midnight(FIRST),
        "end": midnight(END),
        "since": midnight(FIRST),
        "before": datetime(2026, 2, 1, tzinfo=UTC),
        "as_of": midnight(END),
        "resolution": "day",
        "levels": ["site", "building"],
        "timezone": "Europe/Dublin",
        "row_limit": 1000,
        "kinds": ["train", "promote", "forecast", "detect", "drift", "backtest", "recommend"],
        "not_statuses": ["failed"],
        "serving": "",
        "model": "",
        "kind": "",
        "severity": "",
        "look": "",
        "incident_id": f"{tenant}-incident-0",
        "incident_ids": [f"{tenant}-incident-0", "harbour-incident-1"],
        "recommendation_id": "",
    }


def foretell(warehouse: Warehouse) -> None:
    for factor, (tenant, (building, device)) in zip((1.0, 10.0), TENANTS.items(), strict=True):
        for table, rows in foreseen(tenant, building, device, factor).items():
            warehouse.load(table, arrow(schema.table(table), rows))


@pytest.fixture(scope="module")
def both(embedded: Warehouse, cloud: Warehouse) -> tuple[Warehouse, Warehouse]:
    for warehouse in (embedded, cloud):
        for table in schema.tables().values():
            warehouse.query(f"DELETE FROM {table.full_name} WHERE TRUE")
        fill(warehouse)
        foretell(warehouse)
        for table in CHAIN:
            replace(warehouse, table, FIRST, END)
    return embedded, cloud


@pytest.mark.parametrize("name", [name for name in names() if name not in BEYOND_THE_EMULATOR])
def test_both_warehouses_say_the_same(both: tuple[Warehouse, Warehouse], name: str) -> None:
    embedded, cloud = (each.read(name, parameters("north")).to_pylist() for each in both)
    assert differences(embedded, cloud) == []
    assert bool(embedded) != (name in WITHOUT_ROWS)


@pytest.mark.parametrize("name", [n for n in names() if n not in OF_ALL_TENANTS])
def test_no_row_of_another_tenant_comes_back(both: tuple[Warehouse, Warehouse], name: str) -> None:
    building, device = TENANTS["harbour"]
    for warehouse in both[: 1 if name in BEYOND_THE_EMULATOR else 2]:
        said = repr(warehouse.read(name, parameters("north")).to_pylist())
        assert not any(f"'{part}'" in said for part in ("harbour", building, device))


def test_a_tenant_that_is_sql_sees_nothing(both: tuple[Warehouse, Warehouse]) -> None:
    stranger = {**parameters("north"), "tenant_id": "nobody' OR TRUE --"}
    for warehouse in both:
        for name in ("buildings", "devices", "device_readings", "quality_days"):
            assert warehouse.read(name, stranger).num_rows == 0, name


def test_the_derived_tables_are_the_same_row_for_row(both: tuple[Warehouse, Warehouse]) -> None:
    for table in CHAIN:
        sql = f"SELECT * FROM powerlytics_analytics.{table}"
        embedded, cloud = (each.query(sql).to_pylist() for each in both)
        assert len(embedded) > 0
        assert differences(embedded, cloud) == [], table
