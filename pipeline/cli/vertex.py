"""``powerlytics vertex``: train, register, promote and predict on Vertex AI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ml.vertex.jobs import Started
    from ml.vertex.registry import Version
    from ml.vertex.settings import VertexSettings

app = typer.Typer(
    help="On Vertex AI: train, register, promote, predict (docs/vertex.md).", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Wait = Annotated[bool, typer.Option(help="Wait until the job has ended, or only start it.")]


@app.command("train")
def train(
    data: Annotated[str, typer.Option(help="Wide Parquet of hourly kWh: gs://BUCKET/PATH.")],
    weather: Annotated[
        str | None, typer.Option(help="Weather of the same hours: gs://BUCKET/PATH.")
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="One more word for `powerlytics train`. Repeat.")
    ] = None,
    wait: Wait = True,
    as_json: AsJson = False,
) -> None:
    """Run `powerlytics train` in our container as a custom job; its output is a model folder."""
    from ml.vertex import training
    from ml.vertex.settings import load_settings

    settings = load_settings()
    what = training.Training(data, weather, tuple(option or ()))
    _show_job(training.train(what, settings), settings, wait, as_json)


@app.command("register")
def register(
    artifact: Annotated[str, typer.Argument(help="The model folder that training wrote: gs://...")],
    description: Annotated[str, typer.Option(help="A line about this version.")] = "",
    as_json: AsJson = False,
) -> None:
    """Upload a model folder as a new version; it bears the alias challenger."""
    from ml.vertex import registry
    from ml.vertex.settings import load_settings

    _show_versions([registry.register(artifact, load_settings(), description)], as_json)


@app.command("promote")
def promote(
    version: Annotated[str, typer.Argument(help="A version's number or alias.")] = "challenger",
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Back to the champion before this one.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Move the alias champion to a version; who had it becomes previous."""
    from ml.vertex import registry
    from ml.vertex.settings import load_settings

    settings = load_settings()
    moved = registry.rollback(settings) if rollback else registry.promote(version, settings)
    _show_versions([moved], as_json)


@app.command("versions")
def versions(as_json: AsJson = False) -> None:
    """The versions of the model and their aliases, newest first."""
    from ml.vertex import registry
    from ml.vertex.settings import load_settings

    _show_versions(registry.versions(load_settings()), as_json)


@app.command("predict")
def predict(
    source: Annotated[str, typer.Option(help="Table of meters: bq://PROJECT.DATASET.TABLE.")],
    to: Annotated[str, typer.Option(help="Where the forecasts go: bq://PROJECT.DATASET.")],
    version: Annotated[str, typer.Option(help="A version's number or alias.")] = "champion",
    wait: Wait = True,
    as_json: AsJson = False,
) -> None:
    """Forecast every meter of a BigQuery table into another one."""
    from ml.vertex import batch
    from ml.vertex.settings import load_settings

    settings = load_settings()
    _show_job(batch.predict(source, to, settings, version), settings, wait, as_json)


def _show_job(started: Started, settings: VertexSettings, follow: bool, as_json: bool) -> None:
    from ml.vertex.jobs import wait
    from pipeline.cli import console

    say = (lambda _: None) if as_json else console.say
    job = wait(started, settings, say) if follow else started.now()
    if as_json:
        console.show_json(job)
    else:
        console.show_table([vars(job)], ["state", "output", "name"])


def _show_versions(found: list[Version], as_json: bool) -> None:
    from pipeline.cli import console

    if as_json:
        console.show_json(found)
        return
    rows = [vars(row) | {"aliases": ", ".join(row.aliases)} for row in found]
    console.show_table(rows, ["version", "aliases", "description", "model"])
