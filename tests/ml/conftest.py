"""A home of its own, and a warehouse in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", _env_file=None)


@pytest.fixture
def warehouse(home: Settings) -> Iterator[DuckDBWarehouse]:
    opened = DuckDBWarehouse(home.warehouse_file, memory_limit="1GB", threads=1)
    opened.create_tables()
    yield opened
    opened.close()
