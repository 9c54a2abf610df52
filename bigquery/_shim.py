"""Plain sqlglot until bigquery.dialect is there; goes away with it."""

import duckdb
import sqlglot
from sqlglot import exp


def to_duckdb(sql: str) -> str:
    """One GoogleSQL statement as sqlglot writes it for DuckDB."""
    tree = sqlglot.parse_one(sql, read="bigquery")
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
