"""The Typer app, and the one place where an error becomes a line and an exit status."""

from __future__ import annotations

import os
import sys

import typer

from bigquery.errors import PowerlyticsError
from pipeline.cli import (
    backtest,
    detect,
    forecast,
    init,
    keys,
    promote,
    recommend,
    retain,
    run_once,
    saving,
    schema,
    sql,
    sync,
    train,
    transform,
    up,
    vertex,
)

app = typer.Typer(
    name="powerlytics",
    help="From meter to dashboard: sync, transform and serve, every number with its proof.",
    epilog="Settings come from POWERLYTICS_* variables: docs/reference/settings.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init")(init.command)
app.command("sync")(sync.command)
app.command("transform")(transform.command)
app.command("detect")(detect.command)
app.command("forecast")(forecast.command)
app.command("train")(train.command)
app.command("promote")(promote.command)
app.command("recommend")(recommend.command)
app.command("saving")(saving.command)
app.command("retain")(retain.command)
app.command("run")(run_once.command)
app.command("up")(up.command)
app.command("backtest")(backtest.command)
app.command("schema")(schema.command)
app.command("sql")(sql.command)
app.add_typer(keys.app, name="keys")
app.add_typer(vertex.app, name="vertex")


def run(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit status: 0, 1 (one line why), 2 (wrong use)."""
    try:
        app(args=arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except PowerlyticsError as error:
        from bigquery.settings import SettingsError

        print(f"powerlytics: {one_line(error)}", file=sys.stderr)  # noqa: T201 - a CLI prints
        return 2 if isinstance(error, SettingsError) else 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough; without this Python complains at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return 0


def one_line(error: BaseException) -> str:
    """The message without line breaks."""
    return " ".join(str(error).split())
