"""Answers as bytes: rendered once, remembered per scope and data version, compressed once.

A remembered answer is a function of (scope, service, arguments, form, data version) and of nothing
else, so it never crosses tenants and never outlives its data. Many who ask for the same at once
wait for one computation. The ETag is the hash of that same key.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

import anyio
import anyio.to_thread
import orjson
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet
from fastapi import Request, Response

from backend.tenancy import Scope

Format = Literal["json", "csv", "parquet"]
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA["csv"].partition(";")[0]: {}, MEDIA["parquet"]: {}}}
}
"""What a route says of its other forms."""
MOST_BYTES = 64 * 2**20
LEAST_TO_COMPRESS = 512
THREADS = 4
Headers = list[tuple[bytes, bytes]]

try:
    RELEASE = version("powerlytics")
except PackageNotFoundError:  # run from a checkout that is not installed
    RELEASE = "0"


@dataclass(frozen=True)
class Exported:
    """A service's answer with the table that its CSV and Parquet forms hold."""

    body: Any
    table: pa.Table
    name: str


@dataclass(frozen=True)
class Entry:
    """One answer, ready to send plain and compressed."""

    etag: bytes
    body: bytes
    zipped: bytes | None
    headers: Headers
    zipped_headers: Headers
    not_modified: Headers


class Ready(Response):
    """A response whose headers are already encoded."""

    def __init__(self, status: int, body: bytes, headers: Headers) -> None:
        self.status_code = status
        self.body = body
        self.raw_headers = headers
        self.background = None


def private(body: object) -> Ready:
    """JSON that nobody may keep."""
    content = dumps(body)
    length = (b"content-length", str(len(content)).encode())
    return Ready(
        200,
        content,
        [length, (b"content-type", b"application/json"), (b"cache-control", b"no-store")],
    )


class Answers:
    """The bounded store of rendered answers of one process."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[bytes, Entry] = OrderedDict()
        self._flights: dict[bytes, asyncio.Task[Entry]] = {}
        self._threads: anyio.CapacityLimiter | None = None
        self.computed = 0

    async def give(
        self,
        request: Request,
        scope: Scope,
        form: Format,
        compute: Callable[[], Any],
        what: tuple[object, ...],
    ) -> Response:
        """The answer to ``what`` in ``scope``; 304 when the asker has it already."""
        key = _key(scope, form, what)
        etag = b'W/"' + key.hex().encode() + b'"'
        headers = request.headers
        known = headers.get("if-none-match")
        if known is not None and _matches(known, etag.decode()):
            return Ready(304, b"", _not_modified(etag))
        entry = self._entries.get(key)
        if entry is None:
            entry = await self._once(key, etag, form, compute)
        else:
            self._entries.move_to_end(key)
        if known is not None and known.strip() == "*":
            return Ready(304, b"", entry.not_modified)
        if entry.zipped is not None and _takes_gzip(headers.get("accept-encoding", "")):
            return Ready(200, entry.zipped, entry.zipped_headers)
        return Ready(200, entry.body, entry.headers)

    async def _once(
        self, key: bytes, etag: bytes, form: Format, compute: Callable[[], Any]
    ) -> Entry:
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._compute(key, etag, form, compute))
            self._flights[key] = flight
            flight.add_done_callback(lambda _: self._flights.pop(key, None))
        # a caller that hangs up must not take the answer from the others
        return await asyncio.shield(flight)

    async def _compute(
        self, key: bytes, etag: bytes, form: Format, compute: Callable[[], Any]
    ) -> Entry:
        entry: Entry = await self.in_thread(lambda: _render(etag, form, compute()))
        self.computed += 1
        self._entries[key] = entry
        self._bytes += _size(entry)
        while self._bytes > self._most_bytes and self._entries:
            self._bytes -= _size(self._entries.popitem(last=False)[1])
        return entry

    async def in_thread(self, work: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Run blocking work on one of a few threads."""
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(THREADS)
        return await anyio.to_thread.run_sync(work, limiter=self._threads)


def _key(scope: Scope, form: Format, what: tuple[object, ...]) -> bytes:
    buildings = None if scope.buildings is None else sorted(scope.buildings)
    text = repr((RELEASE, scope.tenant_id, buildings, scope.version, form, what))
    return blake2b(text.encode(), digest_size=16).digest()


def _render(etag: bytes, form: Format, answer: Any) -> Entry:  # noqa: ANN401
    extra: Headers = []
    if form == "json":
        payload = answer.body if isinstance(answer, Exported) else answer
        body = dumps(payload)
    else:
        if not isinstance(answer, Exported):
            raise TypeError("only an Exported answer has other forms than JSON")
        body = as_csv(answer.table) if form == "csv" else as_parquet(answer.table)
        # the ids in it are the source's: a quote or a line end would end the header
        name = re.sub(r"[^A-Za-z0-9._-]", "_", answer.name)
        extra = [(b"content-disposition", f'attachment; filename="{name}.{form}"'.encode())]
    worth = form != "parquet" and len(body) >= LEAST_TO_COMPRESS
    zipped = gzip.compress(body, 6, mtime=0) if worth else None
    common: Headers = [
        (b"content-type", MEDIA[form].encode()),
        *_not_modified(etag),
        *extra,
    ]
    return Entry(
        etag,
        body,
        zipped,
        [(b"content-length", str(len(body)).encode()), *common],
        [
            (b"content-length", str(len(zipped or b"")).encode()),
            (b"content-encoding", b"gzip"),
            *common,
        ],
        _not_modified(etag),
    )


def _not_modified(etag: bytes) -> Headers:
    return [
        (b"etag", etag),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"Accept-Encoding, Authorization, X-API-Key"),
    ]


def _size(entry: Entry) -> int:
    return len(entry.body) + len(entry.zipped or b"") + 1024


def dumps(value: Any) -> bytes:  # noqa: ANN401
    """JSON: NaN and infinity become null, times end in Z."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_UTC_Z)


def as_csv(table: pa.Table) -> bytes:
    """RFC 4180 with a header; times as ISO-8601 in UTC; an unknown value is an empty field."""
    out = io.BytesIO()
    pyarrow.csv.write_csv(
        pa.table([_written(column) for column in table.columns], table.column_names), out
    )
    return out.getvalue()


def _written(column: pa.ChunkedArray[Any]) -> Any:  # noqa: ANN401 - a column
    if not pa.types.is_timestamp(column.type):
        return column
    seconds: Any = column.cast(pa.timestamp("s", "UTC"), safe=False)
    return pyarrow.compute.strftime(seconds, "%Y-%m-%dT%H:%M:%SZ")


def as_parquet(table: pa.Table) -> bytes:
    """One Parquet file, zstd."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def _matches(header: str, etag: str) -> bool:
    """Weak comparison, RFC 9110 13.1.2; "*" says nothing of one."""
    return any(tag.strip().removeprefix("W/") == etag[2:] for tag in header.split(","))


def _takes_gzip(header: str) -> bool:
    """Whether Accept-Encoding allows gzip."""
    for part in header.split(","):
        coding, _, weight = part.strip().partition(";")
        if coding.strip().lower() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
