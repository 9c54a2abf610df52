"""The emulator's own command, with three things that BigQuery takes and bqemulator 1.4.0 does not.

Run by the emulator's Python, not by ours: the product and the client stay as they are.
- `PRIMARY KEY (...) NOT ENFORCED` is refused; BigQuery takes it and enforces nothing.
- an @name in a comment is counted as a parameter.
- `TIMESTAMP(date, zone)` passes for a type with a length, and the zone of `DATETIME(ts, zone)` for
  a time of day.
"""

import re
import sys

from bqemulator.cli import main  # type: ignore[import-not-found, unused-ignore]
from bqemulator.jobs import executor  # type: ignore[import-not-found, unused-ignore]
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

_bind_parameters = executor.bind_parameters


def _without_key(generator: DuckDB.Generator, schema: exp.Schema) -> str:
    schema.set("expressions", [e for e in schema.expressions if not isinstance(e, exp.PrimaryKey)])
    return generator.schema_sql(schema)


def _without_comments(sql: str, *rest: object) -> object:
    return _bind_parameters(re.sub(r"/\*.*?\*/", "", sql, flags=re.DOTALL), *rest)


def _timestamp(generator: DuckDB.Generator, node: exp.Timestamp) -> str:
    value, zone = generator.sql(node, "this"), generator.sql(node, "zone") or "'UTC'"
    return f"timezone({zone}, CAST({value} AS TIMESTAMP))"


def _datetime(generator: DuckDB.Generator, node: exp.Datetime) -> str:
    value, zone = generator.sql(node, "this"), generator.sql(node, "expression") or "'UTC'"
    return f"timezone({zone}, CAST({value} AS TIMESTAMPTZ))"


DuckDB.Generator.TRANSFORMS[exp.Datetime] = _datetime
DuckDB.Generator.TRANSFORMS[exp.Schema] = _without_key
DuckDB.Generator.TRANSFORMS[exp.Timestamp] = _timestamp
executor.bind_parameters = _without_comments

if __name__ == "__main__":
    sys.exit(main())
