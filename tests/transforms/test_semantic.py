"""semantic.yaml: GoogleSQL takes every definition, and the totals of the API are the same."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from tests.transforms.estate import SPRING, arrow, estate

if TYPE_CHECKING:
    from tests.googlesql.client import GoogleSQL

MODEL: dict[str, Any] = yaml.safe_load(
    (Path(schema.__file__).parents[1] / "semantic.yaml").read_text(encoding="utf-8")
)
TABLES = {t.full_name: {c.name: c.type for c in t.columns} for t in schema.tables().values()}


@pytest.mark.parametrize("name", list(MODEL["metrics"]))
def test_no_metric_is_refused_by_googlesql(googlesql: "GoogleSQL", name: str):
    metric = MODEL["metrics"][name]
    sql = (
        f"SELECT tenant_id, {metric['expression']} AS value FROM {metric['table']} "
        "WHERE tenant_id = @tenant_id GROUP BY tenant_id"
    )
    googlesql.analyze(sql, TABLES, {"tenant_id": "STRING"})


@pytest.mark.parametrize("name", list(MODEL["dimensions"]))
def test_no_dimension_names_a_column_that_is_not_there(name: str):
    dimension = MODEL["dimensions"][name]
    for table in [dimension.get("table", "analytics_hourly"), dimension.get("table")]:
        if table is not None:
            assert dimension["column"] in schema.table(table).column_names


def test_no_total_of_a_device_differs_from_the_definition(tmp_path: Path):
    """What device_total serves is what semantic.yaml defines, metric by metric."""
    warehouse = DuckDBWarehouse(tmp_path / "warehouse.duckdb", memory_limit="1GB")
    warehouse.create_tables()
    for name, rows in estate(21, SPRING, 3).items():
        if rows:
            warehouse.load(name, arrow(schema.table(name), rows))
    end = SPRING + timedelta(days=3)
    warehouse.replace_window("analytics_hourly", "analytics_hourly", SPRING, end, {"as_of": end})
    served = {
        "energy": "energy_kwh", "peak_demand": "peak_kw", "load_factor": "load_factor",
        "carbon": "carbon_kg", "completeness": "completeness",
        "estimated_share": "estimated_share",
    }  # fmt: skip
    checked = 0
    for device in estate(21, SPRING, 3)["device_metadata"]:
        scope = {
            "tenant_id": device["tenant_id"], "all_buildings": True, "building_ids": [],
            "device_id": device["device_id"], "start": SPRING, "end": end,
        }  # fmt: skip
        (total,) = warehouse.read("device_total", scope).to_pylist()
        for name, column in served.items():
            metric = MODEL["metrics"][name]
            sql = (
                f"SELECT {metric['expression']} AS value FROM {metric['table']} "
                "WHERE tenant_id = @tenant_id AND device_id = @device_id"
            )
            (row,) = warehouse.query(sql, scope).to_pylist()
            assert (total[column] is None) == (row["value"] is None), (device["device_id"], name)
            if row["value"] is not None:
                assert total[column] == pytest.approx(row["value"]), (device["device_id"], name)
                checked += 1
    assert checked > 20
    warehouse.close()
