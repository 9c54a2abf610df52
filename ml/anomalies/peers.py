"""What meters have in common: the ones that live alike, and what they all did at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from ml.anomalies.usual import MAD, Bools, Days, median
from ml.panel import Floats, Panel

MOST = 8  # peers of a meter
ALIKE = 0.2  # correlation of daily ratios from which a meter is one
AGREE = 0.3  # share of the peers that may disagree with what is called common
TOGETHER = 2  # peers that must show a stretch as well, for it to be common
SHARED = 0.4  # share of its hours


def daily_ratio(panel: Panel, expected: Floats) -> Floats:
    """(days, meters): log of a day's energy to what was expected, over its known hours."""
    actual, usually = Days.of(panel).energy, Days.of(panel, expected).energy
    both = np.isfinite(actual) & np.isfinite(usually)
    used = np.where(both, actual, 0.0).sum(axis=1)
    foreseen = np.where(both, usually, 0.0).sum(axis=1)
    enough = (both.sum(axis=1) >= 18) & (foreseen > 0)
    ratio = np.log(np.maximum(used, 1e-9) / np.maximum(foreseen, 1e-9))
    return np.where(enough, np.clip(ratio, -1.5, 1.5), np.nan)


def peers(ratio: Floats) -> list[list[int]]:
    """Of each meter at most eight others, those whose daily ratios go most alike first."""
    away = ratio - median(ratio, 0)
    spread = np.maximum(MAD * median(np.abs(away), 0), 0.03)
    z = np.clip(np.nan_to_num(away / spread), -4, 4)
    z = z - z.mean(axis=0)
    size = np.sqrt((z**2).sum(axis=0)) + 1e-9
    alike = (z.T @ z) / np.outer(size, size)
    found = []
    for meter, row in enumerate(alike):
        order = [int(other) for other in np.argsort(-row, kind="stable") if other != meter]
        found.append([other for other in order[:MOST] if row[other] > ALIKE])
    return found


def common(panel: Panel, expected: Floats) -> Floats:
    """(days, meters): the change that most peers of a meter share, as a log ratio.

    Terms, holidays between years, a week of frost: what nearly all peers show is no incident of
    one of them. Seven in ten must agree on the sign; the smallest of theirs counts. A supply that
    fails for hours is gone from a day's sum, so that it is not explained away.
    """
    ratio = daily_ratio(panel, expected)
    shared = np.zeros(ratio.shape)
    for meter, others in enumerate(peers(ratio)):
        if len(others) < TOGETHER:
            continue
        part = np.nan_to_num(ratio[:, others])
        low, high = np.quantile(part, [AGREE, 1 - AGREE], axis=1)
        shared[:, meter] = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    return shared


def shown_together(
    meter: int, hours: slice, shown: Bools, others: Sequence[int], related: Collection[int]
) -> bool:
    """Whether two peers show (hours, meters) the same in 4 of 10 of these hours.

    A main meter and its sub-meters are ``related``: they count the same kWh and prove nothing.
    """
    free = [other for other in others if other not in related and other != meter]
    return int((shown[hours][:, free].mean(axis=0) >= SHARED).sum()) >= TOGETHER
