"""How fast is a sync? Ratios measured in one run, so that the machine cancels out.

    .venv/bin/python benchmarks/sync.py [--rows 300000] [--repeats 3] [--dlt]

- wire: the same connector and source, rows read off gRPC and dropped
- sync: end to end into DuckDB, through pipeline.sync (process start and schema included in both)
- two: the same rows by two shards
- dlt: the same source into DuckDB with dlt's REST client, merge by key (group "bench")
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bigquery import open_warehouse  # noqa: E402
from bigquery.settings import Settings  # noqa: E402
from pipeline.fivetran.player import declared  # noqa: E402
from pipeline.fivetran.process import ConnectorProcess  # noqa: E402
from pipeline.sync import sync  # noqa: E402
from tests.servers import free_port, stop  # noqa: E402


def wire(url: str, home: Path) -> float:
    """Seconds until every answer of Update was read and dropped."""
    configuration = {"base_url": url, "api_key": "k"}
    began = time.perf_counter()
    with ConnectorProcess(home / "wire.log") as process:
        declared(process, configuration, "powerlytics_raw")
        for _ in process.update(configuration, None):
            pass
    return time.perf_counter() - began


def landed(url: str, home: Path, rows: int, shards: int) -> float:
    """Seconds of pipeline.sync into a fresh file."""
    home.mkdir(parents=True)
    listed = [
        {"name": "bench", "configuration": {"base_url": url, "api_key": "k"}, "shards": shards}
    ]
    (home / "connections.json").write_text(json.dumps(listed))
    settings = Settings(home=home)
    warehouse = open_warehouse(settings)
    try:
        warehouse.create_tables()
        began = time.perf_counter()
        results = sync(settings, warehouse)
        seconds = time.perf_counter() - began
        assert not any(result.error for result in results), results
        with warehouse.transaction() as cursor:
            count = cursor.execute("SELECT count(*) FROM powerlytics_raw.raw_readings").fetchone()
        assert count is not None and abs(count[0] - rows) <= 1, count
        return seconds
    finally:
        warehouse.close()


def by_dlt(url: str, home: Path, rows: int) -> float:
    """Seconds of a dlt pipeline of the same pages into DuckDB."""
    import dlt  # noqa: PLC0415 - only this comparison needs it

    def readings():  # noqa: ANN202 - a dlt resource
        with httpx.Client(base_url=url, headers={"Accept-Encoding": "identity"}) as client:
            cursor = None
            while True:
                parameters = {"limit": 5000} | ({"cursor": cursor} if cursor else {})
                page = client.get("/v1/readings", params=parameters, timeout=60).json()
                yield page["data"]
                cursor = page["next_cursor"]
                if not cursor:
                    return

    home.mkdir(parents=True)
    began = time.perf_counter()
    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=str(home),
        destination=dlt.destinations.duckdb(str(home / "dlt.duckdb")),
        dataset_name="raw",
    )
    resource = dlt.resource(
        readings,
        name="raw_readings",
        write_disposition="merge",
        primary_key=["device_id", "ts", "revision"],
        columns={n: {"data_type": "timestamp"} for n in ("ts", "received_at", "updated_at")},
    )
    pipeline.run(resource)
    seconds = time.perf_counter() - began
    with pipeline.sql_client() as client:
        assert client.execute_sql("SELECT count(*) FROM raw_readings")[0][0] == rows
    return seconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=300_000)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--dlt", action="store_true")
    asked = options.parse_args()
    load_before = os.getloadavg()
    port = free_port()
    source = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "benchmarks" / "sync_source.py"),
            str(port),
            str(asked.rows),
            "100",
        ]
    )
    url = f"http://127.0.0.1:{port}"
    folder = Path(tempfile.mkdtemp(prefix="powerlytics-bench-"))
    found: dict[str, list[float]] = {"wire": [], "sync": [], "two": [], "dlt": []}
    try:
        while True:
            with suppress(httpx.TransportError):
                httpx.get(f"{url}/v1/tenant")
                break
            time.sleep(0.1)
        for turn in range(asked.repeats):
            found["wire"].append(wire(url, folder))
            found["sync"].append(landed(url, folder / f"one{turn}", asked.rows, 1))
            found["two"].append(landed(url, folder / f"two{turn}", asked.rows, 2))
            if asked.dlt:
                found["dlt"].append(by_dlt(url, folder / f"dlt{turn}", asked.rows))
    finally:
        stop(source)
        shutil.rmtree(folder, ignore_errors=True)

    def ratio(over: str, under: str) -> float:
        pairs = zip(found[over], found[under], strict=True)
        return round(statistics.median(a / b for a, b in pairs), 3)

    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.python_version()}",
        "load_before": load_before,
        "rows": asked.rows,
        "rows_per_second": {
            name: round(asked.rows / statistics.median(times))
            for name, times in found.items()
            if times
        },
        "sync_over_wire": ratio("wire", "sync"),
        "two_shards_over_one": ratio("sync", "two"),
    }
    if found["dlt"]:
        result["sync_over_dlt"] = ratio("dlt", "sync")
    print(json.dumps(result, indent=2))
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / "sync.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
