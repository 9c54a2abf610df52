"""Serves the real API with the built dashboard over the small estate of tests/backend:
``python -m tests.frontend.serve_estate HOME PORT``."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from backend.app import create_app
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from tests.backend.conftest import fill


def main() -> None:
    """Serve until ended."""
    home, port = Path(sys.argv[1]), int(sys.argv[2])
    warehouse = DuckDBWarehouse(home / "warehouse.duckdb", memory_limit="1GB", threads=1)
    fill(warehouse)
    settings = Settings(home=home, demo=True, _env_file=None)
    uvicorn.run(create_app(settings, warehouse), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
