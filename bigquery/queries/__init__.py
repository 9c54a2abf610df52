"""Finds a .sql file of the warehouse by its name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bigquery.errors import PowerlyticsError

_ROOT = Path(__file__).parents[1]
_FOLDERS = ("queries", "transforms", "statements")


@cache
def load(name: str) -> str:
    """The GoogleSQL text of ``queries/NAME.sql``, ``transforms/`` or ``statements/``."""
    for folder in _FOLDERS:
        path = _ROOT / folder / f"{name}.sql"
        if name.isidentifier() and path.is_file():
            return path.read_text(encoding="utf-8")
    raise PowerlyticsError(f"no query is named {name!r}; see bigquery/queries/README.md")


def names(folder: str = "queries") -> list[str]:
    """Names of the .sql files of one folder, in order."""
    return sorted(path.stem for path in (_ROOT / folder).glob("*.sql"))
