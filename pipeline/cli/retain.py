"""``powerlytics retain``: drop what is older than the retention."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Drop rows older than the retention, by each tenant's newest reading. `run` does it too."""
    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.retention import retain

    with open_session() as (settings, warehouse):
        result = retain(settings, warehouse)
    if as_json:
        console.show_json(result)
    else:
        console.say(f"{result.rows:,} rows of {result.tenants:,} tenants dropped.")
