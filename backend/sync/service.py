"""Sync health: the newest runs of the connector."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backend.asking import Asking
from backend.paging import Page, newest_first
from backend.sync.schemas import SyncRun
from backend.tenancy import Row

MOST_RUNS = 2000


def sync(asking: Asking, page: Page) -> dict[str, Any]:
    """A SyncHealth."""
    rows = asking.scope.read("sync_runs", row_limit=MOST_RUNS).to_pylist()
    runs = [{name: row[name] for name in SyncRun.model_fields} for row in rows]
    newest: dict[str, Row] = {}
    for run in runs:
        if run["status"] != "running":
            newest.setdefault(run["connection"], run)
    shown, following = page.cut(runs, _place)
    return {
        "text": _text(list(newest.values())),
        "connections": list(newest.values()),
        "runs": shown,
        "next_cursor": following,
    }


def _place(run: Row) -> str:
    started = run["started_at"] or datetime.min.replace(tzinfo=UTC)
    return newest_first(started, f"{run['sync_id']} {run['shard']}")


def _text(newest: list[Row]) -> str:
    if not newest:
        return "No sync has finished yet."
    failed = [run["connection"] for run in newest if run["status"] == "failed"]
    if failed:
        return f"The last sync of {', '.join(failed)} failed."
    lags = [run["lag_seconds"] for run in newest if run["lag_seconds"] is not None]
    if not lags:
        return "Every connection's last sync succeeded."
    worst = max(lags) / 60
    return f"Every connection's last sync succeeded; data was at most {worst:,.0f} min old."
