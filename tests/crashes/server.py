"""Runs in a child process until it is killed: serves the API while batches of rows land.

A batch is ten readings and one hour, in one transaction; its number is printed after the commit.
"""

from __future__ import annotations

import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import uvicorn

from backend.app import create_app
from backend.ratelimit import Limit, Limits
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from tests.backend import estate

PLENTY = Limits(Limit(10**9, 60), Limit(10**9, 60))
DEVICE = "northgate-library-main"
ROWS = 10


def land(warehouse: DuckDBWarehouse, first: int) -> None:
    """Batches without end."""
    tables = estate.tables()
    reading, hour = (tables[name].slice(0, 1) for name in ("raw_readings", "analytics_hourly"))
    number = first
    while True:
        ts = estate.START - timedelta(hours=number + 1)
        rows = [
            {**reading.to_pylist()[0], "device_id": DEVICE, "ts": ts, "revision": revision}
            for revision in range(ROWS)
        ]
        hours = [{**hour.to_pylist()[0], "device_id": DEVICE, "ts": ts, "local_date": ts.date()}]
        with warehouse.transaction():
            warehouse.load("raw_readings", pa.Table.from_pylist(rows, reading.schema))
            warehouse.load("analytics_hourly", pa.Table.from_pylist(hours, hour.schema))
        sys.stdout.write(f"landed {number}\n")
        sys.stdout.flush()
        number += 1
        time.sleep(0.02)


def main() -> None:
    """``server.py HOME PORT FIRST_BATCH``."""
    home, port, first = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    settings = Settings(home=home, demo=True, _env_file=None)
    warehouse = DuckDBWarehouse(settings.warehouse_file, memory_limit="512MB", threads=1)
    if first == 0:
        warehouse.create_tables()
        for name, rows in estate.tables().items():
            warehouse.load(name, rows)
    app = create_app(settings, warehouse, PLENTY)
    threading.Thread(target=land, args=(warehouse, first), daemon=True).start()
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
