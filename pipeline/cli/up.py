"""``powerlytics up``: serve the dashboard and the API, and sync on the schedule."""

from __future__ import annotations


def command() -> None:
    """Serve http://HOST:PORT and sync every POWERLYTICS_SYNC_INTERVAL_SECONDS until Ctrl-C."""
    from backend.app import create_app
    from bigquery.settings import load_settings
    from pipeline import up
    from pipeline.cli import console
    from pipeline.cli.session import open_session
    from pipeline.interrupt import end_on_signals

    end_on_signals()
    with up.listen(load_settings()) as sockets, open_session() as (settings, warehouse):
        app = create_app(settings, warehouse)
        url = up.address(sockets)
        up.announce(settings, url)
        with up.kept_fresh(settings, warehouse, console.say, at_once=True):
            up.serve(app, sockets, lambda: console.say(f"Serving {url} (Ctrl-C stops)"))
