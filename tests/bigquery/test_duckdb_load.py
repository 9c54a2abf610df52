"""A load that DuckDB refuses says why in one line and leaves the warehouse usable."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.errors import PowerlyticsError


def test_a_missing_value_in_a_load_never_ends_in_an_aborted_transaction(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(tmp_path / "w.duckdb", memory_limit="1GB", threads=1)
    warehouse.create_tables()
    row = {"tenant_id": "t", "country": "IE", "subdivision": "", "name": "New Year"}
    unknown = pa.Table.from_pylist([{**row, "day": None}]).set_column(
        4, "day", pa.array([None], pa.date32())
    )
    with pytest.raises(PowerlyticsError, match=r"cannot load holidays.*NULL"):
        warehouse.load("holidays", unknown)
    known = unknown.set_column(4, "day", pa.array([0], pa.date32()))
    assert warehouse.load("holidays", known) == 1
    assert warehouse.query("SELECT name FROM powerlytics_analytics.holidays").num_rows == 1
    warehouse.close()
