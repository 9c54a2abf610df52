"""Stuck: the same value again and again where the meter never repeats itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.anomalies.detectors.protocol import Seen
from ml.panel import Floats


@dataclass(frozen=True)
class Stuck:
    """A value repeats for longer than this meter's values ever repeat.

    For: a frozen register, a gateway that sends its last value on. Why simpler checks miss it:
    the value itself is ordinary. A zero counts as a value; whether that is an outage or a
    closed building is for the length and the habits to say. Where it fails: meters that count
    whole kWh and use 0 or 1 of them an hour; they repeat by nature, which ``typical`` allows for.
    """

    name: str = "stuck"
    hours: int = 6

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


def equal_run(energy: Floats, *, past_only: bool = False) -> Floats:
    """For each hour how many hours its run of one value has: so far, or in all."""
    rows = np.arange(len(energy))[:, None]
    known = np.isfinite(energy)
    starts = np.ones(energy.shape, bool)
    step = np.abs(np.diff(energy, axis=0))
    starts[1:] = ~(step <= 1e-9 * np.maximum(np.abs(energy[1:]), 1e-9))
    first = np.maximum.accumulate(np.where(starts, rows, 0), axis=0)
    so_far = rows - first + 1
    if past_only:
        return np.where(known, so_far, 0).astype(np.float64)
    ends = np.ones(energy.shape, bool)
    ends[:-1] = starts[1:]
    last = len(energy) - 1
    final = last - np.maximum.accumulate(np.where(ends, last - rows, 0)[::-1], axis=0)[::-1]
    return np.where(known, final - first + 1, 0).astype(np.float64)
