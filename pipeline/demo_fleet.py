"""The demo's fleet: mock_device_api as a child, and the connections that reach it."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from pipeline import children

START_SECONDS = 60.0


@dataclass(frozen=True)
class Fleet:
    """Which fleet: a seed and days of history, or real meters replayed."""

    seed: int
    days: int
    replay: Path | None = None
    weather: Path | None = None
    faults: Path | None = None

    def check(self) -> None:
        """Refuse in one line what cannot be run."""
        if self.days < 1:
            raise PowerlyticsError(f"DAYS={self.days}: give at least 1")
        files = {"REPLAY": self.replay, "WEATHER": self.weather, "FAULTS": self.faults}
        for name, path in files.items():
            if path is not None and not path.is_file():
                raise PowerlyticsError(f"{name}={path}: no such file")
        if self.weather is not None and self.replay is None:
            raise PowerlyticsError("WEATHER goes with REPLAY: give both")

    def claim(self, home: Path) -> None:
        """Note which fleet a home holds; refuse another one's, whose readings would be mixed."""
        note = home / "demo.json"
        mine = {
            "seed": self.seed,
            "replay": str(self.replay.resolve()) if self.replay else None,
            "faults": str(self.faults.resolve()) if self.faults else None,
        }
        if note.exists() and (theirs := json.loads(note.read_text())) != mine:
            raise PowerlyticsError(
                f"{home} holds another demo ({theirs}): "
                "set POWERLYTICS_HOME to a new folder, or remove this one with `make clean-data`"
            )
        note.write_text(json.dumps(mine))

    def options(self) -> list[str]:
        """The options of ``python -m mock_device_api``."""
        faults = ["--faults", str(self.faults)] if self.faults else []
        if self.replay is None:
            return ["--seed", str(self.seed), "--days", str(self.days), *faults]
        weather = ["--weather", str(self.weather)] if self.weather else []
        return ["--replay", str(self.replay), *weather, "--replay-shift", "on", *faults]


@contextmanager
def running_fleet(fleet: Fleet, settings: Settings) -> Iterator[list[dict[str, object]]]:
    """Start the mock on a free port; gives the content of connections.json."""
    log = settings.home / "logs" / "mock_device_api.log"
    keys = settings.home / "demo-keys.json"
    keys.unlink(missing_ok=True)
    port = _free_port()
    command = [sys.executable, "-m", "mock_device_api", "--port", str(port)]
    child = children.start([*command, "--keys-out", str(keys), *fleet.options()], log)
    base_url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (keys.exists() and _answers(base_url)):
            if child.poll() is not None:
                raise PowerlyticsError(f"the fleet did not start: {children.last_line(log)}")
            if time.monotonic() > deadline:
                raise PowerlyticsError(f"the fleet did not start in {START_SECONDS:.0f} s: {log}")
            time.sleep(0.1)
        yield [
            {
                "name": tenant,
                "configuration": {"base_url": base_url, "api_key": key},
                "shards": settings.shards,
            }
            for tenant, key in json.loads(keys.read_text()).items()
        ]
    finally:
        children.stop(child)


def _free_port() -> int:

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(base_url: str) -> bool:
    try:
        return httpx.get(f"{base_url}/health", timeout=2).is_success
    except httpx.HTTPError:
        return False
