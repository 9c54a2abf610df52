"""What most commands begin with: the settings, the home folder, the open warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bigquery.errors import PowerlyticsError

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse


def prepare_home(settings: Settings) -> None:
    """Create the home folder, or say in one line why it cannot be."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        probe = settings.home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise PowerlyticsError(
            f"cannot write to {settings.home} ({error.strerror}): "
            "set POWERLYTICS_HOME to a folder that you may write to"
        ) from None


@contextmanager
def open_session() -> Iterator[tuple[Settings, Warehouse]]:
    """Settings and the open warehouse with its tables; closed at the end.

    Raises PowerlyticsError: a wrong setting, a home that cannot be written, a warehouse that
    another process holds.
    """
    from bigquery import open_warehouse
    from bigquery.settings import load_settings
    from pipeline.logs import to_file

    settings = load_settings()
    prepare_home(settings)
    to_file(settings.home)
    warehouse = open_warehouse(settings)
    try:
        warehouse.create_tables()
        yield settings, warehouse
    finally:
        warehouse.close()
