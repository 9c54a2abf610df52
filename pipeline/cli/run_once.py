"""``powerlytics run``: sync, transform, drop what is too old, and what follows from it; once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Do it all once: sync every connection, transform what it touched, drop what is too old.

    Then what is due of forecasts, incidents, recommendations and trainings.
    """
    from pipeline.cli import console
    from pipeline.cli import sync as sync_command
    from pipeline.cli.session import open_session
    from pipeline.insight import Insight
    from pipeline.interrupt import end_on_signals
    from pipeline.run import run

    end_on_signals()
    said: list[str] = []
    say = said.append if as_json else console.say
    with open_session() as (settings, warehouse), console.progress(quiet=as_json) as progress:
        result = run(settings, warehouse, progress)
        Insight(settings, warehouse, say, progress=progress)()
    if as_json:
        console.show_json({**asdict(result), "insight": said})
        if result.errors:
            raise typer.Exit(1)
        return
    console.say(f"{result.transform.windows:,} days recomputed.")
    if result.retention.rows:
        console.say(f"{result.retention.rows:,} rows past the retention dropped.")
    sync_command.show(result.syncs, as_json)
