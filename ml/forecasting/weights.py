"""The weights that ship with the project: for meters that have no history to learn from.

Rebuilt by ``powerlytics train --data WIDE --until 2019-09-30 --out ml/weights``; nothing after that
day is read.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ml.forecasting import champion
from ml.forecasting.features import History
from ml.forecasting.training_set import ORDINARY, Training
from ml.panel import Place, read_wide

SHIPPED = Path(__file__).parent.parent / "weights"


def train_weights(  # noqa: PLR0913 - what a training is
    data: Path,
    until: date,
    out: Path,
    name: str = "champion",
    *,
    place: Place | None = None,
    training: Training = ORDINARY,
) -> champion.Forecaster:
    """Train ``name`` on the wide file ``data`` up to the end of the local day ``until``; save it.

    The widths of single meters stay behind: the weights are for meters that nobody has seen.
    Raises PowerlyticsError: a file that cannot be read, too little to learn from.
    """
    place = place or Place()
    panel = read_wide(data, place)
    end = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(place.timezone))
    row = min(max(panel.row(end.astimezone(UTC)), 0), panel.hours)
    fitted = champion.fit(name, History.of(panel.before(row)), training)
    known = fitted.for_any_meter()
    known.save(out)
    return known


def shipped() -> champion.Forecaster:
    """The forecaster that ships with the project. Raises PowerlyticsError where it is missing."""
    return champion.load(SHIPPED)
