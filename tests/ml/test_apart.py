"""Work in a child: its failure is one line, and however it ends nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bigquery.errors import PowerlyticsError
from pipeline import apart
from pipeline.apart import InterruptedWorkError
from tests.needs import ROOT

OWNER = """
import sys
from pathlib import Path
from pipeline import apart
with apart.apart(Path(sys.argv[1]), "wait", {}, {}):
    pass
"""


def test_a_task_that_is_not_there_says_which_are(tmp_path: Path) -> None:
    with (
        pytest.raises(PowerlyticsError, match=r"wait failed: no task is named 'wait': forecast"),
        apart.apart(tmp_path, "wait", {}, {}),
    ):
        pass
    assert list((tmp_path / "jobs").iterdir()) == []


def test_what_an_earlier_process_left_is_removed(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    left = tmp_path / "jobs" / f"train-{gone.stdout.strip()}-abc"
    left.mkdir(parents=True)
    mine = tmp_path / "jobs" / f"train-{os.getpid()}-abc"
    mine.mkdir()
    with pytest.raises(PowerlyticsError), apart.apart(tmp_path, "wait", {}, {}):
        pass
    assert (left.exists(), mine.exists()) == (False, True)


def test_ending_it_ends_the_child_and_says_that_it_was_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(slow))
    caught: list[BaseException] = []

    def work() -> None:
        try:
            with apart.apart(tmp_path, "train", {}, {}):
                pass
        except InterruptedWorkError as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 10
    while not apart._running and time.monotonic() < deadline:
        time.sleep(0.01)
    apart.end_all()
    thread.join(10)
    assert [str(error) for error in caught] == ["train was ended before it was done"]
    assert not apart._running and not list((tmp_path / "jobs").iterdir())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_never_outlives_its_owner(tmp_path: Path, number: signal.Signals) -> None:
    """ml.work as it is, but for a task that never ends: only the end of its input can end it."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import os, sys, time\n"
        "if 'ml.work' in sys.orig_argv:\n"
        "    began = sys.orig_argv[-1] + '/began'\n"
        "    os.nice = lambda by: (open(began, 'w').close(), time.sleep(60))\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{site}:{ROOT}"}
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path / "home")],
                             cwd=ROOT, env=environment)  # fmt: skip
    try:
        deadline = time.monotonic() + 20
        while not list(tmp_path.glob("home/jobs/*/began")) and time.monotonic() < deadline:
            assert owner.poll() is None
            time.sleep(0.05)
        children = children_of(owner.pid)
        assert len(children) == 1 and alive(children[0])
        os.kill(owner.pid, number)
        owner.wait(10)
        deadline = time.monotonic() + 20
        while any(alive(child) for child in children) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(alive(child) for child in children)
    finally:
        owner.kill()
        owner.wait()


def children_of(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
