"""The transform against DuckDB itself: the hourly roll-up, and a new day on a long history.

    .venv/bin/python -m benchmarks.transform --rows 100000000

Roll-up: analytics_hourly of every reading (corrections, estimates, completeness, tariff, carbon,
weather; rows replaced in the file) against a bare GROUP BY of the same readings by tenant, device
and hour into a table of the same file, with SUM, MEAN and MAX. New day: `transform` after one
day's readings landed, on a small and on a large history of the same number of devices. Repeats
take turns; the median of their ratios is what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from bigquery.duckdb_warehouse import DuckDBWarehouse
from pipeline.transform import MOST_DAYS, transform

RESULTS = Path(__file__).parent / "results" / "transform.json"
START = datetime(2025, 1, 1, tzinfo=UTC)
A_DAY = 288  # five-minute readings
DEVICES = 480  # so that a million readings are more days than the features look back
SETTINGS = {"devices": DEVICES, "start": START}

PLACES = """
INSERT INTO powerlytics_raw.building_metadata BY NAME
SELECT 't' AS tenant_id, 'b' || i AS building_id, 'office' AS kind, 'Europe/Dublin' AS timezone,
  'EUR' AS currency, 's' AS weather_station_id, 'IE' AS grid_region, 'tou' AS tariff_id
FROM range(10) AS t(i);
INSERT INTO powerlytics_raw.device_metadata BY NAME
SELECT 't' AS tenant_id, 'b' || (i % 10) AS building_id, 'device-' || i AS device_id,
  'main_meter' AS kind, 'interval' AS meter_type, 5 AS interval_minutes, 10.0 AS rated_power_kw,
  $start AS installed_at
FROM range($devices) AS t(i);
INSERT INTO powerlytics_raw.raw_tariffs BY NAME
SELECT 't' AS tenant_id, 'tou' AS tariff_id, DATE '2020-01-01' AS valid_from, 'all' AS day_class,
  h AS start_hour, h + 8 AS end_hour, 0.1 * (1 + h) AS price_per_kwh, 'EUR' AS currency
FROM (VALUES (0), (8), (16)) AS t(h);
INSERT INTO powerlytics_raw.raw_weather BY NAME
SELECT 't' AS tenant_id, 's' AS station_id, h AS ts, 'observed' AS kind, h AS issued_at,
  10.0 AS temperature_c
