"""The demo shows a page with data, and however it ends it leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.needs import ROOT, require
from tests.servers import free_port, wait_until

START_SECONDS = 120.0
MARK = "POWERLYTICS_TEST_MARK"


@dataclass
class Demo:
    """A demo that this test started, and the mark that all its processes inherit."""

    process: subprocess.Popen[bytes]
    mark: str
    url: str
    log: Path

    def left(self) -> set[int]:
        """Process ids, other than the first one's, that carry the mark."""
        found = set()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    environment = (entry / "environ").read_bytes()
                except OSError:
                    continue
                if f"{MARK}={self.mark}".encode() in environment:
                    found.add(int(entry.name))
        return found - {self.process.pid}


@contextmanager
def demo(folder: Path, *, days: int = 1) -> Iterator[Demo]:
    port, mark = free_port(), uuid.uuid4().hex
    log = folder / "demo.log"
    command = [sys.executable, "-m", "pipeline.demo", "--days", str(days)]
    environment = {
        **os.environ,
        "PORT": str(port),
        "POWERLYTICS_HOME": str(folder / "home"),
        "POWERLYTICS_SYNC_INTERVAL_SECONDS": "2",
        MARK: mark,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, process_group=0
        )
    started = Demo(process, mark, f"http://127.0.0.1:{port}", log)
    try:
        yield started
    finally:
        for pid in {process.pid, *started.left()}:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()


def answers(started: Demo) -> bool:
    assert started.process.poll() is None, started.log.read_text()
    try:
        return httpx.get(f"{started.url}/health", timeout=2).is_success
    except httpx.HTTPError:
        return False


@pytest.mark.slow
def test_the_demo_shows_figures_stays_live_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    require("connector")
    with demo(tmp_path, days=2) as started:
        wait_until(lambda: answers(started), "the demo", START_SECONDS)
        login = {"email": "manager@northgate.demo", "password": "powerlytics"}
        with httpx.Client(base_url=f"{started.url}/api/v1", timeout=30) as client:
            token = client.post("/auth/token", json=login).raise_for_status().json()["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            summary = client.get("/dashboard/summary").raise_for_status().json()
            assert "kW" in str(summary)
            buildings = client.get("/buildings").raise_for_status().json()["data"]
            assert buildings
        wait_until(lambda: b"synced:" in started.log.read_bytes(), "a scheduled sync", 60)
        assert started.left(), "the fleet runs as a child"
        started.process.send_signal(signal.SIGINT)
        assert started.process.wait(30) == 0
        wait_until(lambda: not started.left(), "the end of every child", 10)
        text = started.log.read_text()
        assert "Traceback" not in text
        assert text.rstrip().endswith("Stopped.")


def killed_at_the_panel(started: Demo) -> bool:
    return answers(started)


def killed_in_the_first_sync(started: Demo) -> bool:
    assert started.process.poll() is None, started.log.read_text()
    return len(started.left()) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("moment", [killed_in_the_first_sync, killed_at_the_panel])
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_demo_that_is_ended_leaves_no_process_behind(
    tmp_path: Path, moment: Callable[[Demo], bool], signal_number: signal.Signals
) -> None:
    require("connector")
    with demo(tmp_path) as started:
        wait_until(lambda: moment(started), moment.__name__, START_SECONDS)
        started.process.send_signal(signal_number)
        started.process.wait(30)
        wait_until(lambda: not started.left(), "the end of every child", 15)


def run_demo(home: Path, *options: str, port: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.demo", *options],
        cwd=ROOT,
        env={**os.environ, "POWERLYTICS_HOME": str(home), "PORT": str(port)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--replay", "no-such-file.parquet"], ["REPLAY", "no-such-file.parquet"]),
        (["--weather", "pyproject.toml"], ["WEATHER", "REPLAY"]),
        (["--replay", "pyproject.toml", "--weather", "gone.parquet"], ["WEATHER", "gone.parquet"]),
        (["--faults", "gone.json"], ["FAULTS", "gone.json"]),
        (["--days", "0"], ["DAYS"]),
        pytest.param(
            ["--replay", "pyproject.toml"], ["the fleet did not start"], marks=pytest.mark.slow
        ),
    ],
)
def test_a_demo_that_cannot_be_says_why_in_one_line(
    tmp_path: Path, options: list[str], words: list[str]
) -> None:
    result = run_demo(tmp_path / "home", *options)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert lines[0].startswith("make demo: ")
    assert lines[1:] == ["Stopped."]
    for word in words:
        assert word in lines[0]


def test_a_demo_never_mixes_two_fleets_in_one_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "demo.json").write_text('{"seed": 7, "replay": "/other.parquet", "faults": null}')
    result = run_demo(home)
    assert result.returncode == 1
    assert "POWERLYTICS_HOME" in result.stderr
    assert "Traceback" not in result.stderr
