"""Pages of a list: ``?limit`` and an opaque, checked ``?cursor``."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query

from backend.errors import invalid

MAX_LIMIT = 500
LAST = datetime.max.replace(tzinfo=UTC)
CHECKSUM = 6
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


def newest_first(at: datetime, name: str) -> str:
    """A key by which later instants sort first; it stays when others come before it."""
    return f"{(LAST - at) // timedelta(microseconds=1):020d}\n{name}"


def _encode(key: str) -> str:
    text = key.encode()
    return base64.urlsafe_b64encode(_checksum(text) + text).decode().rstrip("=")


def _decode(cursor: str) -> str:
    """The key in a cursor; the checksum catches a cut or mistyped one. A key is no secret and no
    right: whatever it says, only the asker's own rows are paged.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        key = raw[CHECKSUM:].decode()
    except (binascii.Error, UnicodeError):
        raw, key = b"", ""
    if raw[:CHECKSUM] != _checksum(key.encode()) or _encode(key) != cursor:
        raise invalid("query.cursor", "This cursor is none of ours: start again without it.")
    return key


def _checksum(text: bytes) -> bytes:
    return blake2b(b"cursor" + text, digest_size=CHECKSUM).digest()


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
