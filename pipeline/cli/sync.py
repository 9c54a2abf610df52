"""``powerlytics sync``: land what is new at the sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.sync import SyncResult

COLUMNS = ["connection", "shard", "rows", "updated", "deleted", "rejected", "retries", "seconds"]


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Run each connection of connections.json once; readings land with their quality codes."""
    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.interrupt import end_on_signals
    from pipeline.sync import sync

    end_on_signals()
    with open_session() as (settings, warehouse), console.progress(quiet=as_json) as progress:
        results = sync(settings, warehouse, progress)
    show(results, as_json)


def show(results: Sequence[SyncResult], as_json: bool) -> None:
    """Print what the sync did; end with status 1 when a connection failed."""
    from pipeline.cli import console

    if as_json:
        console.show_json(list(results))
    else:
        console.show_table([_row(result) for result in results], COLUMNS)
    failed = [result for result in results if result.error]
    for result in failed:
        why = " ".join(str(result.error).split())
        console.say(f"powerlytics: {result.connection}: {why}")
    if failed:
        raise typer.Exit(1)


def _row(result: SyncResult) -> dict[str, object]:
    return {
        "connection": result.connection,
        "shard": result.shard,
        "rows": result.rows_upserted,
        "updated": result.rows_updated,
        "deleted": result.rows_deleted,
        "rejected": result.rows_rejected,
        "retries": result.retries,
        "seconds": round(result.duration_seconds, 1),
    }
