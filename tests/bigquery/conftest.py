"""Both warehouses, empty but for their tables, behind one name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bigquery import open_warehouse
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.warehouse import Warehouse
from tests.bigquery.emulator import Emulator, emulator
from tests.bigquery.estate import empty
from tests.needs import require


@pytest.fixture(scope="session")
def bigquery_emulator() -> Iterator[Emulator]:
    """One emulator a run."""
    require("bqemulator")
    with emulator() as found:
        yield found


@pytest.fixture(scope="session")
def cloud(bigquery_emulator: Emulator) -> Iterator[Warehouse]:
    """The BigQuery warehouse, opened as any owner opens it, in front of the emulator."""
    opened = open_warehouse(bigquery_emulator.settings)
    opened.create_tables()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    opened = DuckDBWarehouse(tmp_path_factory.mktemp("contract") / "w.duckdb", memory_limit="1GB")
    opened.create_tables()
    yield opened
    opened.close()


@pytest.fixture(params=["duckdb", "bigquery"])
def warehouse(request: pytest.FixtureRequest) -> Warehouse:
    """The same test on both; every table is empty at its start."""
    opened: Warehouse = request.getfixturevalue(
        {"duckdb": "embedded", "bigquery": "cloud"}[request.param]
    )
    empty(opened)
    return opened
