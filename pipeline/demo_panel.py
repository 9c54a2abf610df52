"""What the demo says when the page is there: where, who, and what to try."""

from __future__ import annotations

import io
import shutil
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from pipeline.demo_fleet import Fleet

PASSWORD = "powerlytics"  # noqa: S105 - the demo's public log-in
ROLES = ("admin", "manager", "warden", "viewer", "engineer")


def panel(url: str, settings: Settings, fleet: Fleet) -> str:
    """The panel as text, with colour where stderr is a terminal."""
    tenants = ["replay"] if fleet.replay else ["northgate", "harbour"]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    grid.add_row("Open", f"[bold]{url}[/bold]")
    grid.add_row("Log in", " or ".join(f"manager@{tenant}.demo" for tenant in tenants))
    grid.add_row("", f"password {PASSWORD}; also {', '.join(ROLES[:1] + ROLES[2:])}")
    grid.add_row("Try", "click a figure: its proof is the SQL, the rows, how complete they are")
    grid.add_row("", f"{url}/api/v1/openapi.json: the same figures as an API")
    if fleet.replay is None:
        grid.add_row("", "make demo REPLAY=meters.parquet: your own meters")
    grid.add_row("Live", f"syncs every {settings.sync_interval_seconds:g} s; Ctrl-C ends it all")
    width = min(shutil.get_terminal_size((88, 24)).columns, 88)
    text = io.StringIO()
    Console(file=text, force_terminal=sys.stderr.isatty(), width=width).print(
        Panel(grid, title="Powerlytics", border_style="cyan", padding=(1, 2))
    )
    return text.getvalue().rstrip()
