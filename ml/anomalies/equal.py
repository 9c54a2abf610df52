"""How long a value repeats."""

from __future__ import annotations

import numpy as np

from ml.panel import Floats

FROZEN_HOURS = 6  # of one value, at a meter whose values vary


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
