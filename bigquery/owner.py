"""Says which process holds the embedded warehouse: a note beside the file, never a lock.

DuckDB's own lock decides; it falls with the process, so a stale note blocks nobody.
"""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from bigquery.errors import PowerlyticsError


def announce(warehouse_file: Path, url: str | None = None) -> None:
    """Write owner.json beside the file, whole or not at all."""
    note = {
        "pid": os.getpid(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]).strip() or "python",
        "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if url is not None:
        note["url"] = url
    path = warehouse_file.with_name("owner.json")
    partial = path.with_name(f"owner.json.{os.getpid()}")
    partial.write_text(json.dumps(note), encoding="utf-8")
    partial.replace(path)


def withdraw(warehouse_file: Path) -> None:
    """Remove our own note; another process's note stays."""
    if _read(warehouse_file).get("pid") == os.getpid():
        warehouse_file.with_name("owner.json").unlink(missing_ok=True)


def in_use(warehouse_file: Path, refusal: str) -> PowerlyticsError:
    """The error for a file that another process holds.

    ``refusal`` is DuckDB's message: the process it names beats a note that a killed owner left.
    """
    note = _read(warehouse_file)
    match = re.search(r"PID (\d+)", refusal)
    pid = int(match[1]) if match else note.get("pid")
    who, since = "another process", ""
    if note.get("pid") == pid:
        who, since = str(note.get("command", who)), f", since {note.get('started_at')}"
    at = f" at {note['url']}" if since and note.get("url") else ""
    return PowerlyticsError(
        f"{warehouse_file} is in use by {who} (pid {pid}{since}); stop it or use its API{at}"
    )


def _read(warehouse_file: Path) -> dict[str, object]:
    try:
        note = json.loads(warehouse_file.with_name("owner.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
