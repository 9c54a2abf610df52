"""Stuck: the same value again and again where the meter never repeats itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.anomalies.detectors.protocol import Seen
from ml.anomalies.equal import FROZEN_HOURS, equal_run
from ml.panel import Floats


@dataclass(frozen=True)
class Stuck:
    """A value repeats for longer than this meter's values ever repeat.

    For: a frozen register, a gateway that sends its last value on. Why simpler checks miss it:
    the value itself is ordinary. A zero counts as a value; whether that is an outage or a
    closed building is for the length and the habits to say. Where it fails: meters that count
    whole kWh and use 0 or 1 of them an hour; they repeat by nature, which ``typical`` allows for.
    Measured alone: event F1 .39 on injected events, .16 on LEAD (of stuck events alone .94
    found), .12 false incidents a meter-month.
    """

    name: str = "stuck"
    hours: int = FROZEN_HOURS

    def score(self, seen: Seen) -> Floats:
        """Length of the run of equal values, as a share of what would be too long."""
        length = equal_run(seen.panel.energy, past_only=seen.past_only)
        # a meter that repeats by nature: how long its usual runs are (nine in ten hours)
        known = np.isfinite(seen.panel.energy)
        typical = np.ones(length.shape[1])
        for meter in range(length.shape[1]):
            runs = length[known[:, meter], meter]
            if len(runs):
                typical[meter] = np.quantile(runs, 0.9)
        limit = np.maximum(self.hours, 3.0 * np.where(typical > 2, typical, 0.0))
        scores: Floats = np.where(known, length / limit, np.nan)
        return scores
