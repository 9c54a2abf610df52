"""Single loads among buildings: what the scorer of years, taught on whole buildings, does not know.

A washing machine rests most hours and runs at others, which looks like an event at any hour; a
heater's habits are the weather's. On a mock fleet's year the scorer alone had a precision of .3,
nearly all of it lost on five washing machines. In the full look such meters are left to the scan.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ml.anomalies.echoes import contained
from ml.anomalies.usual import Bools, usual
from ml.panel import Floats, Panel

EXPLAINED = 0.5  # share of its energy that like days explain: 0.9 and more of a building's
SAME_KWH = 0.7, 6.0  # kWh that a main meter changes with one of its part: other parts join in
TOGETHER = 0.22  # how well their changes go together: up to 0.2 between measured buildings
PARTS, HARDLY = 2, 0.03  # of a meter that is surely the main of two, small parts show less
ORDINARY = 0.999  # quantile of a meter's hours: one bad reading says nothing of it
NOTHING = 1e-9  # kWh², so that nothing is divided by 0


def single_loads(panel: Panel, named: Collection[str] | None = None) -> Bools:
    """(meters,) whether each is one load, or a few, rather than a whole building.

    ``named``: the sub-meters, where they are known; else a meter is taken for a part of another
    when it never counts more, and the other's hourly change follows its own kWh for kWh.
    """
    if not panel.meters:
        return np.zeros(0, np.bool_)
    expected = usual(panel).expected
    single = _now_and_then(panel, expected)
    if named is not None:
        return single | np.isin(panel.meters, list(named))
    return single | _parts(panel, expected)


def _now_and_then(panel: Panel, expected: Floats) -> Bools:
    """Meters whose energy falls at no usual hour."""
    energy = np.abs(_without_rare(panel.energy))
    known = np.isfinite(energy) & np.isfinite(expected)
    used = np.where(known, energy, 0.0).sum(axis=0)
    usually = np.where(known, np.abs(expected), 0.0).sum(axis=0)
    return np.asarray((used > 0) & (usually < EXPLAINED * used))


def _parts(panel: Panel, expected: Floats) -> Bools:
    """Meters whose changes against the usual show in another meter, as many kWh."""
    with np.errstate(over="ignore", invalid="ignore"):  # of what no meter counts
        change = np.nan_to_num(_without_rare(np.diff(panel.energy - expected, axis=0)))
        shared = change.T @ change
        own = np.diag(shared) + NOTHING
        kwh, alike = shared / own[:, None], shared / np.sqrt(np.outer(own, own))
    np.fill_diagonal(alike, 0.0)
    may_be = (kwh >= SAME_KWH[0]) & (kwh <= SAME_KWH[1])
    surely = _within(panel, may_be & (alike >= TOGETHER))
    mains = surely.sum(axis=0) >= PARTS
    surely |= _within(panel, may_be & (alike >= HARDLY) & mains)
    surely &= ~surely.T  # two that count the same are no parts of each other
    return np.asarray(surely.any(axis=1))


def _within(panel: Panel, pairs: Bools) -> Bools:
    """Those (part, main) of the pairs in which the part never counts more."""
    found = np.zeros_like(pairs)
    for main in np.flatnonzero(pairs.any(axis=0)):
        found[contained(panel, int(main), np.flatnonzero(pairs[:, main])), main] = True
    return found


def _without_rare(values: Floats) -> Floats:
    """Cut where only one hour in a thousand of a meter lies beyond."""
    size = np.abs(values)
    known = np.isfinite(size)
    most = np.array(
        [
            np.quantile(s[k], ORDINARY) if k.any() else 0.0
            for s, k in zip(size.T, known.T, strict=True)
        ]
    )
    return np.clip(values, -most, most)
