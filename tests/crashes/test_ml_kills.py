"""A forecast or a look for incidents killed at any moment leaves what was, or what is to be."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.settings import Settings
from pipeline.detect import detect
from pipeline.forecast import forecast
from tests.ml.estate import HOUR, METERS, START, fill

ROOT = Path(__file__).parents[2]
DAYS = 30
TABLES = {"forecast": "forecasts", "detect": "anomalies"}


def open_home(home: Path) -> tuple[Settings, DuckDBWarehouse]:
    settings = Settings(home=home, _env_file=None)
    return settings, DuckDBWarehouse(settings.warehouse_file, memory_limit="1GB", threads=1)


def stored(warehouse: DuckDBWarehouse, command: str) -> tuple[list[dict[str, Any]], int]:
    """The rows that the command writes (without when it was), and how often it was done."""
    found = warehouse.query(f"SELECT * FROM powerlytics_analytics.{TABLES[command]}").to_pylist()
    rows = [{**row, "detected_at": None, "version": None} for row in found]
    runs = warehouse.query(
        f"SELECT COUNT(*) AS n FROM powerlytics_analytics.model_runs WHERE kind = '{command}'"
    )
    return sorted(rows, key=lambda row: repr(list(row.values()))), runs.column("n")[0].as_py()


def work(settings: Settings, warehouse: DuckDBWarehouse, command: str, hour: int) -> None:
    now = START + hour * HOUR
    if command == "forecast":
        forecast(settings, warehouse, now=now, again=True)
    else:
        detect(settings, warehouse, now=now, look="full")


def kill_at_random(home: Path, command: str, hour: int, delay: float) -> str:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.crashes.ml_victim", str(home), command, str(hour)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "READY\n"
    time.sleep(delay)
    os.kill(child.pid, signal.SIGKILL)
    said = child.stdout.read()
    child.wait()
    return said


def survive(tmp_path: Path, command: str, kills: int) -> int:
    """Kill the same work again and again; the first kill finds an older issue standing."""
    home, hour, at_work = tmp_path / "home", DAYS * 24, 0
    settings, warehouse = open_home(home)
    warehouse.create_tables()
    fill(warehouse, DAYS, METERS[:3])
    work(settings, warehouse, command, hour - 24)
    before, done = stored(warehouse, command)
    work(settings, warehouse, command, hour)
    after, _ = stored(warehouse, command)
    assert before != after or command == "detect"
    random, span = Random(11), 1.0
    warehouse.close()
    for _ in range(kills):
        said = kill_at_random(home, command, hour, random.uniform(0, span))
        at_work += "DONE" not in said
        span = min(span * 1.5, 12.0) if "DONE" not in said else span * 0.7
        settings, warehouse = open_home(home)
        rows, runs = stored(warehouse, command)
        assert rows == after
        assert runs >= done
        done = runs
        warehouse.close()
    settings, warehouse = open_home(home)
    work(settings, warehouse, command, hour)
    rows, runs = stored(warehouse, command)
    assert (rows, runs) == (after, done + 1)
    assert list((home / "jobs").iterdir()) == []
    warehouse.close()
    return at_work


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("command", ["forecast", "detect"])
def test_killed_at_many_moments_it_leaves_whole_tables(tmp_path: Path, command: str) -> None:
    assert survive(tmp_path, command, kills=20) >= 8


def test_the_owner_of_the_warehouse_never_loads_what_models_need(tmp_path: Path) -> None:
    settings, warehouse = open_home(tmp_path / "home")
    warehouse.create_tables()
    fill(warehouse, 10, METERS[:1])
    warehouse.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.crashes.ml_victim", str(settings.home), "forecast", "240"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "DONE []"
