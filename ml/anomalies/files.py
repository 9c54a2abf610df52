"""Detection from files to files: any wide Parquet, in a fresh clone, with no warehouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from bigquery.errors import PowerlyticsError
from ml.anomalies.detection import Detection, alone, detect, first_look
from ml.anomalies.detectors import BY_NAME
from ml.anomalies.ensemble import Progress
from ml.anomalies.weather import Weather, read_weather
from ml.panel import Panel, place_of, read_wide

FULL, FIRST = "full", "first"
Report = Callable[[str, float, float | None], None]


def run(  # noqa: PLR0913, PLR0917 - one parameter an option of the command
    data: Path,
    weather: Path | None,
    since: datetime | None,
    points: Path | None,
    incidents: Path | None,
    timezone: str,
    report: Report,
    how: str = FULL,
) -> list[dict[str, object]]:
    """Detect, write both files where asked for, and give the incidents as rows.

    ``how``: ``full``, ``first`` (from the past only) or the name of one detector alone.
    Raises PowerlyticsError: one line that says which file, zone or detector is wrong.
    """
    panel = read_wide(data, place_of(timezone))
    sky = read_weather(weather, panel) if weather else None
    found = _look(panel, sky, since, how, lambda what, share: report(what, share, 1.0))
    for path, table in ((points, found.points), (incidents, found.incidents)):
        if path is not None:
            write(table, path)
    rows: list[dict[str, object]] = found.incidents.to_pylist()
    return rows


def _look(
    panel: Panel, sky: Weather | None, since: datetime | None, how: str, progress: Progress
) -> Detection:
    if how == FULL:
        return detect(panel, sky, since, progress=progress)
    if how == FIRST:
        return first_look(panel, sky, since, progress=progress)
    if how not in BY_NAME:
        raise PowerlyticsError(f"no detector {how}: one of {FULL}, {FIRST}, {', '.join(BY_NAME)}")
    return alone(panel, BY_NAME[how], sky, since)


def write(table: pa.Table, path: Path) -> None:
    """A Parquet file. Raises PowerlyticsError: it cannot be written."""
    try:
        pyarrow.parquet.write_table(table, path)
    except OSError as error:
        raise PowerlyticsError(f"cannot write {path}: {str(error).splitlines()[0]}") from None
