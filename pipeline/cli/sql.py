"""``powerlytics sql``: GoogleSQL on this machine, read-only."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

import typer

PARAMETER = re.compile(r"(?P<name>[A-Za-z_]\w*)(:(?P<type>[A-Za-z0-9]+))?=(?P<value>.*)", re.DOTALL)
TYPES = ("STRING", "INT64", "FLOAT64", "BOOL", "DATE", "TIMESTAMP")


def command(
    query: Annotated[str, typer.Argument(help='GoogleSQL, e.g. "SELECT COUNT(*) FROM ..."')],
    param: Annotated[
        list[str] | None,
        typer.Option(
            help="A named @parameter: name=value, or name:TYPE=value "
            "(STRING, INT64, FLOAT64, BOOL, DATE, TIMESTAMP). Repeat for more.",
            metavar="NAME=VALUE",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """Run one GoogleSQL query, as BigQuery would, and print its rows. It cannot change data."""
    from pipeline.cli import console
    from pipeline.cli.session import open_session

    parameters = dict(parse_parameter(text) for text in param or [])
    refuse_changes(query)
    with open_session() as (_, warehouse):
        table = warehouse.query(query, parameters)
    rows = table.to_pylist()
    if as_json:
        console.show_json(rows)
    else:
        console.show_table(rows, table.column_names)


def refuse_changes(query: str) -> None:
    """Let one query pass; BadParameter for anything that could change data."""
    import sqlglot
    from sqlglot import exp

    try:
        statements = [tree for tree in sqlglot.parse(query, dialect="bigquery") if tree]
    except sqlglot.errors.SqlglotError:
        return  # the dialect gives the better message
    if len(statements) != 1:
        raise typer.BadParameter("give one query")
    if not isinstance(statements[0], exp.Query):
        raise typer.BadParameter(f"read-only: {statements[0].key.upper()} is not a query")


def parse_parameter(text: str) -> tuple[str, object]:
    """``name=value`` or ``name:TYPE=value``; without a type the value's look decides."""
    match = PARAMETER.fullmatch(text)
    if match is None:
        raise typer.BadParameter(f"--param {text}: write name=value or name:TYPE=value")
    name, value = match["name"], match["value"]
    given = (match["type"] or "").upper()
    if given and given not in TYPES:
        raise typer.BadParameter(f"--param {name}: type {given} is none of {', '.join(TYPES)}")
    try:
        return name, _typed(given or guess_type(value), value)
    except ValueError:
        raise typer.BadParameter(f"--param {name}: {value!r} is no {given}") from None


def guess_type(value: str) -> str:
    """The GoogleSQL type that a value looks like."""
    patterns = {
        "INT64": r"[-+]?\d{1,18}",
        "FLOAT64": r"[-+]?(\d+\.\d*|\.\d+|\d+(\.\d*)?[eE][-+]?\d+)",
        "BOOL": r"(?i:true|false)",
        "DATE": r"\d{4}-\d\d-\d\d",
        "TIMESTAMP": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:?\d\d)?",
    }
    for name, pattern in patterns.items():
        if re.fullmatch(pattern, value):
            return name
    return "STRING"


def _typed(kind: str, value: str) -> object:
    match kind:
        case "INT64":
            return int(value)
        case "FLOAT64":
            return float(value)
        case "BOOL":
            if value.lower() not in {"true", "false"}:
                raise ValueError(value)
            return value.lower() == "true"
        case "DATE":
            return date.fromisoformat(value)
        case "TIMESTAMP":
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        case _:
            return value
