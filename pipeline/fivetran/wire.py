"""Rows straight from the wire into Arrow, a column at a time.

Making a Python object of every value costs the player more than the connector takes to send it.
So the messages of a group are laid end to end as one array of bytes, the entries of all records are
found in lock-step (the n-th entry of every record at once), and each column is cut out with a few
NumPy operations and cast by Arrow. It reads what nearly every sync consists of: upserts and deletes
in the ``row_data`` encoding, of declared columns. For anything else it says None, and the group is
read message by message (phases.Gathering), the slower way that knows everything.

Wire format: UpdateResponse 6 -> StructuredRecords 1 -> StructuredRecord {2 table_name, 3 type,
5 row_data entry {1 key, 2 value}}; a value is a mark (0 NULL, else its kind) and text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bigquery.landing import Column, FivetranType, arrow_type

RECORDS, RECORD, TABLE, KIND, ENTRY = 0x32, 0x0A, 0x12, 0x18, 0x2A
UPSERT, DELETE = 0, 2
LONGEST_KEY = 24
PAD = bytes(32)

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class _Unusual(Exception):  # noqa: N818 - never leaves this module
    """Something that only the slower way reads."""


def tables_of(
    messages: Sequence[bytes], declared: Mapping[tuple[str, str], Mapping[str, Column]]
) -> list[tuple[str, pa.Table]] | None:
    """Tables of a group of messages, each with its rows in order and their ``_op``; or None."""
    try:
        whole = b"".join([*messages, PAD])
        places = _records(whole, [len(message) for message in messages])
        content = np.frombuffer(whole, np.uint8)
        return [
            (name, _table(whole, content, np.array(found, np.int64), declared.get(("", name), {})))
            for name, found in places.items()
        ]
    except (_Unusual, pa.ArrowException, IndexError, ValueError):
        return None


def _records(whole: bytes, lengths: list[int]) -> dict[str, list[tuple[int, int, int]]]:
    """Where each record's entries begin and end, and its kind, by table."""
    found: dict[bytes, list[tuple[int, int, int]]] = {}
    begin = 0
    for length in lengths:
        if whole[begin] != RECORDS:
            raise _Unusual
        at, end = _varint(whole, begin + 1)
        if at + end != begin + length:
            raise _Unusual
        end = begin = at + end
        while at < end:
            if whole[at] != RECORD:
                raise _Unusual
            size = whole[at + 1]
            at += 2
            if size >= 128:
                size = (size & 127) | whole[at] << 7
                if whole[at] >= 128:
                    raise _Unusual
                at += 1
            stop = at + size
            if whole[at] != TABLE:
                raise _Unusual
            first = at + 2 + whole[at + 1]
            name = whole[at + 2 : first]
            kind = UPSERT
            if whole[first] == KIND:
                kind = whole[first + 1]
                first += 2
            if kind not in (UPSERT, DELETE):
                raise _Unusual
            place = found.get(name)
            if place is None:
                place = found[name] = []
            place.append((first, stop, kind))
            at = stop
    return {name.decode(): places for name, places in found.items()}


