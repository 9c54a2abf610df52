"""Measured energy without what no meter measures: the values that would poison all that is learnt.

A spike of ten thousand times the usual would be the habit of six weeks. A value is left out when it
is thirty times larger than the large values of the meter's last 28 days and of its last two days;
so a building that grows is believed after two days. Only what came before a day judges it.
"""

from __future__ import annotations

import numpy as np

from ml.panel import Floats, Panel

TIMES = 30.0
DAYS = 28
DAY = 24


def without_spikes(panel: Panel) -> Floats:
    """Energy (hours, meters) with spikes as NaN; no value depends on a later day."""
    energy = np.where(np.isfinite(panel.energy), panel.energy, np.nan)
    days = -(-panel.hours // DAY)
    if days < 2:
        return energy
    room = np.full((days * DAY - panel.hours, energy.shape[1]), np.nan)
    blocks = np.abs(np.concatenate([energy, room])).reshape(days, DAY, -1)
    large = _quantile(np.where(blocks > 0, blocks, np.nan), 0.9)
    limit = np.full_like(large, np.inf)
    for day in range(1, days):
        usual = _quantile(large[None, max(day - DAYS, 0) : day], 0.5)[0]
        lately = large[max(day - 2, 0) : day].min(axis=0)
        limit[day] = np.fmax(usual, lately) * TIMES
    limit = np.where(np.isnan(limit), np.inf, limit)
    spike = blocks > limit[:, None, :]
    return np.where(spike.reshape(days * DAY, -1)[: panel.hours], np.nan, energy)


def _quantile(values: Floats, level: float) -> Floats:
    """Along the second of three axes, without NaN; NaN where there is nothing else."""
    ordered = np.sort(values, axis=1)
    count = np.isfinite(values).sum(axis=1)
    place = np.maximum(np.ceil(level * count).astype(np.int64) - 1, 0)
    return np.asarray(np.take_along_axis(ordered, place[:, None], axis=1)[:, 0])
