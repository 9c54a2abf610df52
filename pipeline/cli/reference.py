"""docs/reference/cli.md and settings.md, written from the commands and the settings themselves.

``python -m pipeline.cli.reference docs/reference`` (``make docs``); a test holds them equal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from bigquery.settings import Settings
from ml.vertex.settings import VertexSettings
from pipeline.cli.app import app

MADE = "<!-- Made by `make docs` from the code; a test holds it true. -->\n"


def cli() -> str:
    """The commands, their arguments and options, as Markdown."""
    group: Any = typer.main.get_command(app)
    lines = [
        "# The command `powerlytics`",
        "",
        MADE,
        "Exit status: 0 done; 1 failed, with one line on stderr that says why; 2 wrong use or a",
        "setting that cannot be. Results go to stdout, progress and remarks to stderr. Settings",
        "come from the environment: [settings.md](settings.md).",
        "",
    ]
    for name, command in _commands(group):
        lines += [f"## powerlytics {name}", "", command.help.strip(), ""]
        rows = list(_parameters(command))
        if rows:
            lines += ["| option | meaning |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Every command with its whole name; a group's own come after it."""
    for name, command in group.commands.items():
        yield before + name, command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")


def _parameters(command: Any) -> Iterator[str]:  # noqa: ANN401 - typer's own, untyped
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            shown = parameter.name.upper()
        else:
            value = f" {parameter.metavar}" if parameter.metavar else ""
            shown = parameter.opts[0] + value
        yield f"| `{shown}` | {parameter.help or ''} |"


def settings() -> str:
    """Every setting with its variable, default and meaning, as Markdown."""
    lines = [
        "# Settings",
        "",
        MADE,
        "Each is an environment variable, or a line of a file `.env` in the working folder. Every",
        "default works on one machine with no cloud account.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for part in (Settings, VertexSettings):
        prefix = part.model_config["env_prefix"]
        for name, field in part.model_fields.items():
            default = "(development only)" if name == "secret" else field.get_default()
            shown = "" if default is None else f"`{default}`"
            lines.append(f"| `{prefix}{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both files into the folder that the first argument names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cli.md").write_text(cli(), encoding="utf-8")
    (folder / "settings.md").write_text(settings(), encoding="utf-8")


if __name__ == "__main__":
    main()
