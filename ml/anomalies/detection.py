"""Detection: a panel in, flags and incidents out; the full look, and the first from the past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import pyarrow as pa

from ml.anomalies import tables
from ml.anomalies.detectors.hour_of_week import HourOfWeek
from ml.anomalies.detectors.no_data import NoData
from ml.anomalies.detectors.protocol import Seen
from ml.anomalies.detectors.stuck import Stuck
from ml.anomalies.incidents import Incident, flags_of, incidents, runs
from ml.anomalies.usual import Bools, usual
from ml.anomalies.weather import Weather
from ml.panel import Floats, Panel

Progress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Detection:
    """What was found from row ``since`` on: per hour, and as incidents."""

    panel: Panel
    since: int
    probability: Floats
    flags: Bools
    found: tuple[Incident, ...]
    look: Literal["first", "full"]

    @property
    def points(self) -> pa.Table:
        """meter, ts, probability, flag: see ``tables.POINTS``."""
        return tables.points(self.panel, self.since, self.probability, self.flags)

    @property
    def incidents(self) -> pa.Table:
        """meter, start, end, kind, severity, ...: see ``tables.INCIDENTS``."""
        return tables.incidents(self.panel, self.found)


def detect(
    panel: Panel,
    weather: Weather | None = None,
    since: datetime | None = None,
    progress: Progress | None = None,
) -> Detection:
    """The full look: every hour is judged from what came before and after it."""
    first = 0 if since is None else min(max(panel.row(since), 0), panel.hours)
    seen = Seen(panel, weather)
    score = HourOfWeek().score(seen)
    flagged = [
        *runs(score, at_least=2),
        *runs(Stuck().score(seen), "stuck"),
        *runs(NoData().score(seen), "no_data"),
    ]
    if progress:
        progress("detect", 0.5)
    flags = np.nan_to_num(score) >= 1
    expected = usual(panel, leave_out=flags).expected
    found = tuple(one for one in incidents(panel, expected, flagged) if one.end > first)
    probability = score / (1 + score)
    return Detection(panel, first, probability, flags_of(panel, found), found, "full")
