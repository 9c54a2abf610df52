"""``powerlytics recommend``: what would save energy."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write recommendations from the last year of every building, each with its range.

    Then measure what those that were acted on have saved.
    """
    from dataclasses import asdict

    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.interrupt import end_on_signals
    from pipeline.recommend import recommend
    from pipeline.savings import savings

    end_on_signals()
    with open_session() as (settings, warehouse), console.progress(quiet=as_json) as progress:
        result = recommend(settings, warehouse, progress)
        measured = savings(settings, warehouse, progress)
    if as_json:
        console.show_json({**asdict(result), "savings": measured})
        return
    console.say(f"{result.recommendations:,} recommendations, {result.buildings:,} buildings.")
    if measured:
        console.say(f"{measured:,} savings measured.")
