"""Forecast interval breach: outside of what weather and calendar allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.anomalies.detectors.protocol import Seen
from ml.anomalies.foreseen import foreseen
from ml.anomalies.scan import deviations
from ml.panel import Floats


@dataclass(frozen=True)
class IntervalBreach:
    """An hour outside of the interval around what weather, sun and calendar foresee.

    For: events at meters that follow the weather. Why simpler checks miss them: to the median of
    like days every cold week is an incident; here the first cold week is what it should be.
    The forecast of an hour comes from a model that has not seen its day or the one beside it.
    Where it fails: long events of little size per hour (``scan`` adds such hours up), and
    meters whose people follow no calendar.
    Measured alone: event F1 .42 on injected events, .32 on LEAD, 2.7 false incidents a
    meter-month.
    """

    name: str = "interval_breach"
    deviations: float = 6.0

    def score(self, seen: Seen) -> Floats:
        """Ordinary deviations from the forecast, as a share of the limit."""
        expected = seen.usual.expected if seen.past_only else foreseen(seen.panel, seen.weather)
        scores: Floats = np.abs(deviations(seen.panel, expected)) / self.deviations
        return scores
