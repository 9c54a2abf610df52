"""Pages of a list: ``?limit`` and an opaque, checked ``?cursor``."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query

from backend.errors import invalid

MAX_LIMIT = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """Which part of a list: at most ``limit`` items whose key is greater than ``after``."""

    limit: int
    after: str | None

    def cut(self, items: Sequence[T], key: Callable[[T], str]) -> tuple[list[T], str | None]:
        """The page of ``items`` (in any order) and the cursor of the next one."""
        rest = sorted(
            (item for item in items if self.after is None or key(item) > self.after), key=key
        )
        page = rest[: self.limit]
        return page, _encode(key(page[-1])) if len(rest) > len(page) else None


def _encode(key: str) -> str:
    return base64.urlsafe_b64encode(f"k1:{key}".encode()).decode().rstrip("=")


def _decode(cursor: str) -> str:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        text = ""
    if not text.startswith("k1:") or _encode(text[3:]) != cursor:
        raise invalid("query.cursor", "This cursor is none of ours: start again without it.")
    return text[3:]


def page_query(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 100,
    cursor: Annotated[
        str | None, Query(max_length=500, description="next_cursor of the page before")
    ] = None,
) -> Page:
    """FastAPI dependency."""
    return Page(limit, None if cursor is None else _decode(cursor))


PageQuery = Annotated[Page, Depends(page_query)]
Row = dict[str, Any]
