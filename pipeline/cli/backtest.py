"""``powerlytics backtest``: what would have been forecast, had it been forecast then."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

COLUMNS = ["model", "horizon", "origins", "meters", "mase24", "wql", "coverage", "p10"]


def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    data: Annotated[Path, typer.Option(help="Wide Parquet or CSV: a timestamp, a column a meter.")],
    origins: Annotated[str, typer.Option(help="Moments to forecast from, UTC, comma-separated.")],
    out: Annotated[Path, typer.Option(help="The Parquet file to write the forecasts to.")],
    weather: Annotated[
        Path | None,
        typer.Option(help="Weather of the same hours (checked; no model gains by it)."),
    ] = None,
    fit_on: Annotated[
        Path | None, typer.Option(help="Other meters to learn from, instead of these.")
    ] = None,
    horizon: Annotated[int, typer.Option(help="Hours ahead, at most 48.")] = 48,
    model: Annotated[
        str, typer.Option(help="champion, lstm, lightgbm, naive24 or naive168.")
    ] = "champion",
    timezone: Annotated[str, typer.Option(help="The meters' clock.")] = "Europe/London",
    seed: Annotated[int, typer.Option(help="Of every random choice in training.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:
    """Forecast from past origins, each with what was known then, and score the forecasts.

    Fits once, on what lies before the first origin. Coverage is that of the 80 % interval, p10 its
    tenth percentile over the meters.
    """
    from ml.forecasting.report import Line, run
    from ml.forecasting.training_set import Training
    from ml.panel import place_of
    from pipeline.cli import console

    with console.progress(quiet=as_json) as progress:
        lines: list[Line] = run(
            data,
            origins,
            out,
            horizon,
            model,
            fit_on=fit_on,
            weather=weather,
            place=place_of(timezone),
            training=Training(seed, progress=progress),
        )
    if as_json:
        console.show_json(lines)
    else:
        console.show_table([_row(line) for line in lines], COLUMNS)


def _row(line: object) -> dict[str, object]:
    row = {name: getattr(line, name) for name in COLUMNS}
    return {n: round(value, 4) if isinstance(value, float) else value for n, value in row.items()}
