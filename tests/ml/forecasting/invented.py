"""Invented meters, and what a test may do to them."""

from __future__ import annotations

import numpy as np

from ml.forecasting.training_set import Training
from ml.panel import Panel, Place

START = 420_768  # 2018-01-01T00:00Z
DAYS = 75
QUICK = Training(seed=3, effort=0.1, most=700)


def estate(meters: int = 4, days: int = DAYS, seed: int = 0, place: Place | None = None) -> Panel:
    """Meters with nights, weekends and noise that lasts for hours, each of another size."""
    random = np.random.default_rng(seed)
    panel = Panel(START, tuple(f"m{n}" for n in range(meters)), np.empty((days * 24, meters)))
    rows = np.arange(days * 24)
    clock = panel.clock
    hour, off = clock.hour(rows), clock.off_day[clock.day(rows)]
    for meter in range(meters):
        opens = 7 + meter % 3
        busy = ((hour >= opens) & (hour < opens + 10)) * np.where(off, 0.2, 1.0)
        noise = np.zeros(len(rows))
        for row in rows[1:]:
            noise[row] = 0.8 * noise[row - 1] + random.normal(0, 0.04)
        panel.energy[:, meter] = 3.0 ** (meter % 4) * (0.5 + busy + noise * (0.3 + busy))
    return Panel(START, panel.meters, np.maximum(panel.energy, 0.01), place or Place())


def shuffled_from(panel: Panel, row: int, seed: int = 9) -> Panel:
    """The same meters, with everything from ``row`` on replaced by what never was."""
    energy = panel.energy.copy()
    random = np.random.default_rng(seed)
    energy[row:] = random.permutation(energy[row:]) * random.lognormal(0, 3, energy[row:].shape)
    energy[row::7] = np.nan
    return Panel(panel.start, panel.meters, energy, panel.place)
