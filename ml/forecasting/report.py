"""A backtest of a wide file, written down and scored: what ``powerlytics backtest`` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet

from bigquery.errors import PowerlyticsError
from ml.forecasting.backtest import Backtest, backtest
from ml.forecasting.features import HORIZON
from ml.forecasting.scores import Scores
from ml.forecasting.training_set import ORDINARY, Training
from ml.panel import Place, read_wide


@dataclass(frozen=True)
class Line:
    """Scores over the first ``horizon`` hours, means over meters; ``p10`` of the coverage."""

    model: str
    horizon: int
    origins: int
    meters: int
    mase24: float
    wql: float
    coverage: float
    p10: float


def run(  # noqa: PLR0913 - what a backtest is
    data: Path,
    origins: str,
    out: Path,
    horizon: int = HORIZON,
    model: str = "champion",
    *,
    fit_on: Path | None = None,
    weather: Path | None = None,
    place: Place | None = None,
    training: Training = ORDINARY,
) -> list[Line]:
    """Backtest ``data``, write the forecasts to ``out`` and score them.

    ``weather`` is checked and not used: without a look past the origin nothing was gained by it.
    Raises PowerlyticsError: a file that cannot be read or written, origins that make no sense.
    """
    place = place or Place()
    panel = read_wide(data, place)
    moments = parsed(origins)
    if weather is not None:
        read_wide(weather, place)
    other = read_wide(fit_on, place) if fit_on else None
    rows = [panel.row(moment) for moment in moments]
    found = backtest(panel, rows, model, horizon, other, training)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        pyarrow.parquet.write_table(found.table(), out)
    except OSError as error:
        raise PowerlyticsError(f"cannot write {out}: {error.strerror}") from None
    return lines(found, [hours for hours in (24, 48) if hours <= horizon] or [horizon])


def lines(found: Backtest, horizons: Sequence[int]) -> list[Line]:
    """One a horizon."""
    return [
        line(found.model, hours, len(found.origins), list(found.scores(hours).values()))
        for hours in horizons
    ]


def line(model: str, horizon: int, origins: int, scores: Sequence[Scores]) -> Line:
    """Means over the meters that have a score."""
    table = np.array([(one.mase, one.wql, one.coverage) for one in scores], np.float64)
    known = np.isfinite(table)
    means = np.where(known, table, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    coverage = table[known[:, 2], 2]
    p10 = float(np.quantile(coverage, 0.1)) if len(coverage) else float("nan")
    mase, wql, covered = (float(mean) for mean in means)
    return Line(model, horizon, origins, len(coverage), mase, wql, covered, p10)


def parsed(origins: str) -> list[datetime]:
    """Moments separated by commas: a date, or a date and a time; UTC where no zone is written.

    Raises PowerlyticsError: one that cannot be read, or is not the beginning of an hour.
    """
    found = []
    for text in filter(None, (part.strip() for part in origins.split(","))):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise PowerlyticsError(
                f"{text} is no moment: write origins as 2019-10-07 or 2019-10-07T00:00:00Z"
            ) from None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        if (moment.minute, moment.second, moment.microsecond) != (0, 0, 0):
            raise PowerlyticsError(f"{text} is not the beginning of an hour: write whole hours")
        found.append(moment)
    return sorted(set(found))
