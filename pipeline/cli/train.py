"""``powerlytics train``: a challenger from the warehouse, or weights from a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.train import TrainResult


def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    data: Annotated[
        Path | None,
        typer.Option(help="Wide Parquet or CSV instead of the warehouse's hours; goes with --out."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the forecaster and run.json; with --data.")
    ] = None,
    weather: Annotated[
        Path | None, typer.Option(help="Weather of the same hours; kept for the record.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Last day to learn from."),
    ] = None,
    model: Annotated[str, typer.Option(help="champion, lstm or lightgbm.")] = "champion",
    any_meter: Annotated[
        bool, typer.Option("--any-meter", help="Leave out what is known of single meters.")
    ] = False,
    timezone: Annotated[
        str | None,
        typer.Option(help="The zone of the file's meters; without it Europe/London."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    effort: Annotated[
        float, typer.Option(min=0.01, help="Of epochs, rounds and seeds; below 1 is a quick look.")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Train a challenger on the stored hours, or a forecaster on a file; who serves stays."""
    if (data is None) != (out is None):
        raise typer.BadParameter("give --data and --out together")
    if data is None and (weather or any_meter or timezone):
        raise typer.BadParameter("--weather, --any-meter and --timezone go with --data")
    from pipeline.cli import console

    if data is not None and out is not None:
        from ml.train_file import train_file

        with console.progress(quiet=as_json) as progress:
            day = until.date() if until else None
            told = (model, timezone or "Europe/London", seed, effort, any_meter, weather)
            said = train_file(data, out, day, *told, report=progress)
        if as_json:
            console.show_json(said)
        else:
            console.say(f"{model} in {out}, in {said['seconds']:.0f} s.")
        return
    result = _challenger(model, until, seed, effort, as_json)
    if as_json:
        console.show_json(result)
    else:
        _tell(result)


def _challenger(
    model: str, until: datetime | None, seed: int, effort: float, quiet: bool
) -> TrainResult:
    from datetime import UTC, timedelta

    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.interrupt import end_on_signals
    from pipeline.train import train

    end_on_signals()
    end = until.replace(tzinfo=UTC) + timedelta(days=1) if until else None
    with open_session() as (settings, warehouse), console.progress(quiet=quiet) as progress:
        how: dict[str, Any] = {"until": end, "model": model, "seed": seed, "effort": effort}
        return train(settings, warehouse, progress, **how)


def _tell(result: TrainResult) -> None:
    from pipeline.cli import console
    from pipeline.train import verdict_in_words

    said = {"naive": result.naive, "rival": result.champion}
    console.say(
        f"{result.version} is the challenger: {verdict_in_words(said)} "
        f"({result.duration_seconds:.0f} s). `powerlytics promote` lets it serve if it earned it."
    )
