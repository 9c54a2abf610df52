"""A process that issues forecasts or looks for incidents, until it is killed.

Arguments: the home folder, forecast or detect, the hour (hours since the estate's start). It says
READY once the warehouse is open, DONE at the end, and what heavy libraries it holds in memory.
"""

import sys
from datetime import timedelta
from pathlib import Path

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from pipeline.detect import detect
from pipeline.forecast import forecast
from tests.ml.estate import START

HEAVY = ("tensorflow", "keras", "lightgbm", "sklearn")

if __name__ == "__main__":
    settings = Settings(home=Path(sys.argv[1]), _env_file=None)
    warehouse = DuckDBWarehouse(settings.warehouse_file, memory_limit="1GB", threads=1)
    now = START + timedelta(hours=int(sys.argv[3]))
    print("READY", flush=True)
    if sys.argv[2] == "forecast":
        forecast(settings, warehouse, now=now, again=True)
    else:
        detect(settings, warehouse, now=now, look="full")
    print("DONE", [name for name in HEAVY if name in sys.modules], flush=True)
    warehouse.close()
