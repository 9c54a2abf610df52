"""The emulator's own command, with what BigQuery knows and bqemulator 1.4.0 does not.

Run by the emulator's Python, not by ours. It refuses `PRIMARY KEY (...) NOT ENFORCED`; BigQuery
takes it and enforces nothing, so here the clause is taken and dropped.
"""

import sys

from bqemulator.cli import main  # type: ignore[import-not-found, unused-ignore]
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB


def _without_key(generator: DuckDB.Generator, schema: exp.Schema) -> str:
    schema.set("expressions", [e for e in schema.expressions if not isinstance(e, exp.PrimaryKey)])
    return generator.schema_sql(schema)


DuckDB.Generator.TRANSFORMS[exp.Schema] = _without_key

if __name__ == "__main__":
    sys.exit(main())
