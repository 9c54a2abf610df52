"""A sync killed at any moment (SIGKILL) loses nothing, doubles nothing; the file opens again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.case import ROOT, FaultCase, source
from tests.needs import require

START = datetime.fromisoformat("2026-03-27T00:00:00+00:00")
FAULTS = [
    {"kind": "correction", "probability": 0.05, "hours": [1, 12]},
    {"kind": "delete", "probability": 0.03, "hours": [1, 12]},
    {"kind": "delete_then_revive", "probability": 0.03, "hours": [1, 8]},
    {"kind": "bad_timestamp", "probability": 0.01},
    {"kind": "http_503", "probability": 0.1, "seconds": 0},
]


def _kill_once(case: FaultCase, luck: random.Random) -> bool:
    """Start a sync, kill it after a random time; True when it was killed inside a sync."""
    command = [sys.executable, "-m", "tests.crashes.victim", str(case.settings.home)]
    victim = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert victim.stdout is not None
    first = victim.stdout.readline()
    assert first == b"open\n", f"the file does not open: {first!r}"
    time.sleep(luck.uniform(0.0, 2.5))
    os.kill(victim.pid, signal.SIGKILL)
    said = victim.communicate()[0]
    return b"synced" not in said


def _children_of_hosts(home: Path) -> list[int]:
    """Connector processes that still live after their player was killed."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
                log = (entry / "fd" / "1").readlink()
            except OSError:
                continue
            if b"pipeline/fivetran/host.py" in line and str(home) in str(log):
                found.append(int(entry.name))
    return found


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kills", [100])
def test_a_killed_sync_loses_nothing_doubles_nothing_and_leaves_no_child(
    kills: int, tmp_path: Path
) -> None:
    require("connector")
    luck = random.Random(kills)
    with source(tmp_path, FAULTS, devices=8, days=2, now="2026-03-29T06:00:00Z") as case:
        case.configuration = {"page_size": "100"}
        case.connect(shards=2)
        inside = 0
        for number in range(kills):
            hours = 54 * (number + 1) / kills
            case.move_clock((START + timedelta(hours=hours)).isoformat().replace("+00:00", "Z"))
            inside += _kill_once(case, luck)
        deadline = time.monotonic() + 10
        while (left := _children_of_hosts(case.settings.home)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not left, "a connector outlived its player"
        case.open()
        case.sync_until()
        assert case.assert_equals_truth() > 1000
        assert inside > kills / 3, "hardly any kill struck a sync: choose other moments"
        running = case.rows(
            "SELECT count(*) AS n FROM powerlytics_raw.sync_log WHERE status = 'running'"
        )
        assert running.to_pylist() == [{"n": 0}], "a lost run still claims to be running"
