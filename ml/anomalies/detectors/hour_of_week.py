"""Robust hour of week: far from the median of days like this one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.anomalies.detectors.protocol import Seen
from ml.panel import Floats


@dataclass(frozen=True)
class HourOfWeek:
    """Far from the median of the same hour on the 14 nearest days of its class.

    For: spikes, drops and night loads. Why simpler checks miss them: a z-score over all hours
    does not know that 80 kW are ordinary at noon and absurd at 3 o'clock. Where it fails: days
    on which a whole building lives otherwise (exams, a closed week), drifts that the median
    follows, hours whose habits spread so widely that nothing is far from them.
    Measured alone: event F1 .37 on injected events, .18 on LEAD, 5.3 false incidents a
    meter-month.
    """

    name: str = "hour_of_week"
    deviations: float = 5.0

    def score(self, seen: Seen) -> Floats:
        """Robust deviations from the median, as a share of the limit."""
        scores: Floats = np.abs(seen.residual) / self.deviations
        return scores
