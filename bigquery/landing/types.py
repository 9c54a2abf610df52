"""Fivetran's data types: as Arrow carries them, as DuckDB stores them, and what widens to what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import pyarrow as pa


class FivetranType(IntEnum):
    """The numbers of ``fivetran_sdk.v2.DataType``."""

    UNSPECIFIED = 0
    BOOLEAN = 1
    SHORT = 2
    INT = 3
    LONG = 4
    DECIMAL = 5
    FLOAT = 6
    DOUBLE = 7
    NAIVE_DATE = 8
    NAIVE_DATETIME = 9
    UTC_DATETIME = 10
    BINARY = 11
    XML = 12
    STRING = 13
    JSON = 14
    NAIVE_TIME = 15


@dataclass(frozen=True)
class Column:
    """A column as the connector declares it."""

    name: str
    type: FivetranType = FivetranType.UNSPECIFIED
    precision: int = 38
    scale: int = 10


_ARROW: dict[FivetranType, pa.DataType] = {
    FivetranType.BOOLEAN: pa.bool_(),
    FivetranType.SHORT: pa.int16(),
    FivetranType.INT: pa.int32(),
    FivetranType.LONG: pa.int64(),
    FivetranType.FLOAT: pa.float32(),
    FivetranType.DOUBLE: pa.float64(),
    FivetranType.NAIVE_DATE: pa.date32(),
    FivetranType.NAIVE_DATETIME: pa.timestamp("us"),
    FivetranType.UTC_DATETIME: pa.timestamp("us", "UTC"),
    FivetranType.BINARY: pa.binary(),
    FivetranType.XML: pa.string(),
    FivetranType.STRING: pa.string(),
    FivetranType.JSON: pa.string(),
    FivetranType.NAIVE_TIME: pa.time64("us"),
}


def arrow_type(column: Column) -> pa.DataType:
    """How Arrow carries the column's values; text where nothing is declared."""
    if column.type is FivetranType.DECIMAL:
        return pa.decimal128(min(column.precision or 38, 38), min(column.scale, 38))
    return _ARROW.get(column.type, pa.string())


def duckdb_type(arrow: pa.DataType) -> str:
    """How DuckDB stores what Arrow carries."""
    if pa.types.is_decimal(arrow):
        return f"DECIMAL({arrow.precision},{arrow.scale})"
    if pa.types.is_timestamp(arrow):
        return "TIMESTAMP WITH TIME ZONE" if arrow.tz else "TIMESTAMP"
    return _DUCKDB.get(str(arrow), "VARCHAR")


_DUCKDB = {
    "bool": "BOOLEAN",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date32[day]": "DATE",
    "binary": "BLOB",
    "time64[us]": "TIME",
}
_WHOLE = ["SMALLINT", "INTEGER", "BIGINT"]


def widest(standing: str, arriving: str) -> str:  # noqa: PLR0911 - one return a rule
    """The narrowest type that holds the values of both."""
    if standing == arriving:
        return standing
    pair = {standing, arriving}
    if pair <= set(_WHOLE):
        return max(pair, key=_WHOLE.index)
    decimals = [kind for kind in pair if kind.startswith("DECIMAL")]
    if len(decimals) == 2:
        return _wider_decimal(*decimals)
    if decimals and pair & set(_WHOLE):
        return _wider_decimal(decimals[0], "DECIMAL(19,0)")
    if all(kind in _WHOLE or kind in {"FLOAT", "DOUBLE"} or kind in decimals for kind in pair):
        return "DOUBLE"
    if pair == {"DATE", "TIMESTAMP"}:
        return "TIMESTAMP"
    return "VARCHAR"


def _wider_decimal(one: str, other: str) -> str:
    (p, s), (q, t) = (map(int, kind[8:-1].split(",")) for kind in (one, other))
    scale = max(s, t)
    whole = max(p - s, q - t)
    return f"DECIMAL({whole + scale},{scale})" if whole + scale <= 38 else "DOUBLE"
