"""``powerlytics init``: the home folder, the tables, the people database."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Create the home folder, the warehouse tables and the people database. Safe to repeat."""
    from backend.database import migrate, open_database
    from pipeline.cli import console
    from pipeline.cli.session import open_session

    with open_session() as (settings, _):
        people = open_database(settings.people_url)
        migrate(people)
        people.dispose()
        if as_json:
            console.show_json({"home": str(settings.home), "warehouse": settings.warehouse})
        else:
            console.say(f"Ready: {settings.home} ({settings.warehouse}).")