def _varint(whole: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = whole[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return at, value
        shift += 7


def _table(whole: bytes, content: Bytes, places: Ints, columns: Mapping[str, Column]) -> pa.Table:
    """The records of one table, column by column."""
    rows, keys, key_sizes, values, sizes = _entries(content, places)
    names = _named(whole, keys, key_sizes, columns)
    count = len(places)
    made: dict[str, pa.Array[Any]] = {}
    for place, name in enumerate(columns):
        mine = np.flatnonzero(names == place)
        if len(mine):
            start, size = np.zeros(count, np.int64), np.zeros(count, np.int64)
            start[rows[mine]], size[rows[mine]] = values[mine], sizes[mine]
            made[name] = _column(content, start, size, columns[name])
    made["_op"] = pa.array(places[:, 2].astype(np.int8))
    return pa.table(made)


def _entries(content: Bytes, places: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Of every entry: its row, where its key lies and how long it is, the same of its value."""
    at, end = places[:, 0].copy(), places[:, 1]
    rows = np.arange(len(places), dtype=np.int64)
    steps: list[tuple[Ints, ...]] = []
    while True:
        alive = at < end
        if not alive.all():
            at, end, rows = at[alive], end[alive], rows[alive]
        if not len(at):
            break
        if (content[at] != ENTRY).any():
            raise _Unusual
        body, size = _length(content, at + 1)
        key_size = content[body + 1].astype(np.int64)
        value = body + 2 + key_size
        if (
            (content[body] != RECORD).any()
            or (key_size > LONGEST_KEY).any()
            or (content[value] != TABLE).any()
        ):
            raise _Unusual
        text, text_size = _length(content, value + 1)
        at = body + size
        if (text + text_size != at).any():
            raise _Unusual
        steps.append((rows, body + 2, key_size, text, text_size))
    if not steps:
        raise _Unusual
    return tuple(np.concatenate(part) for part in zip(*steps, strict=True))  # type: ignore[return-value]


def _length(content: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """A length in one to three bytes: where what it measures begins, and the length."""
    size = content[at].astype(np.int64)
    at = at + 1
    for shift in (7, 14):
        more = size >= (1 << shift)
        if not more.any():
            return at, size
        following = content[at].astype(np.int64)
        size = np.where(more, (size & ((1 << shift) - 1)) | (following << shift), size)
        at = at + more
    if (size >= 1 << 21).any():
        raise _Unusual
    return at, size


def _named(whole: bytes, keys: Ints, sizes: Ints, columns: Mapping[str, Column]) -> Ints:
    """Which column each entry is of, by three overlapping words that cover all of its name."""
    words = np.ndarray((len(whole) - 7,), "<u8", whole, strides=(1,))
    masks = np.array([(1 << 8 * n) - 1 for n in range(8)] + [2**64 - 1], np.uint64)

    def covering(at: Ints, length: Ints) -> list[npt.NDArray[np.uint64]]:
        parts = []
        for offset in range(0, LONGEST_KEY, 8):
            if offset and not (length > offset).any():
                parts.append(np.zeros(len(at), np.uint64))
            else:
                parts.append(words[at + offset] & masks[np.clip(length - offset, 0, 8)])
        return parts

    first, second, third = covering(keys, sizes)
    mixed = _mix(first, second, third)
    known = np.array(
        [_name_words(name) if len(name.encode()) <= LONGEST_KEY else (0, 0, 0) for name in columns],
        np.uint64,
    ).reshape(-1, 3)
    hashes = _mix(known[:, 0], known[:, 1], known[:, 2])
    order = np.argsort(hashes)
    found = order[np.minimum(np.searchsorted(hashes[order], mixed), len(order) - 1)]
    same = (known[found, 0] == first) & (known[found, 1] == second) & (known[found, 2] == third)
    if not same.all():
        raise _Unusual  # a column that is not declared
    return found.astype(np.int64)


def _name_words(name: str) -> tuple[int, int, int]:
    padded = name.encode().ljust(LONGEST_KEY, b"\0")
    first, second, third = (int.from_bytes(padded[n : n + 8], "little") for n in (0, 8, 16))
    return first, second, third


def _mix(*words: Any) -> npt.NDArray[np.uint64]:  # noqa: ANN401 - arrays of words
    first, second, third = words
    return (  # type: ignore[no-any-return]
        first * np.uint64(0x9E3779B97F4A7C15)
        ^ second * np.uint64(0xC2B2AE3D27D4EB4F)
        ^ third * np.uint64(0x165667B19E3779F9)
    )


def _column(content: Bytes, start: Ints, size: Ints, column: Column) -> pa.Array[Any]:
    """One column of all records: its bytes cut out one after the other, then cast as a whole."""
    if column.type is FivetranType.UNSPECIFIED:
        raise _Unusual
    known = (size > 0) & (content[start] != 0)
    length = np.where(known, size - 1, 0)
    offsets = np.zeros(len(start) + 1, np.int32)
    np.cumsum(length, out=offsets[1:])
    shift = start + 1 - offsets[:-1]
    cut = content[np.repeat(shift, length) + np.arange(offsets[-1])]
    nulls = len(known) - int(np.count_nonzero(known))
    valid = pa.py_buffer(np.packbits(known, bitorder="little").tobytes()) if nulls else None
    kind = pa.binary() if column.type is FivetranType.BINARY else pa.string()
    buffers = [valid, pa.py_buffer(offsets.data), pa.py_buffer(cut.tobytes())]
    text = pa.Array.from_buffers(kind, len(known), buffers, nulls)
    wanted = arrow_type(column)
    return text if text.type == wanted else text.cast(wanted)
