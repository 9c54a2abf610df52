"""Heavy work in a process of its own: ``python -m ml.work FOLDER``.

The owner of the warehouse writes ``task.json`` (task, options) and ``in/NAME.parquet`` into the
folder; the tables and the answer come back in ``out/``, ``answer.json`` last. The process ends when
its standard input does, so also when its owner is killed, and leaves the processors to others.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bigquery.errors import PowerlyticsError

TASKS = (
    "forecast", "judge", "train", "score", "drift", "detect",
    "recommend", "saving", "savings",
)  # fmt: skip
NICE = 10

Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Work:
    """What a task is given: tables and options, and ``draft``, a folder for files that it makes."""

    tables: Tables
    options: dict[str, Any]
    draft: Path


@dataclass(frozen=True)
class Done:
    """What a task gives back: tables, and an answer that JSON can hold."""

    tables: Tables = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)


def main(folder: Path) -> int:
    """Do the task of the folder: 0, or 1 with the reason as the last line of stderr."""
    threading.Thread(target=_end_with_owner, daemon=True).start()
    os.nice(NICE)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same numbers on every machine
    task = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    tables = {path.stem: pq.read_table(path) for path in sorted((folder / "in").glob("*.parquet"))}
    try:
        done = run_of(task["task"])(Work(tables, task["options"], folder / "draft"))
    except PowerlyticsError as error:
        print(" ".join(str(error).split()), file=sys.stderr)  # noqa: T201 - the owner reads it
        return 1
    out = folder / "out"
    out.mkdir()
    for name, table in done.tables.items():
        pq.write_table(table, out / f"{name}.parquet")
    (out / "answer.json").write_text(json.dumps(done.said, default=str), encoding="utf-8")
    return 0


def run_of(task: str) -> Callable[[Work], Done]:
    """The function of a task; only its own libraries are loaded."""
    if task not in TASKS:
        raise PowerlyticsError(f"no task is named {task!r}: {', '.join(TASKS)}")
    run: Callable[[Work], Done] = importlib.import_module(f"ml.tasks.{task}").run
    return run


def _end_with_owner() -> None:
    os.read(0, 1)  # nothing is ever written: it returns when the owner is gone
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
