"""A warehouse file with a long history: 100 M readings and their hours and days.

    .venv/bin/python benchmarks/history.py --rows 100000000 --home /tmp/history

Makes ``HOME/warehouse.duckdb`` unless it is there already. Rows are five-minute readings over two
years; analytics_hourly and data_quality_daily are made beside them.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bigquery.duckdb_warehouse import DuckDBWarehouse  # noqa: E402

END = datetime(2026, 3, 30, 14, tzinfo=UTC)
DAYS = 730
READINGS_A_DAY = 288


def make(home: Path, rows: int) -> Path:
    """The file with about ``rows`` readings; returns its path."""
    file = home / "warehouse.duckdb"
    done = home / f"history-{rows}.done"
    if done.is_file() and file.is_file():
        return file
    home.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    warehouse = DuckDBWarehouse(file)
    warehouse.create_tables()
    warehouse.close()
    days = min(DAYS, max(60, rows // (10 * READINGS_A_DAY)))
    values = {
        "devices": max(10, rows // (days * READINGS_A_DAY)),
        "days": days,
        "end_at": END,
    }
    connection = duckdb.connect(str(file))
    connection.execute("SET TimeZone = 'UTC'; SET memory_limit = '4GB'")
    script = (ROOT / "benchmarks" / "history.sql").read_text()
    for statement in duckdb.extract_statements(script):
        began = time.perf_counter()
        named = {name: values[name] for name in re.findall(r"\$(\w+)", statement.query)}
        connection.execute(statement, named)
        print(f"{time.perf_counter() - began:6.1f} s  {' '.join(statement.query.split()[-4:])}")
    connection.execute("CHECKPOINT")
    connection.close()
    done.touch()
    return file


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--home", type=Path, required=True)
    given = parser.parse_args()
    print(make(given.home, given.rows))
