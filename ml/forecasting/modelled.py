"""Which meters get no forecast, and why."""

from __future__ import annotations

import numpy as np

from ml.forecasting.features import NEEDED, History

LOOKED_AT = 28 * 24


def unmodelled(history: History, origin: int) -> dict[str, str]:
    """Meters that get no forecast from row ``origin`` on, each with one plain line why."""
    begin = max(origin - LOOKED_AT, 0)
    measured = np.isfinite(history.measured[:origin])
    known = measured[begin:].sum(axis=0)
    found = {}
    for place, meter in enumerate(history.panel.meters):
        if known[place] >= NEEDED:
            continue
        if not measured[:, place].any():
            found[meter] = "no reading yet"
        elif not known[place]:
            last = int(np.flatnonzero(measured[:, place])[-1])
            found[meter] = f"no reading for {(origin - last) // 24} days"
        else:
            hours = "1 hour" if known[place] == 1 else f"{known[place]} hours"
            found[meter] = f"{hours} of readings in the last 28 days, {NEEDED} are needed"
    return found
