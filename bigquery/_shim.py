"""Plain sqlglot until bigquery.dialect is there; goes away with it."""

import duckdb
import sqlglot
from sqlglot import exp


def _fast(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.TimestampTrunc) and node.text("unit").upper() == "HOUR":
        ts = node.this.sql("duckdb")
        return sqlglot.parse_one(
            f"make_timestamptz(epoch_us({ts}) - epoch_us({ts}) % 3600000000)", read="duckdb"
        )
    if isinstance(node, exp.Timestamp) and node.args.get("zone"):
        return sqlglot.parse_one(
            f"timezone({node.args['zone'].sql('duckdb')}, CAST({node.this.sql('duckdb')} AS TIMESTAMP))",
            read="duckdb",
        )
    return node


def to_duckdb(sql: str) -> str:
    """One GoogleSQL statement as sqlglot writes it for DuckDB."""
    tree = sqlglot.parse_one(sql, read="bigquery").transform(_fast)
    if isinstance(tree, exp.Create):
        tree.set("properties", None)
        for node in list(tree.find_all(exp.PrimaryKey)):
            node.pop()
        for node in list(tree.find_all(exp.ColumnConstraint)):
            if isinstance(node.args.get("kind"), exp.Properties):
                node.pop()
    return tree.sql("duckdb")


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing to register."""
