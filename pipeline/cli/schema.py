"""``powerlytics schema``: the tables as their files declare them; needs no warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bigquery.schema import Table


def command(
    table: Annotated[str | None, typer.Argument(help="One table; all without it.")] = None,
    ddl: Annotated[
        bool, typer.Option("--ddl", help="Print the CREATE TABLE statements for BigQuery.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the tables as JSON.")] = False,
) -> None:
    """Print tables and columns with their types and descriptions."""
    from bigquery import schema
    from pipeline.cli import console

    chosen = [schema.table(table)] if table else list(schema.tables().values())
    if ddl:
        console.print_lines([one.ddl.strip() + "\n" for one in chosen if table or not one.local])
    elif as_json:
        console.show_json(chosen)
    elif table:
        console.show_table(_columns(chosen[0]), ["column", "type", "key", "description"])
    else:
        rows = [{"table": each.full_name, "what": each.description} for each in chosen]
        console.show_table(rows, ["table", "what"])


def _columns(table: Table) -> list[dict[str, object]]:
    return [
        {
            "column": column.name,
            "type": column.type,
            "key": "key" if column.name in table.key else "",
            "description": column.description,
        }
        for column in table.columns
    ]
