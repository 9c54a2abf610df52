"""Detection from files to files: any wide Parquet, in a fresh clone, with no warehouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.parquet

from bigquery.errors import PowerlyticsError
from ml.anomalies.detection import detect
from ml.anomalies.weather import read_weather
from ml.panel import Place, read_wide

Report = Callable[[str, float, float | None], None]


def run(  # noqa: PLR0913, PLR0917 - one parameter an option of the command
    data: Path,
    weather: Path | None,
    since: datetime | None,
    points: Path | None,
    incidents: Path | None,
    timezone: str,
    report: Report,
) -> list[dict[str, object]]:
    """Detect, write both files where asked for, and give the incidents as rows.

    Raises PowerlyticsError: one line that says which file or zone is wrong.
    """
    panel = read_wide(data, place_of(timezone))
    sky = read_weather(weather, panel) if weather else None
    found = detect(panel, sky, since, lambda what, share: report(what, share, 1.0))
    for path, table in ((points, found.points), (incidents, found.incidents)):
        if path is not None:
            write(table, path)
    rows: list[dict[str, object]] = found.incidents.to_pylist()
    return rows


def place_of(timezone: str) -> Place:
    """A zone's place; whose holidays are kept is known for London and Dublin.

    Raises PowerlyticsError: there is no such zone.
    """
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise PowerlyticsError(f"no time zone is called {timezone}: try Europe/London") from None
    if timezone == "Europe/London":
        return Place()
    return Place(timezone, "IE" if timezone == "Europe/Dublin" else None, None)


def write(table: pa.Table, path: Path) -> None:
    """A Parquet file. Raises PowerlyticsError: it cannot be written."""
    try:
        pyarrow.parquet.write_table(table, path)
    except OSError as error:
        raise PowerlyticsError(f"cannot write {path}: {str(error).splitlines()[0]}") from None
