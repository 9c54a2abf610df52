"""Records as the SDK sends them into Arrow: both encodings, every type of Fivetran.

``row_data`` holds a byte string by column: a mark of its kind, then text (or the bytes of a
BINARY). ``data`` holds typed values. Casting is done by Arrow on whole columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bigquery.errors import PowerlyticsError
from bigquery.landing import Column, FivetranType, arrow_type

NULL, SCALAR, JSON, BINARY, FLOAT, DOUBLE = range(6)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WHOLE = re.compile(rb"-?\d{1,18}")
_INFERRED: dict[int, pa.DataType] = {
    JSON: pa.string(),
    BINARY: pa.binary(),
    FLOAT: pa.float32(),
    DOUBLE: pa.float64(),
}


def to_arrow(rows: list[dict[str, Any]], columns: Mapping[str, Column], *, raw: bool) -> pa.Table:
    """Rows of one encoding as a table; a column that a row omits is NULL there.

    Raises PowerlyticsError naming the column whose values are not of its declared type.
    """
    names: dict[str, None] = {}
    width = -1
    for row in rows:
        if len(row) != width or not row.keys() <= names.keys():
            names.update(dict.fromkeys(row))
            width = len(row)
    build = _raw_column if raw else _typed_column
    made: dict[str, pa.Array[Any]] = {}
    for name in names:
        column = columns.get(name, Column(name))
        try:
            made[name] = build([row.get(name) for row in rows], column)
        except (pa.ArrowException, ValueError, TypeError) as error:
            raise PowerlyticsError(f"column {name} is no {column.type.name}: {error}") from None
    return pa.table(made)


def _raw_column(values: list[bytes | None], column: Column) -> pa.Array[Any]:
    bare = [value[1:] if value and value[0] else None for value in values]
    if column.type is FivetranType.UNSPECIFIED:
        return _inferred(values, bare)
    if column.type is FivetranType.BINARY:
        return pa.array(bare, pa.binary())
    text = pa.array(bare, pa.string())
    wanted = arrow_type(column)
    return text if wanted == pa.string() else text.cast(wanted)


def _inferred(values: list[bytes | None], bare: list[bytes | None]) -> pa.Array[Any]:
    """Undeclared: by the mark; bare scalars by what they all look like."""
    marks = {value[0] for value in values if value and value[0]}
    if len(marks) == 1 and marks != {SCALAR}:
        wanted = _INFERRED[marks.pop()]
        made = pa.array(bare, wanted if pa.types.is_binary(wanted) else pa.string())
        return made if made.type == wanted else made.cast(wanted)
    if marks == {SCALAR}:
        known = [value for value in bare if value is not None]
        if all(value in (b"true", b"false") for value in known):
            return pa.array([None if v is None else v == b"true" for v in bare], pa.bool_())
        if all(_WHOLE.fullmatch(value) for value in known):
            return pa.array(bare, pa.string()).cast(pa.int64())
    if marks <= {FLOAT, DOUBLE, SCALAR} and all(_is_number(v) for v in bare if v is not None):
        return pa.array(bare, pa.string()).cast(pa.float64())
    return pa.array([None if v is None else v.decode("utf-8", "replace") for v in bare])


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _typed_column(  # noqa: PLR0911 - one return a type
    values: list[Any], column: Column
) -> pa.Array[Any]:
    kinds: set[str] = set()
    plain: list[Any] = []
    for value in values:
        kind = None if value is None else value.WhichOneof("inner")
        if kind is None or kind == "null":
            plain.append(None)
            continue
        kinds.add(kind)
        plain.append(_PLAIN[kind](getattr(value, kind)))
    if column.type is not FivetranType.UNSPECIFIED:
        if column.type is FivetranType.DECIMAL:
            return pa.array(plain, pa.string()).cast(arrow_type(column))
        return pa.array(plain, arrow_type(column))
    if not kinds:
        return pa.nulls(len(plain), pa.string())
    if kinds == {"decimal"}:
        return pa.array([None if v is None else Decimal(v) for v in plain])
    if len(kinds) == 1:
        return pa.array(plain, _TYPED[kinds.pop()])
    if kinds <= {"short", "int", "long"}:
        return pa.array(plain, pa.int64())
    if kinds <= {"short", "int", "long", "float", "double"}:
        return pa.array([None if v is None else float(v) for v in plain], pa.float64())
    return pa.array([None if v is None else str(v) for v in plain], pa.string())


def _same(value: Any) -> Any:  # noqa: ANN401 - a value of any type
    return value


def _instant(value: Any) -> datetime:  # noqa: ANN401 - a Timestamp message
    return EPOCH + timedelta(seconds=value.seconds, microseconds=value.nanos // 1000)


def _naive(value: Any) -> datetime:  # noqa: ANN401 - a Timestamp message
    return _instant(value).replace(tzinfo=None)


def _day(value: Any) -> date:  # noqa: ANN401 - a Timestamp message
    return _instant(value).date()


def _time(value: Any) -> time:  # noqa: ANN401 - a Timestamp message
    return _instant(value).time()


_PLAIN: dict[str, Any] = {
    **dict.fromkeys(
        [
            "bool",
            "short",
            "int",
            "long",
            "float",
            "double",
            "decimal",
            "binary",
            "string",
            "json",
            "xml",
        ],
        _same,
    ),
    "naive_date": _day,
    "naive_datetime": _naive,
    "utc_datetime": _instant,
    "naive_time": _time,
}
_TYPED = {
    "bool": pa.bool_(),
    "short": pa.int16(),
    "int": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "binary": pa.binary(),
    "string": pa.string(),
    "json": pa.string(),
    "xml": pa.string(),
    "naive_date": pa.date32(),
    "naive_datetime": pa.timestamp("us"),
    "utc_datetime": pa.timestamp("us", "UTC"),
    "naive_time": pa.time64("us"),
}


def newest(table: pa.Table, name: str) -> datetime | None:
    """The greatest instant of a column; None without one."""
    if name not in table.column_names or not pa.types.is_timestamp(table.schema.field(name).type):
        return None
    micros = pc.max(table.column(name).cast(pa.timestamp("us", "UTC")).cast(pa.int64())).as_py()
    return None if micros is None else EPOCH + timedelta(microseconds=micros)
