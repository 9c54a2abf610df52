"""How a detector is judged: events and points, no point-adjustment.

An event counts as found when any hour of it, give or take one, is flagged; a flagged run counts
as right when it touches a labelled one. Points are hours. Labels are read here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ml.anomalies.features_grid import Bools

Spans = list[tuple[int, int]]
HOURS_OF_MONTH = 730.5


@dataclass
class Scores:
    """Counts over meters; the figures are properties."""

    events: int = 0
    found: int = 0
    runs: int = 0
    right: int = 0
    hits: int = 0
    flagged: int = 0
    labelled: int = 0
    hours: int = 0
    by_kind: dict[str, list[bool]] = field(default_factory=dict)
    delay: dict[str, list[int]] = field(default_factory=dict)

    @property
    def event_precision(self) -> float:
        return self.right / max(self.runs, 1)

    @property
    def event_recall(self) -> float:
        return self.found / max(self.events, 1)

    @property
    def event_f1(self) -> float:
        return _f1(self.event_precision, self.event_recall)

    @property
    def point_precision(self) -> float:
        return self.hits / max(self.flagged, 1)

    @property
    def point_recall(self) -> float:
        return self.hits / max(self.labelled, 1)

    @property
    def point_f1(self) -> float:
        return _f1(self.point_precision, self.point_recall)

    @property
    def per_meter_month(self) -> float:
        """Runs per meter and month, right or not: the false ones where there is no event."""
        return self.runs / max(self.hours / HOURS_OF_MONTH, 1e-9)

    def recall(self, kind: str) -> float:
        return float(np.mean(self.by_kind[kind]))


def events(labels: Bools) -> Spans:
    """The runs of true hours, half-open."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], labels.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def merged(spans: Spans, gap: int = 2) -> Spans:
    """Runs up to ``gap`` hours apart as one."""
    out: Spans = []
    for start, end in spans:
        if out and start - out[-1][1] <= gap:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def judge(
    truth: Bools,
    flags: Bools,
    kinds: npt.NDArray[np.object_] | None = None,
    into: Scores | None = None,
    gap: int = 0,
) -> Scores:
    """Scores of (hours, meters) flags against labels; runs up to ``gap`` apart are one run."""
    scores = into or Scores()
    for meter in range(truth.shape[1]):
        labelled, flagged = truth[:, meter], flags[:, meter]
        wide = flagged.copy()
        wide[1:] |= flagged[:-1]
        wide[:-1] |= flagged[1:]
        for start, end in events(labelled):
            found = bool(wide[start:end].any())
            scores.events += 1
            scores.found += found
            if kinds is not None:
                kind = str(kinds[start, meter])
                scores.by_kind.setdefault(kind, []).append(found)
                if found:
                    first = int(np.flatnonzero(wide[start:end])[0])
                    scores.delay.setdefault(kind, []).append(first)
        runs = merged(events(flagged), gap)
        scores.runs += len(runs)
        scores.right += sum(bool(labelled[a:b].any()) for a, b in runs)
        scores.hits += int((labelled & flagged).sum())
        scores.flagged += int(flagged.sum())
        scores.labelled += int(labelled.sum())
        scores.hours += len(labelled)
    return scores


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
