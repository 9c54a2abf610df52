"""Output: bars on a terminal, plain lines elsewhere, JSON where asked for.

Results go to stdout, everything else (progress, remarks) to stderr, so that
``powerlytics sql ... --json | jq`` sees nothing but the answer.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import Any

from pipeline.progress import Progress, silent

PLAIN_SECONDS = 2.0


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """Something to report to: bars, plain lines every two seconds, or nothing."""
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        with bars() as report:
            yield report
    else:
        yield PlainLines()


@contextmanager
def bars() -> Iterator[Progress]:
    """Rich bars on stderr, one a task, that stay when done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(finished_text="[green]✓"),
        TextColumn("{task.description}", style="bold"),
        BarColumn(bar_width=28),
        TextColumn("{task.completed:>11,.0f}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim"),
        console=Console(stderr=True),
        refresh_per_second=8,
    ) as display:
        tasks: dict[str, Any] = {}

        def report(task: str, done: float, total: float | None = None, note: str = "") -> None:
            if task not in tasks:
                tasks[task] = display.add_task(task, total=None, note="")
            display.update(tasks[task], completed=done, total=total, note=note)

        yield report


class PlainLines:
    """A line a task when it starts, every two seconds, and when it is done."""

    def __init__(self) -> None:
        self._said: dict[str, float] = {}

    def __call__(self, task: str, done: float, total: float | None = None, note: str = "") -> None:
        finished = total is not None and done >= total
        now = time.monotonic()
        last = self._said.get(task)
        if last is not None and (
            last == float("inf") or (not finished and now - last < PLAIN_SECONDS)
        ):
            return
        self._said[task] = float("inf") if finished else now
        share = f" {done / total:4.0%}" if total else ""
        say(f"{task}:{share} {done:,.0f}{f' of {total:,.0f}' if total else ''} {note}".rstrip())


def say(text: str) -> None:
    """A remark for the person who watches, on stderr."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a CLI prints


def print_lines(lines: Sequence[str]) -> None:
    """Text as it is, on stdout."""
    for line in lines:
        print(line)  # noqa: T201 - a CLI prints


def show_json(value: object) -> None:
    """The result as JSON on stdout; dataclasses as objects, times in ISO 8601."""
    print(json.dumps(value, default=_plain, ensure_ascii=False))  # noqa: T201 - a CLI prints


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)


def show_table(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Rows as a table on stdout: aligned on a terminal, tab-separated when piped."""
    if not sys.stdout.isatty():
        for line in [columns, *([_cell(row[name]) for name in columns] for row in rows)]:
            print("\t".join(line))  # noqa: T201 - a CLI prints
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for name in columns:
        numeric = any(isinstance(row[name], int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in columns))
    Console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, float):
        return f"{value:.10g}"
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat else value)
