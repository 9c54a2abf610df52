"""Recommendations from measured data: what would save, how much a year, how sure, why.

``recommend`` gives rows of the table ``recommendations`` and the reasons for what it does not
advise. ``savings.measured_saving`` says afterwards what came of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import numpy as np
import pyarrow as pa

from ml.recommendations.base_load import base_load
from ml.recommendations.finding import Finding, Ledger, Ranges, Reason
from ml.recommendations.measured import Facts, Measured, Meter, measured_of
from ml.recommendations.peak_shaving import peak_shaving
from ml.recommendations.ranges import ranges
from ml.recommendations.rows import rows
from ml.recommendations.schedule import schedule
from ml.recommendations.set_point import set_point
from ml.recommendations.upgrade import upgrade

__all__ = [
    "Advice", "Facts", "Measured", "Meter", "Reason", "measured_of", "recommend",
]  # fmt: skip

LEAST_SHARE = 0.001  # of the building's year, in kWh saved or moved: below, nobody would do it


@dataclass(frozen=True, eq=False)
class Advice:
    """What is advised, and why the rest is not."""

    rows: pa.Table
    reasons: tuple[Reason, ...]


def recommend(measured: Measured, created_at: datetime, seed: int = 0) -> Advice:
    """All recommendations for one building.

    What names its meter comes before what does not, and what costs nothing before what must be
    bought: a later one counts only what no earlier one does. The same input and seed give the same
    rows.
    """
    if len(measured.days) == 0 or not np.isfinite(measured.main).any():
        return Advice(rows(measured, [], created_at), (Reason("all", None, "no hour is known"),))
    ledger = Ledger()
    found: list[tuple[Finding, Ranges]] = []
    reasons: list[Reason] = []
    for each in _candidates(measured):
        if isinstance(each, Reason):
            reasons.append(each)
            continue
        saved = each.saved(each.days.astype(np.float64), 0.5)
        keep = ledger.keep(each.device_id, saved, each.energy)
        held = ranges(measured, each, keep, seed)
        why = _refused(measured, each, held, saved, keep)
        if why is not None:
            reasons.append(Reason(each.kind, each.device_id, why))
            continue
        ledger.claim(each.device_id, saved * keep)
        found.append((each, held))
    return Advice(rows(measured, found, created_at), tuple(reasons))


def _candidates(measured: Measured) -> Iterator[Finding | Reason]:
    return chain(
        schedule(measured),
        [base_load(measured)],
        set_point(measured),
        peak_shaving(measured),
        upgrade(measured),
    )


def _refused(
    measured: Measured, finding: Finding, held: Ranges, saved: np.ndarray, keep: np.ndarray
) -> str | None:
    """Why a finding is not worth a row; None when it is."""
    if not saved.sum() > 0:
        return "nothing is to be gained: it is as good as its own best days"
    if (saved * keep).sum() < 0.5 * saved.sum():
        return "most of it is counted in another recommendation already"
    decisive = held.cost if finding.moves else held.kwh
    if decisive is None:
        return "no price is known, and moving load saves nothing but money"
    if decisive.low <= 0:
        return "the saving cannot be told from chance"
    yearly = (saved * keep).sum() * 365.25 / max(finding.days.sum(), 1)
    if yearly < LEAST_SHARE * measured.yearly_kwh:
        return f"{yearly:.0f} kWh a year: too little to be worth the trouble"
    return None
