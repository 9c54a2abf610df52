"""What a test needs from the machine, said once: ``require("postgresql")``.

Where the thing is missing the test is skipped with the reason; with ``CI=true`` the same
absence is a failure, because CI installs everything. As a mark: ``@pytest.mark.needs("redis")``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _cached(pattern: str) -> Callable[[], bool]:
    return lambda: next((ROOT / ".cache").glob(pattern), None) is not None


def postgresql_bin() -> Path | None:
    """Folder of initdb and postgres: the newest that Debian installed, or the one on PATH."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3])
    )
    if installed:
        return installed[-1].parent
    found = shutil.which("postgres")
    return Path(found).parent if found else None


PRESENT: dict[str, Callable[[], bool]] = {
    "postgresql": lambda: postgresql_bin() is not None,
    "redis": _program("redis-server"),
    "chromium": _program("chromium", "chromium-browser", "google-chrome"),
    "node": _program("node"),
    "googlesql": _cached("googlesql/**/remote_server.so"),
    "bqemulator": _cached("bqemulator/**/bqemulator"),
    "frontend": (ROOT / "frontend" / "out" / "index.html").is_file,
    "connector": (ROOT / "connector" / ".venv" / "bin" / "python").exists,
}

HOW = {
    "postgresql": "apt-get install postgresql",
    "redis": "apt-get install redis-server",
    "chromium": "apt-get install chromium",
    "node": "install Node 20",
    "googlesql": "python -m tests.googlesql.install",
    "bqemulator": "python -m tests.bigquery.install_emulator",
    "frontend": "make frontend",
    "connector": "make install",
}


def in_ci() -> bool:
    """Whether this run promises to skip nothing."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def require(name: str, found: bool | None = None) -> None:
    """Skip when the machine lacks ``name`` (fail with CI=true); callable at module level too.

    ``found`` overrides the look-up, for a thing that only the caller knows how to find;
    a name that is not listed above needs it.
    """
    if PRESENT[name]() if found is None else found:
        return
    reason = f"needs {name}: {HOW.get(name, 'see its documentation')}"
    if in_ci():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)
