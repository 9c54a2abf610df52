"""No data: a meter that reported falls silent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.anomalies.detectors.protocol import Seen
from ml.panel import Floats


@dataclass(frozen=True)
class NoData:
    """Hours without a reading after the first one.

    For: a lost gateway, an unplugged meter. Why simpler checks miss it: an average over what is
    there does not notice what is not. It says nothing about energy, so it flags no hour as
    unusual use; it makes an incident of its own. Where it fails: a meter that was taken out on
    purpose looks the same until somebody says so.
    """

    name: str = "no_data"
    hours: int = 3

    def score(self, seen: Seen) -> Floats:
        """Length of the silence, as a share of the limit; NaN where there is a reading."""
        known = np.isfinite(seen.panel.energy)
        rows = np.arange(len(known))[:, None]
        last = np.maximum.accumulate(np.where(known, rows, -1), axis=0)
        length = (rows - last).astype(np.float64)
        if not seen.past_only and len(known):
            end = len(known) - 1
            back = np.where(known[::-1], rows, -1)
            following = end - np.maximum.accumulate(back, axis=0)[::-1]
            length = np.minimum(following, end + 1) - last - 1
        scores: Floats = np.where(~known & (last >= 0), length / self.hours, np.nan)
        return scores
