"""Runs in a child process until it is killed: one sync after the other, the clock moving on."""

from __future__ import annotations

import sys
from pathlib import Path

from bigquery import open_warehouse
from bigquery.settings import Settings
from pipeline.sync import sync

if __name__ == "__main__":
    settings = Settings(home=Path(sys.argv[1]))
    warehouse = open_warehouse(settings)
    warehouse.create_tables()
    print("open", flush=True)
    while True:
        for result in sync(settings, warehouse):
            if result.error:
                print(result.error, flush=True)
        print("synced", flush=True)
