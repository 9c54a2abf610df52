"""What a reading costs the mock: made and paged in process, and over HTTP on loopback.

    .venv/bin/python benchmarks/mock_pages.py [--days 60] [--devices 90] [--faults FILE]

Prints µs of CPU a row for a first pull (registers are added up from the epoch), a second one from
warm chunks, a day two years back, and rows/s over HTTP with 5,000 rows a page.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import orjson

from mock_device_api.clock import iso, parse
from mock_device_api.estate import lay_out
from mock_device_api.faults.config import Faults, load
from mock_device_api.meters import Simulation
from mock_device_api.pages import Position, page
from mock_device_api.store import Store
from mock_device_api.weather import DAY

NOW = parse("2026-11-21T04:00:00Z")
PORT = 8193


def pull(store: Store, since: int, until: int) -> tuple[int, float]:
    """Rows and CPU seconds of every page of the first tenant's readings."""
    begun = time.process_time()
    feed = store.feed(store.fleet.tenants[0], "readings")
    place: Position | None = Position(since)
    rows = 0
    while place is not None:
        made = page(feed, place, until, 5000)
        rows += len(",".join(made.rows).encode()) and len(made.rows)
        place = made.following
    return rows, time.process_time() - begun


def over_http(arguments: list[str]) -> tuple[int, float]:
    """Rows and wall seconds of a first pull of all readings of a tenant over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys.json"
        command = [sys.executable, "-m", "mock_device_api", "--port", str(PORT)]
        server = subprocess.Popen([*command, "--keys-out", str(keys), *arguments])
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as client:
                while True:
                    try:
                        client.get("/health")
                        break
                    except httpx.TransportError:
                        time.sleep(0.1)
                key = orjson.loads(keys.read_bytes())["northgate"]
                headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
                begun, rows, cursor = time.perf_counter(), 0, None
                while True:
                    params = {"limit": "5000"} | ({"cursor": cursor} if cursor else {})
                    answer = client.get("/v1/readings", params=params, headers=headers)
                    rows += answer.content.count(b'"updated_at"')
                    tail = answer.content[-300:]
                    found = orjson.loads(b"{" + tail[tail.rindex(b'"next_cursor"') :])
                    cursor = found["next_cursor"]
                    if cursor is None:
                        return rows, time.perf_counter() - begun
        finally:
            server.terminate()
            server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--devices", type=int, default=90)
    parser.add_argument("--faults", type=Path)
    options = parser.parse_args()
    size = {"tenants": 2, "buildings": 5, "devices": options.devices}
    faults = load(options.faults, NOW) if options.faults else Faults()
    fleet = lay_out(seed=7, days=options.days, anchor=NOW, **size)
    store = Store(Simulation(fleet), faults)
    for name in ("first pull", "second pull"):
        rows, seconds = pull(store, 0, NOW)
        print(f"{name:24} {rows:>9} rows {seconds / rows * 1e6:6.2f} µs CPU a row")
    old = Store(Simulation(lay_out(seed=7, days=730, anchor=NOW, **size)), faults)
    pull(old, NOW - 3 * DAY, NOW - 2 * DAY)
    for name, back in (("a day two years back", 729), ("yesterday", 1)):
        since = NOW - back * DAY
        rows, seconds = pull(old, since, since + DAY)
        print(f"{name:24} {rows:>9} rows {seconds / rows * 1e6:6.2f} µs CPU a row")
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'most memory':24} {held:>9.0f} MiB")
    arguments = ["--now", iso(NOW), "--days", str(options.days), "--devices", str(options.devices)]
    if options.faults:
        arguments += ["--faults", str(options.faults)]
    rows, seconds = over_http(arguments)
    print(f"{'over HTTP':24} {rows:>9} rows {rows / seconds:9.0f} rows/s")


if __name__ == "__main__":
    main()
