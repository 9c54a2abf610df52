"""How fast is the overview at 100 M rows, and how near to a bare FastAPI route with its bytes?

    .venv/bin/python benchmarks/dashboard.py [--rows 100000000] [--home DIR] [--clients 32]

- first: the first request after the start, everything computed
- api: the overview at N clients, answers remembered until the data changes
- bare: a FastAPI route that returns the same compressed bytes, same client, same run
- ready: seconds from the start of the process until /ready says 200

Ratios are medians over pairs of runs, api and bare in turn, so that the machine cancels out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.history import make  # noqa: E402
from tests.servers import free_port, stop  # noqa: E402

PATH = "/api/v1/dashboard/summary"


@contextmanager
def served(kind: str, what: Path, log: Path) -> Iterator[tuple[int, float]]:
    """Port of a running server and the seconds until it was ready."""
    port = free_port()
    command = [sys.executable, str(ROOT / "benchmarks" / "served.py"), kind, str(what), str(port)]
    url = f"http://127.0.0.1:{port}{'/ready' if kind == 'api' else PATH}"
    with httpx.Client(timeout=60) as client:  # made before: it costs as much as a start
        began = time.perf_counter()
        with log.open("ab") as lines:
            process = subprocess.Popen(command, stderr=lines)
        while not _answers(client, url):
            if process.poll() is not None:
                raise SystemExit(f"the {kind} server ended: see {log}")
            time.sleep(0.02)
        seconds = time.perf_counter() - began
    try:
        yield port, seconds
    finally:
        stop(process)


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == 200
    except httpx.TransportError:
        return False


def load(port: int, clients: int, seconds: float, *headers: str) -> dict:
    """One run of the load client."""
    command = [sys.executable, str(ROOT / "benchmarks" / "load.py"), "127.0.0.1", str(port), PATH]
    done = subprocess.run(
        [*command, str(clients), str(seconds), *headers], capture_output=True, check=True
    )
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "powerlytics-history"
    )
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    home = given.home / str(given.rows)
    make(home, given.rows)
    log, body = home / "server.log", home / "body.gz"
    with served("api", home, log) as (port, ready):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            credentials = {"email": "manager@northgate.demo", "password": "powerlytics"}
            token = client.post("/api/v1/auth/token", json=credentials).json()["access_token"]
            headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
            began = time.perf_counter()
            with client.stream("GET", PATH, headers=headers) as answer:
                assert answer.status_code == 200
                body.write_bytes(b"".join(answer.iter_raw()))
            first = time.perf_counter() - began
        with served("bare", body, log) as (other, _):
            runs: dict[str, list[dict]] = {"api": [], "bare": []}
            for _ in range(given.repeats):
                runs["api"].append(
                    load(port, given.clients, given.seconds, f"Authorization: Bearer {token}")
                )
                runs["bare"].append(load(other, given.clients, given.seconds))
    ratios = [a["rate"] / b["rate"] for a, b in zip(runs["api"], runs["bare"], strict=True)]
    assert all(run["failures"] == 0 for kind in runs.values() for run in kind)
    result = {
        "benchmark": "dashboard",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "load": os.getloadavg()[0],
            "python": platform.python_version(),
            "system": platform.platform(),
        },
        "rows": given.rows,
        "clients": given.clients,
        "bytes": runs["api"][0]["bytes"],
        "ready_s": round(ready, 2),
        "first_ms": round(first * 1000, 1),
        "p95_ms": statistics.median(run["p95_ms"] for run in runs["api"]),
        "p95_ms_worst": max(run["p95_ms"] for run in runs["api"]),
        "rate": statistics.median(run["rate"] for run in runs["api"]),
        "bare_rate": statistics.median(run["rate"] for run in runs["bare"]),
        "ratio_to_bare": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "runs": runs,
    }
    target = ROOT / "benchmarks" / "results" / "dashboard.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps({key: value for key, value in result.items() if key != "runs"}, indent=2))


if __name__ == "__main__":
    main()
