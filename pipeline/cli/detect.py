"""``powerlytics detect``: what was unusual, as incidents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

DAY = "%Y-%m-%d"
MINUTE = "%Y-%m-%dT%H:%M"
SECOND = "%Y-%m-%dT%H:%M:%S"


def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    data: Annotated[
        Path | None, typer.Option(help="Wide Parquet or CSV: a timestamp, a column a meter.")
    ] = None,
    weather: Annotated[Path | None, typer.Option(help="Weather of the same hours.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=[DAY, MINUTE, SECOND],
            metavar="T",
            help="First moment to judge, UTC; what lies before is only learned from.",
        ),
    ] = None,
    points: Annotated[
        Path | None, typer.Option(help="Parquet to write meter, ts, probability, flag to.")
    ] = None,
    incidents: Annotated[
        Path | None, typer.Option(help="Parquet to write the incidents to.")
    ] = None,
    timezone: Annotated[
        str, typer.Option(help="The zone of the meters' clocks.")
    ] = "Europe/London",
    as_json: Annotated[bool, typer.Option("--json", help="Print the incidents as JSON.")] = False,
) -> None:
    """Find anomalies in hourly energy and write them as flagged hours and as incidents."""
    if data is None:
        raise typer.BadParameter("give --data FILE")
    from ml.anomalies.files import run
    from pipeline.cli import console

    with console.progress(quiet=as_json) as progress:
        found = run(data, weather, since, points, incidents, timezone, progress)
    if as_json:
        console.show_json(found)
    else:
        console.show_table(found, ("meter", "start", "end", "kind", "severity", "excess_kwh"))
