"""GoogleSQL types as Arrow has them, and the tables of the schema as Arrow schemas."""

from __future__ import annotations

import pyarrow as pa
from sqlglot import exp

from bigquery import schema

SCALARS: dict[str, pa.DataType] = {
    "STRING": pa.string(),
    "INT64": pa.int64(),
    "INTEGER": pa.int64(),
    "FLOAT64": pa.float64(),
    "FLOAT": pa.float64(),
    "BOOL": pa.bool_(),
    "BOOLEAN": pa.bool_(),
    "BYTES": pa.binary(),
    "TIMESTAMP": pa.timestamp("us", "UTC"),
    "DATETIME": pa.timestamp("us"),
    "DATE": pa.date32(),
    "TIME": pa.time64("us"),
    "NUMERIC": pa.decimal128(38, 9),
    "BIGNUMERIC": pa.decimal256(76, 38),
}


def schema_of(table: str) -> pa.Schema:
    """The columns of a table of the schema. Raises PowerlyticsError for any other."""
    return pa.schema([(c.name, arrow_type(c.type)) for c in schema.table(table).columns])


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a GoogleSQL one, arrays and structs with what they hold.

    Types that Arrow lacks (JSON, GEOGRAPHY, ...) are strings.
    """
    return _arrow_type(exp.DataType.build(kind, dialect="bigquery"))


def _arrow_type(kind: exp.DataType) -> pa.DataType:
    parts = kind.expressions
    if kind.is_type("ARRAY"):
        return pa.list_(_arrow_type(parts[0]))
    if kind.is_type("STRUCT"):
        return pa.struct([(part.name, _arrow_type(part.args["kind"])) for part in parts])
    return SCALARS.get(kind.sql("bigquery"), pa.string())
