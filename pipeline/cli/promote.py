"""``powerlytics promote``: who serves, and back."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    version: Annotated[
        str | None, typer.Argument(help="A version; the challenger without it.")
    ] = None,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Let the champion before serve again.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Let it serve without proof; the run says so.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Let a model serve if it is better than the naive forecast and the champion."""
    if rollback and (version or force):
        raise typer.BadParameter("--rollback stands alone")
    from pipeline import promote
    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.interrupt import end_on_signals

    end_on_signals()
    with open_session() as (settings, warehouse):
        if rollback:
            result = promote.rollback(settings, warehouse)
        else:
            result = promote.promote(settings, warehouse, version, force)
    if as_json:
        console.show_json(result)
    else:
        console.say(f"{result.champion} serves: {result.why}.")
