"""Serves the real API with the built dashboard over the small estate of tests/backend:
``python -m tests.frontend.serve_estate HOME PORT [bare]``; bare: before any model has run."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from backend.app import create_app
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from tests.backend import estate
from tests.backend.conftest import fill


def main() -> None:
    """Serve until ended."""
    home, port = Path(sys.argv[1]), int(sys.argv[2])
    warehouse = DuckDBWarehouse(home / "warehouse.duckdb", memory_limit="1GB", threads=1)
    if sys.argv[3:] == ["bare"]:
        warehouse.create_tables()
        for name, rows in estate.tables().items():
            warehouse.load(name, rows)
    else:
        fill(warehouse)
    settings = Settings(home=home, demo=True, _env_file=None)
    uvicorn.run(create_app(settings, warehouse), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
