"""A transform killed at any moment loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from pipeline.transform import transform
from tests.transforms.compare import assert_equal_rows
from tests.transforms.estate import SPRING, arrow, estate

NOW = SPRING + timedelta(days=6)
DERIVED = ("analytics_hourly", "analytics_daily", "data_quality_daily", "ml_features")
ROOT = Path(__file__).parents[2]


def land(warehouse: DuckDBWarehouse, seed: int, days: int) -> None:
    """Raw rows and the note of their days, as the landing leaves them: in one transaction."""
    with warehouse.transaction():
        for name, rows in estate(seed, SPRING, days).items():
            if rows:
                warehouse.load(name, arrow(schema.table(name), rows))
        touched = [
            {"tenant_id": "north", "table_name": "raw_readings", "noted_at": NOW,
             "day": (SPRING + timedelta(days=day)).date()}
            for day in range(-1, days + 1)
        ]  # fmt: skip
        warehouse.load("pending_windows", arrow(schema.table("pending_windows"), touched))


def derived(warehouse: DuckDBWarehouse) -> dict[str, list[dict[str, Any]]]:
    return {
        name: warehouse.query(f"SELECT * FROM {schema.table(name).full_name}").to_pylist()
        for name in DERIVED
    }


def clean_run(home: Path) -> dict[str, list[dict[str, Any]]]:
    warehouse = DuckDBWarehouse(home / "clean" / "warehouse.duckdb", memory_limit="1GB")
    warehouse.create_tables()
    land(warehouse, 3, 4)
    transform(warehouse, now=NOW)
    rows = derived(warehouse)
    warehouse.close()
    return rows


def kill_at_random(file: Path, delay: float) -> bool:
    """Start a transform in a process of its own and kill it; True if it was still at work."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.crashes.transform_victim", str(file)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "READY\n"
    time.sleep(delay)
    os.kill(child.pid, signal.SIGKILL)
    said = child.stdout.read()
    child.wait()
    return "DONE" not in said


def survive(tmp_path: Path, kills: int) -> int:
    expected = clean_run(tmp_path)
    random, at_work = Random(17), 0
    file = tmp_path / "killed" / "warehouse.duckdb"
    warehouse = DuckDBWarehouse(file, memory_limit="1GB")
    warehouse.create_tables()
    land(warehouse, 3, 4)
    warehouse.close()
    span = 1.0
    for _ in range(kills):
        began = time.monotonic()
        at_work += kill_at_random(file, random.uniform(0, span))
        warehouse = DuckDBWarehouse(file, memory_limit="1GB")  # the file opens, the note is stale
        pending = warehouse.query("SELECT COUNT(*) AS n FROM powerlytics_local.pending_windows")
        if not pending.column("n")[0].as_py():  # it was done: give it the same work once more
            assert_same(derived(warehouse), expected)
            with warehouse.transaction() as cursor:
                for name in DERIVED[:2]:
                    cursor.execute(f"DELETE FROM powerlytics_analytics.{name}")
                note = {"tenant_id": "north", "table_name": "device_metadata", "noted_at": NOW}
                warehouse.load("pending_windows", arrow(schema.table("pending_windows"), [note]))
            span *= 0.8
        else:
            span = min(span * 1.3, 5.0)
        warehouse.close()
        assert time.monotonic() - began < 60
    warehouse = DuckDBWarehouse(file, memory_limit="1GB")
    transform(warehouse, now=NOW)
    assert_same(derived(warehouse), expected)
    assert warehouse.query("SELECT * FROM powerlytics_local.pending_windows").num_rows == 0
    warehouse.close()
    return at_work


def assert_same(got: dict[str, list[dict[str, Any]]], expected: dict[str, Any]) -> None:
    for name in DERIVED:
        assert_equal_rows(got[name], expected[name], list(schema.table(name).key))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_transform_killed_at_fifty_moments_loses_nothing(tmp_path: Path):
    assert survive(tmp_path, kills=50) >= 20
