"""Z-score: the plain baseline that every energy dashboard ships."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.anomalies.detectors.protocol import Seen
from ml.panel import Floats


@dataclass(frozen=True)
class ZScore:
    """Above the meter's mean by two standard deviations.

    For: a surge above anything the meter ever does. Simpler checks: there is none; a fixed limit
    in kW needs an engineer per meter. Where it fails: a load lives by the clock, so that its two
    deviations lie above every night load, drop and stuck value, and below every working noon.
    Measured alone: event F1 .14 on injected events, .00 on LEAD, 6.5 false incidents a
    meter-month.
    """

    name: str = "z_score"
    deviations: float = 2.0

    def score(self, seen: Seen) -> Floats:
        """How far above the mean, as a share of the limit."""
        energy = seen.panel.energy
        known = np.isfinite(energy)
        count = known.cumsum(axis=0) if seen.past_only else known.sum(axis=0, keepdims=True)
        filled = np.where(known, energy, 0.0)
        total, square = filled, filled**2
        if seen.past_only:
            total, square = total.cumsum(axis=0), square.cumsum(axis=0)
        else:
            total, square = total.sum(axis=0, keepdims=True), square.sum(axis=0, keepdims=True)
        count = np.maximum(count, 1)
        mean = total / count
        deviation = np.sqrt(np.maximum(square / count - mean**2, 0.0))
        scores: Floats = (energy - mean) / np.maximum(self.deviations * deviation, 1e-9)
        return scores
