"""The weights that ship with the project: for meters that have no history to learn from.

Rebuilt by ``powerlytics train --data WIDE --until 2019-09-30 --out ml/weights`` without the widths
of single meters: they are for meters that nobody has seen.
"""

from __future__ import annotations

from pathlib import Path

from ml.forecasting import champion

SHIPPED = Path(__file__).parent.parent / "weights"


def shipped() -> champion.Forecaster:
    """The forecaster that ships with the project. Raises PowerlyticsError where it is missing."""
    return champion.load(SHIPPED)
