"""``powerlytics forecast``: 48 hours by the hour and 7 days by the day."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    again: Annotated[
        bool, typer.Option("--again", help="Also where a forecast of the last full hour stands.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Issue the forecasts that are due, of every meter and building, by the champion."""
    from pipeline.adopt import adopt
    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.forecast import forecast
    from pipeline.interrupt import end_on_signals

    end_on_signals()
    with open_session() as (settings, warehouse), console.progress(quiet=as_json) as progress:
        adopt(settings, warehouse)
        result = forecast(settings, warehouse, progress, again=again)
    if as_json:
        console.show_json(result)
    else:
        console.say(
            f"{result.rows:,} rows by {result.version} for {result.tenants:,} tenants, "
            f"{result.without:,} without a forecast, in {result.duration_seconds:.1f} s."
        )
