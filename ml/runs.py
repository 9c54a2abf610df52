"""What was done with models, when, on which data and with what result: rows of model_runs."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from bigquery.arrow_types import schema_of
from bigquery.warehouse import Warehouse

CODE = ("*.py", "*.sql", "uv.lock")
Kind = Literal[
    "train", "backtest", "promote", "rollback", "drift", "forecast", "detect", "recommend"
]
Status = Literal["champion", "challenger", "rejected", "done", "failed"]


@dataclass(frozen=True)
class Run:
    """One run; ``tenant_id`` is empty for what is done for all tenants together."""

    kind: Kind
    status: Status
    started_at: datetime
    model: str | None = None
    version: str | None = None
    data_from: datetime | None = None
    data_to: datetime | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    tenant_id: str = ""


def record(warehouse: Warehouse, run: Run, finished_at: datetime | None = None) -> str:
    """Add a run to model_runs; gives its run_id."""
    return record_all(warehouse, [run], finished_at)[0]


def record_all(
    warehouse: Warehouse, runs: Iterable[Run], finished_at: datetime | None = None
) -> list[str]:
    """Add runs to model_runs in one load; gives their run_ids."""
    rows = [
        {
            **vars(run),
            "run_id": f"{run.kind}-{run.started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
            "finished_at": finished_at or datetime.now(UTC),
            "parameters": as_json(run.parameters),
            "metrics": as_json(run.metrics),
            "code_version": code_version(),
            "note": " ".join(run.note.split()) if run.note else None,
        }
        for run in runs
    ]
    warehouse.load("model_runs", pa.Table.from_pylist(rows, schema=schema_of("model_runs")))
    return [str(row["run_id"]) for row in rows]


def as_json(value: Mapping[str, Any]) -> str:
    """JSON in which what is not known (NaN) is null: every reader takes it."""
    return json.dumps(_plain(value), default=str, ensure_ascii=False, sort_keys=True)


@cache
def code_version() -> str:
    """The commit of the code that runs; the release where there is no repository to ask."""
    if (said := commit(Path(__file__).parents[1])) is not None:
        return said
    try:
        return version("powerlytics")
    except PackageNotFoundError:
        return "unknown"


def commit(root: Path) -> str | None:
    """The commit of the repository ``root``, ``-dirty`` where code was changed or added since."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None

    def ask(*words: str) -> str | None:
        # of this repository, whoever owns it, and not of the one whose hook may have called us
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        command = [git, "-c", f"safe.directory={root}", *words]
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else None

    head, changed = (
        ask("rev-parse", "--short=12", "HEAD"),
        ask("status", "--porcelain", "--", *CODE),
    )
    return f"{head}-dirty" if head and changed else head


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124
