"""Training, forecasting and detection apart from the owner: Parquet there and back.

Neither TensorFlow nor LightGBM is ever loaded where the API is served, and what a model does to a
process (memory, threads, a crash) ends with the child.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bigquery.errors import PowerlyticsError
from pipeline.children import last_line

ROOT = Path(__file__).parents[1]


class InterruptedWorkError(PowerlyticsError):
    """The work was ended because the process that asked for it ends."""


@dataclass(frozen=True)
class Answer:
    """Tables by name, what was said, and ``draft``: the folder with files, if any were made."""

    tables: dict[str, pa.Table]
    said: dict[str, Any]
    draft: Path


_running: set[subprocess.Popen[bytes]] = set()
_ended: set[subprocess.Popen[bytes]] = set()


def end_all() -> None:
    """Kill what runs: who waits for it gets InterruptedWorkError, what is committed stands."""
    for child in tuple(_running):
        _ended.add(child)
        child.kill()


@contextmanager
def apart(
    home: Path,
    task: str,
    tables: Mapping[str, pa.Table],
    options: Mapping[str, Any],
    seconds: float | None = None,
) -> Iterator[Answer]:
    """Do a task of ml/work.py in a child and give its answer; its files last as long as the block.

    Raises PowerlyticsError with the child's own last line when it fails, or when it takes longer
    than ``seconds``.
    """
    jobs = home / "jobs"
    jobs.mkdir(parents=True, exist_ok=True)
    _forget_left(jobs)
    folder = Path(tempfile.mkdtemp(prefix=f"{task}-{os.getpid()}-", dir=jobs)).resolve()
    try:
        (folder / "in").mkdir()
        (folder / "draft").mkdir()
        for name, table in tables.items():
            pq.write_table(table, folder / "in" / f"{name}.parquet")
        said = json.dumps({"task": task, "options": dict(options)}, default=str)
        (folder / "task.json").write_text(said, encoding="utf-8")
        _run(task, folder, home / "logs" / f"{task}.log", seconds)
        out = folder / "out"
        yield Answer(
            {path.stem: pq.read_table(path) for path in sorted(out.glob("*.parquet"))},
            json.loads((out / "answer.json").read_text(encoding="utf-8")),
            folder / "draft",
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(task: str, folder: Path, log: Path, seconds: float | None) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "ml.work", str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    _running.add(child)
    try:
        status = child.wait(seconds)
    except subprocess.TimeoutExpired:
        raise PowerlyticsError(f"{task} took longer than {seconds:g} s") from None
    finally:
        child.kill()
        child.wait()
        if child.stdin is not None:
            child.stdin.close()
        _running.discard(child)
    if child in _ended:
        _ended.discard(child)
        raise InterruptedWorkError(f"{task} was ended before it was done")
    if status < 0:
        raise PowerlyticsError(f"{task} was killed by signal {-status}: see {log}")
    if status:
        raise PowerlyticsError(f"{task} failed: {last_line(log)}")


def _forget_left(jobs: Path) -> None:
    """Remove folders of processes that are no more: killed ones clean up nothing."""
    for folder in jobs.iterdir():
        owner = folder.name.split("-")[-2] if folder.name.count("-") >= 2 else ""
        if owner.isdigit() and not Path(f"/proc/{owner}").exists() and Path("/proc").exists():
            shutil.rmtree(folder, ignore_errors=True)
