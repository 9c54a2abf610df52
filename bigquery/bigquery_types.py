"""Values on their way into BigQuery and types on their way out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast

import pyarrow as pa
from google.cloud.bigquery import (
    ArrayQueryParameter,
    ScalarQueryParameter,
    SchemaField,
    StructQueryParameter,
)
from sqlglot.dialects.bigquery import BigQuery
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from bigquery import schema
from bigquery.arrow_types import SCALARS, arrow_type
from bigquery.errors import PowerlyticsError
from bigquery.warehouse import Parameters

_Scalar = bool | int | float | str | datetime | date | Decimal

QueryParameter = ScalarQueryParameter | ArrayQueryParameter | StructQueryParameter

# datetime is a date and bool is an int: the narrower type stands first.
_SCALARS: tuple[tuple[type, str], ...] = (
    (bool, "BOOL"),
    (int, "INT64"),
    (float, "FLOAT64"),
    (str, "STRING"),
    (bytes, "BYTES"),
    (datetime, "TIMESTAMP"),
    (date, "DATE"),
    (time, "TIME"),
    (Decimal, "NUMERIC"),
)


def bind(sql: str, parameters: Parameters) -> tuple[str, list[QueryParameter], list[str]]:
    """The SQL as it is sent, a typed parameter for each @name in it, and the names left over.

    BigQuery wants a type for every parameter. An empty list has none: its name becomes the literal
    [], which takes the type of where it stands (no value is ever written into SQL). Left over are
    the names whose value is None. Raises PowerlyticsError for a name without a value.
    """
    places = _places(sql)
    missing = sorted({name for name, _, _ in places} - parameters.keys())
    if missing:
        raise PowerlyticsError(f"the query needs a value for @{', @'.join(missing)}")
    values = {name: parameters[name] for name, _, _ in places}
    for name, start, end in reversed(places):
        if _empty(values[name]):
            sql = f"{sql[:start]}[]{sql[end:]}"
    typed = {n: v for n, v in values.items() if v is not None and not _empty(v)}
    unknown = sorted(name for name, value in values.items() if value is None)
    return sql, [_parameter(name, typed[name]) for name in sorted(typed)], unknown


def _places(sql: str) -> list[tuple[str, int, int]]:
    """Name, start and end of each @name outside strings and comments."""
    try:
        tokens = BigQuery().tokenize(sql)
    except SqlglotError as error:
        raise PowerlyticsError(f"the query failed: {' '.join(str(error).split())}") from None
    return [
        (token.text, at.start, token.end + 1)
        for at, token in pairwise(tokens)
        if at.token_type is TokenType.PARAMETER
    ]


def _empty(value: object) -> bool:
    return isinstance(value, list | tuple) and not value


def _parameter(name: str, value: object) -> QueryParameter:
    if isinstance(value, list | tuple):
        if None in value:
            raise PowerlyticsError(f"@{name}: BigQuery takes no NULL inside an array; leave it out")
        kinds = {_type(name, item) for item in value}
        if kinds == {"INT64", "FLOAT64"}:
            kinds = {"FLOAT64"}
        if len(kinds) > 1:
            raise PowerlyticsError(
                f"@{name}: an array has one type, not {', '.join(sorted(kinds))}"
            )
        return ArrayQueryParameter(name, kinds.pop(), list(value))
    kind = _type(name, value)
    return ScalarQueryParameter(name, kind, cast("_Scalar", value))


def _type(name: str, value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        return "DATETIME"
    for python, google in _SCALARS:
        if isinstance(value, python):
            return google
    raise PowerlyticsError(f"@{name}: BigQuery takes no {type(value).__name__} as a parameter")


def arrow_schema(fields: Iterable[SchemaField]) -> pa.Schema:
    """The Arrow schema of a result. Types that Arrow lacks (JSON, GEOGRAPHY, ...) are strings."""
    return pa.schema([_field(field) for field in fields])


def _field(field: SchemaField) -> pa.Field[Any]:
    kind: pa.DataType
    if field.field_type in ("RECORD", "STRUCT"):
        kind = pa.struct([_field(part) for part in field.fields])
    else:
        kind = SCALARS.get(field.field_type, pa.string())
    if field.mode == "REPEATED":
        kind = pa.list_(kind)
    return pa.field(field.name, kind, nullable=field.mode != "REQUIRED")


def complete(target: schema.Table, rows: pa.Table) -> pa.Table:
    """The rows with every column of the table, in its order and types; missing ones are NULL.

    Raises PowerlyticsError for a column or a value that the table cannot hold.
    """
    unknown = sorted(set(rows.column_names) - set(target.column_names))
    if unknown:
        raise PowerlyticsError(f"{target.full_name} has no column {', '.join(unknown)}")
    columns = [_column(target, part, rows) for part in target.columns]
    # A Parquet column that may be NULL does not fit a REQUIRED one.
    fields = [
        pa.field(part.name, values.type, nullable=not part.required)
        for part, values in zip(target.columns, columns, strict=True)
    ]
    return pa.table(columns, schema=pa.schema(fields))


def _column(target: schema.Table, column: schema.Column, rows: pa.Table) -> pa.ChunkedArray[Any]:
    kind = arrow_type(column.type)
    values: pa.ChunkedArray[Any]
    if column.name in rows.column_names:
        values = rows.column(column.name)
    else:
        values = pa.chunked_array([pa.nulls(rows.num_rows)])
    if column.required and values.null_count:
        raise PowerlyticsError(f"cannot load {target.name}: {column.name} may not be NULL")
    try:
        return values.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise PowerlyticsError(f"cannot load {target.name}: {column.name}: {error}") from None
