"""``make demo``: a fleet, a first sync, a transform and the dashboard, on this machine alone.

Every child dies with this process (children.py), and this process with the ``make`` that
started it: nothing is left behind, whichever of them is killed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings, load_settings
from pipeline import children
from pipeline.cli import console
from pipeline.cli.app import one_line
from pipeline.cli.session import prepare_home
from pipeline.demo_fleet import Fleet, running_fleet
from pipeline.demo_panel import panel

if TYPE_CHECKING:
    from bigquery.warehouse import Warehouse
    from pipeline.run import RunResult


@dataclass(frozen=True)
class Build:
    """The frontend's build, which runs beside the first sync."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait(self) -> None:
        """Wait for the build; a failure leaves the API without the dashboard, and says so."""
        if self.process.poll() is None:
            console.say("Building the dashboard ...")
        if self.process.wait() != 0:
            why = children.last_line(self.log)
            console.say(f"The dashboard could not be built ({why}); the API works. {self.log}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo until Ctrl-C; the exit status of a command."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.demo", description=__doc__)
    parser.add_argument("--replay", type=Path, help="real meters: wide Parquet or CSV")
    parser.add_argument("--weather", type=Path, help="their weather")
    parser.add_argument("--faults", type=Path, help="faults that the sources shall have")
    parser.add_argument("--days", type=int, default=60, help="days of history (60)")
    parser.add_argument("--seed", type=int, default=7, help="which fleet (7)")
    parser.add_argument("--build", help="command that builds the frontend beside the first sync")
    options = parser.parse_args(arguments)
    children.die_with_parent()()
    try:
        return demo(options)
    except PowerlyticsError as error:
        console.say(f"make demo: {one_line(error)}")
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        console.say("Stopped.")


def demo(options: argparse.Namespace) -> int:
    """Every step, each undone when the next fails or the user stops."""
    settings = demo_settings(load_settings(), options.replay)
    fleet = Fleet(options.seed, options.days, options.replay, options.weather, options.faults)
    fleet.check()
    # Two seconds of imports come after what can be refused at once.
    from backend.app import create_app
    from bigquery import open_warehouse
    from pipeline import up
    from pipeline.interrupt import end_on_signals
    from pipeline.logs import to_file

    end_on_signals()
    with up.listen(settings) as sockets:
        prepare_home(settings)
        to_file(settings.home)
        fleet.claim(settings.home)
        logs = settings.home / "logs"
        with (
            building(options.build, logs / "frontend.log") as build,
            running_fleet(fleet, settings) as connections,
            closing(open_warehouse(settings)) as warehouse,
        ):
            write_connections(settings.home, connections)
            first_run(settings, warehouse)
            if build is not None:
                build.wait()
            app = create_app(settings, warehouse)
            url = up.address(sockets)
            up.announce(settings, url)
            with up.kept_fresh(settings, warehouse, console.say, at_once=False):
                up.serve(app, sockets, lambda: console.say(panel(url, settings, fleet)))
    return 0


def demo_settings(settings: Settings, replay: Path | None) -> Settings:
    """The demo's own: demo log-ins, and a home for each replayed file unless one was named."""
    home = settings.home
    if replay is not None and "home" not in settings.model_fields_set:
        home = home / "replay" / replay.name.split(".")[0]
    return settings.model_copy(update={"demo": True, "home": home})


@contextmanager
def building(command: str | None, log: Path) -> Iterator[Build | None]:
    """Build the frontend in a child while the first sync runs; ended with this process."""
    if not command:
        yield None
        return
    child = children.start(["sh", "-c", f"exec {command}"], log, os.environ)
    try:
        yield Build(child, log)
    finally:
        children.stop(child)


def write_connections(home: Path, connections: list[dict[str, object]]) -> None:
    """connections.json, swapped in whole, readable by its owner only: it holds the keys."""
    target = home / "connections.json"
    draft = target.with_suffix(".tmp")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(connections, indent=2) + "\n")
    draft.replace(target)


def first_run(settings: Settings, warehouse: Warehouse) -> RunResult:
    """Tables, then the history, with bars; a connection that fails ends the demo with its why."""
    from pipeline.run import run

    warehouse.create_tables()
    with console.progress() as progress:
        result = run(settings, warehouse, progress)
    if result.errors:
        raise PowerlyticsError("; ".join(result.errors))
    return result


if __name__ == "__main__":
    sys.exit(main())
