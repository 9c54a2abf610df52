"""``powerlytics transform``: roll up the days that new rows touched."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer


def command(
    start: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="First day to recompute."
        ),
    ] = None,
    end: Annotated[
        datetime | None,
        typer.Option(
            "--to", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day to stop before."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Recompute the touched days, or exactly the days of --from (included) --to (excluded)."""
    if (start is None) != (end is None):
        raise typer.BadParameter("give --from and --to together")
    if start and end and start >= end:
        raise typer.BadParameter("--from must lie before --to")
    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.transform import transform

    with open_session() as (_, warehouse), console.progress(quiet=as_json) as progress:
        result = transform(
            warehouse,
            start=start.date() if start else None,
            end=end.date() if end else None,
            progress=progress,
        )
    if as_json:
        console.show_json(result)
    else:
        console.say(
            f"{result.windows:,} days, {result.rows:,} rows in {result.duration_seconds:.1f} s."
        )