FROM range($start, $start + to_days($days), INTERVAL 1 HOUR) AS t(h);
INSERT INTO powerlytics_raw.raw_grid BY NAME
SELECT 't' AS tenant_id, 'IE' AS region, h AS ts, 0.3 AS carbon_kg_per_kwh
FROM range($start, $start + to_days($days), INTERVAL 1 HOUR) AS t(h);
"""
DAY = """
INSERT INTO powerlytics_raw.raw_readings BY NAME
SELECT 't' AS tenant_id, 'device-' || (i % $devices) AS device_id,
  $start + to_minutes($day * 1440 + 5 * (i // $devices)) AS ts, 0 AS revision,
  random() AS energy_kwh, random() * 5 AS power_kw,
  CASE WHEN random() < 0.02 THEN 'estimated' ELSE 'metered' END AS quality, 'meter' AS source,
  $start + to_minutes($day * 1440 + 5 * (i // $devices) + 7) AS received_at,
  false AS _fivetran_deleted
FROM range($devices * 288) AS t(i)
"""
CORRECTIONS = """
INSERT INTO powerlytics_raw.raw_readings BY NAME
SELECT * REPLACE (1 AS revision, energy_kwh * 1.1 AS energy_kwh)
FROM powerlytics_raw.raw_readings WHERE hash(device_id, ts) % 1000 = 0
"""
BARE = """
CREATE OR REPLACE TABLE bare AS
SELECT tenant_id, device_id, date_trunc('hour', ts) AS hour, count(*) AS readings,
  sum(energy_kwh) AS energy_kwh, avg(power_kw) AS power_kw_mean, max(power_kw) AS power_kw_max
FROM powerlytics_raw.raw_readings GROUP BY ALL
"""


def run(cursor: duckdb.DuckDBPyConnection, script: str, values: dict[str, object]) -> None:
    for statement in duckdb.extract_statements(script):
        names = statement.named_parameters
        cursor.execute(statement, {name: values[name] for name in names}).fetchall()


def build(home: Path, days: int) -> DuckDBWarehouse:
    """A warehouse with so many days of readings, one correction in a thousand."""
    warehouse = DuckDBWarehouse(home / f"{days}" / "warehouse.duckdb", memory_limit="8GB")
    warehouse.create_tables()
    with warehouse.transaction() as cursor:
        run(cursor, PLACES, SETTINGS | {"days": days + 3})
    for day in range(days):
        land(warehouse, day)
    with warehouse.transaction() as cursor:
        run(cursor, CORRECTIONS, {})
    settle(warehouse)
    return warehouse


def settle(warehouse: DuckDBWarehouse) -> None:
    """Join the row groups that every day's landing left, as checkpoints do over the months.

    All at once here: a history that came in a minute would else be joined on the new day's account.
    """
    with warehouse.transaction() as cursor:
        (usual,) = cursor.execute("SELECT current_setting('max_vacuum_tasks')").fetchall()[0]
        cursor.execute("SET max_vacuum_tasks = 1000000")
    quick = 0
    while quick < 3:  # one that has nothing to join may come before one that has
        with warehouse.transaction() as cursor:
            cursor.execute("UPDATE powerlytics_raw.building_metadata SET name = building_id")
        with warehouse._cursor() as cursor:
            began = time.perf_counter()
            cursor.execute("CHECKPOINT")
            quick = quick + 1 if time.perf_counter() - began < 0.1 else 0
    with warehouse.transaction() as cursor:
        cursor.execute(f"SET max_vacuum_tasks = {usual}")
    os.sync()  # what was built is on the disk before anything is timed


def land(warehouse: DuckDBWarehouse, day: int) -> None:
    with warehouse.transaction() as cursor:
        run(cursor, DAY, SETTINGS | {"day": day})


def roll_up(warehouse: DuckDBWarehouse, days: int) -> None:
    """analytics_hourly of the whole history, in the windows that the transform takes."""
    for first in range(0, days, MOST_DAYS):
        start = START + timedelta(days=first)
        end = START + timedelta(days=min(first + MOST_DAYS, days))
        warehouse.replace_window("analytics_hourly", "analytics_hourly", start, end, {"as_of": end})


def bare(warehouse: DuckDBWarehouse) -> None:
    with warehouse.transaction() as cursor:
        run(cursor, BARE, {})


def new_day(warehouse: DuckDBWarehouse, day: int) -> float:
    """Seconds of `transform` after one day landed; then the day is taken out again."""
    land(warehouse, day)
    at = START + timedelta(days=day)
    with warehouse.transaction() as cursor:
        cursor.execute(
            "INSERT INTO powerlytics_local.pending_windows VALUES ('t', 'raw_readings', $day, $at)",
            {"day": at.date(), "at": at},
        )
    seconds = timed(lambda: transform(warehouse, now=at + timedelta(days=1)))
    with warehouse.transaction() as cursor:
        for table in ("raw.raw_readings", "analytics.analytics_hourly", "analytics.ml_features"):
            cursor.execute(f"DELETE FROM powerlytics_{table} WHERE ts >= $at", {"at": at})
    return seconds


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000_000)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--home", type=Path, help="where the files go; a temporary folder else")
    given = options.parse_args()
    days = max(8, given.rows // (DEVICES * A_DAY))
    short = max(8, min(days, 1_000_000 // (DEVICES * A_DAY)))
    with tempfile.TemporaryDirectory(dir=given.home) as folder:
        large, small = build(Path(folder), days), build(Path(folder), short)
        ours, theirs = [], []
        for _ in range(given.repeats):
            theirs.append(timed(lambda: bare(large)))
            ours.append(timed(lambda: roll_up(large, days)))
        for warehouse, history in ((large, days), (small, short)):
            end = START + timedelta(days=history)
            roll_up(warehouse, history) if warehouse is small else None
            transform(warehouse, end.date() - timedelta(days=3), end.date(), now=end)
            settle(warehouse)  # of the roll-ups, too
        long_days, short_days = [], []
        for _ in range(given.repeats + 6):
            long_days.append(new_day(large, days))
            short_days.append(new_day(small, short))
        result = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}",
            "load_average": round(os.getloadavg()[0], 1),
            "duckdb": duckdb.__version__,
            "readings": days * DEVICES * A_DAY,
            "bare_seconds": theirs,
            "roll_up_seconds": ours,
            "roll_up_ratio": statistics.median([a / b for a, b in zip(ours, theirs, strict=True)]),
            "small_history_readings": short * DEVICES * A_DAY,
            "new_day_large_seconds": long_days,
            "new_day_small_seconds": short_days,
            "new_day_ratio": statistics.median(
                [a / b for a, b in zip(long_days, short_days, strict=True)]
            ),
        }
        large.close()
        small.close()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
