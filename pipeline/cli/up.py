"""``powerlytics up``: serve the dashboard and the API, and sync on the schedule."""

from __future__ import annotations


def command() -> None:
    """Serve http://HOST:PORT and sync every POWERLYTICS_SYNC_INTERVAL_SECONDS until Ctrl-C."""
    from bigquery.settings import load_settings
    from pipeline import up
    from pipeline.cli import console
    from pipeline.cli.session import open_session

    with up.listen(load_settings()) as sockets, open_session() as (settings, warehouse):
        console.say(f"Serving {up.address(sockets)} (Ctrl-C stops)")
        up.serve(settings, warehouse, sockets, say=console.say)
