"""From probabilities of hours to events: candidate stretches, and which of them to believe.

Stretches in which the hours' probability stays above one of several thresholds, with short gaps
bridged, are candidates; they overlap and nest. A classifier says whether a candidate touches an
event, a regressor how well it covers one; the best is taken first, what overlaps it falls away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml.anomalies.evaluation import Spans, events, merged
from ml.panel import Floats, Ints

THRESHOLDS = (0.04, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.96)
GAPS = (0, 2, 7)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Stretches [start, end) of flat cells; ``level`` is the highest threshold that made each."""

    start: Ints
    end: Ints
    level: Floats

    def __len__(self) -> int:
        return len(self.start)


def candidates(p: Floats) -> Candidates:
    """``p`` (cells,), NaN where nothing was measured (bridged, never at an end)."""
    known = np.nan_to_num(p)
    found: dict[tuple[int, int], float] = {}
    for threshold in THRESHOLDS:
        spans = events(known > threshold)
        for gap in GAPS:
            for span in merged(spans, gap):
                found[span] = threshold
    if not found:
        return Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    ordered = sorted(found)
    bounds = np.array(ordered, dtype=np.int64)
    return Candidates(bounds[:, 0], bounds[:, 1], np.array([found[span] for span in ordered]))


def overlaps(found: Candidates, spans: Spans) -> tuple[Floats, Floats]:
    """Per candidate: does it touch one of the spans (0, 1), and its best overlap (0 to 1)."""
    touched, best = np.zeros(len(found)), np.zeros(len(found))
    for start, end in spans:
        inside = np.minimum(found.end, end) - np.maximum(found.start, start)
        around = np.maximum(found.end, end) - np.minimum(found.start, start)
        touched = np.where(inside > 0, 1.0, touched)
        best = np.maximum(best, np.where(inside > 0, inside / around, 0.0))
    return touched, best


def choose(found: Candidates, merit: Floats) -> Ints:
    """Candidates without overlap, the highest merit first; their numbers in order of time."""
    chosen: list[int] = []
    size = int(found.end.max(initial=0)) + 1
    taken = np.zeros(size, dtype=bool)
    for each in np.argsort(-merit, kind="stable"):
        start, end = int(found.start[each]), int(found.end[each])
        if not taken[start:end].any():
            taken[start:end] = True
            chosen.append(int(each))
    return np.array(sorted(chosen, key=lambda each: found.start[each]), dtype=np.int64)
