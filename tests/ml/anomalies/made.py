"""Panels made for tests: an office's weeks, with whatever went wrong in them."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from ml.panel import Panel, Place, hour_number

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)


def office(
    days: int = 56, meters: int = 1, seed: int = 1, start: datetime = MONDAY, noise: float = 0.03
) -> Panel:
    """20 kWh at night, 80 at noon on workdays, every meter of its own size and noise."""
    first = hour_number(start)
    hours = days * 24
    names = tuple(f"m{number}" for number in range(meters))
    bare = Panel(first, names, np.zeros((hours, meters)), Place())
    rows = np.arange(hours)
    hour = bare.clock.hour(rows)
    work = np.exp(-0.5 * ((hour - 13.0) / 3.5) ** 2) * ~bare.clock.off_day[bare.clock.day(rows)]
    random = np.random.default_rng(seed)
    shape = (20.0 + 60.0 * work)[:, None] * random.uniform(0.5, 2.0, meters)
    return Panel(first, names, shape * np.exp(noise * random.normal(size=shape.shape)), Place())


def changed(panel: Panel, rows: slice, meter: int = 0, **how: float) -> Panel:
    """A copy with hours multiplied by ``times``, set to ``value`` or raised by ``plus`` kWh."""
    energy = panel.energy.copy()
    part = energy[rows, meter]
    energy[rows, meter] = how.get("value", part * how.get("times", 1.0) + how.get("plus", 0.0))
    return Panel(panel.start, panel.meters, energy, panel.place)
