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
        str | None,
        typer.Option(help="The zone of the meters' clocks; without it Europe/London."),
    ] = None,
    how: Annotated[
        str | None,
        typer.Option(
            "--with",
            help="full (without it), first (from the past only), or one detector's name.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the incidents as JSON.")] = False,
) -> None:
    """Find anomalies in hourly energy: in a file, or without --data in the warehouse's hours."""
    if data is None:
        if weather or since or points or incidents or timezone or how:
            raise typer.BadParameter(
                "--weather, --from, --points, --incidents, --timezone and --with go with --data"
            )
        _stored(as_json)
        return
    from ml.anomalies.files import FULL, run
    from pipeline.cli import console

    zone = timezone or "Europe/London"
    with console.progress(quiet=as_json) as progress:
        found = run(data, weather, since, points, incidents, zone, progress, how or FULL)
    if as_json:
        console.show_json(found)
    else:
        console.show_table(found, ("meter", "start", "end", "kind", "severity", "excess_kwh"))


def _stored(as_json: bool) -> None:
    """A full look at the warehouse's hours; the incidents go into its table."""
    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.detect import detect
    from pipeline.interrupt import end_on_signals

    end_on_signals()
    with open_session() as (settings, warehouse), console.progress(quiet=as_json) as progress:
        result = detect(settings, warehouse, progress, look="full")
    if as_json:
        console.show_json(result)
    else:
        console.say(f"{result.incidents:,} incidents written, {result.removed:,} rows replaced.")
