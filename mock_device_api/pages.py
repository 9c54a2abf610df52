"""Pages over a feed, and the opaque cursor that says where the next one begins."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

import numpy as np
import orjson

from mock_device_api.feed import Feed


@dataclass(frozen=True)
class Position:
    """The next entry: the `skip`-th of those with this updated_at, or the first after them."""

    updated_at: int
    skip: int = 0


@dataclass(frozen=True)
class Page:
    """Rows as JSON text, and where to go on (None: nothing more is visible now)."""

    rows: list[str]
    following: Position | None


def page(feed: Feed, start: Position, until: int, limit: int) -> Page:
    """Up to `limit` entries with updated_at in [start, until). Ties are never cut or doubled:
    the position counts the entries already given of the last updated_at."""
    rows: list[str] = []
    place = start if start.updated_at >= feed.first else Position(feed.first)
    number = feed.number(place.updated_at)
    while feed.begins(number) < until:
        block = feed.block(number)
        times = block.updated_at
        low = int(np.searchsorted(times, place.updated_at)) + place.skip
        high = int(np.searchsorted(times, until))
        take = min(high - low, limit - len(rows))
        if take > 0:
            rows += block.rows[low : low + take]
            last = int(times[low + take - 1])
            place = Position(last, low + take - int(np.searchsorted(times, last)))
        if len(rows) == limit:
            more = low + take < high or feed.begins(number + 1) < until
            return Page(rows, place if more else None)
        number += 1
        if feed.begins(number) > place.updated_at:
            place = Position(feed.begins(number))
    return Page(rows, None)


class BrokenCursorError(ValueError):
    """The cursor was not made by this server, or was changed."""


class Cursors:
    """Writes cursors that nobody can read into or change."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, body, hashlib.sha256)[:9]

    def write(self, content: dict[str, object]) -> str:
        """An opaque text for this content."""
        body = orjson.dumps(content)
        return base64.urlsafe_b64encode(self._sign(body) + body).decode().rstrip("=")

    def read(self, cursor: str) -> dict[str, object]:
        """The content of a cursor. Raises BrokenCursorError."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise BrokenCursorError from error
        if not hmac.compare_digest(raw[:9], self._sign(raw[9:])):
            raise BrokenCursorError
        content: dict[str, object] = orjson.loads(raw[9:])
        return content
