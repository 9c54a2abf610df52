"""A process that lands a day of changes again and again and transforms, until it is killed.

Arguments: the warehouse file. It says READY once the file is open.
"""

import sys
from datetime import timedelta
from pathlib import Path

from bigquery.duckdb_warehouse import DuckDBWarehouse
from pipeline.transform import transform
from tests.transforms.estate import SPRING

if __name__ == "__main__":
    warehouse = DuckDBWarehouse(Path(sys.argv[1]), memory_limit="1GB")
    print("READY", flush=True)
    transform(warehouse, now=SPRING + timedelta(days=6))
    print("DONE", flush=True)
    warehouse.close()
