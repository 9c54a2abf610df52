"""Incidents that are like earlier ones, and what operators said of those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np
import pyarrow as pa

from ml.anomalies.incidents import Cause, Incident
from ml.panel import Floats, Panel

Verdict = Literal["confirmed", "dismissed", "explained", "open"]
MOST = 3
SURE = 0.97  # of what an operator has confirmed before


@dataclass(frozen=True)
class Shape:
    """What makes two incidents of a meter the same story: when in the day, how long, how much."""

    hour: int
    rests: bool
    hours: int
    share: float  # actual over expected

    def like(self, other: Shape) -> bool:
        """Nearly identical: the same kind of day, an hour, a quarter of the length and energy."""
        apart = abs(self.hour - other.hour)
        return (
            min(apart, 24 - apart) <= 1
            and self.rests == other.rests
            and abs(self.hours - other.hours) <= max(1, other.hours // 4)
            and abs(self.share - other.share) <= 0.25 * max(abs(other.share), 0.2)
        )


@dataclass(frozen=True)
class Told:
    """What an operator said of an incident: rows [start, end) of the panel."""

    incident_id: str
    meter: str
    kind: str
    start: int
    end: int
    verdict: Verdict
    note: str


def told(panel: Panel, feedback: pa.Table | None) -> list[Told]:
    """The newest verdict of each incident; ``open`` takes the earlier ones back."""
    newest: dict[str, tuple[datetime, Told]] = {}
    for row in feedback.to_pylist() if feedback is not None else []:
        said = Told(
            row["incident_id"], row["device_id"], row["kind"], panel.row(row["start_ts"]),
            panel.row(row["end_ts"]), row["verdict"], row.get("note") or "",
        )  # fmt: skip
        before = newest.get(said.incident_id)
        if before is None or row["at"] >= before[0]:
            newest[said.incident_id] = (row["at"], said)
    return [said for _, said in newest.values() if said.verdict != "open"]


def shape(panel: Panel, expected: Floats, meter: int, start: int, end: int) -> Shape | None:
    """The shape of rows [start, end); None where they lie outside or hold no energy."""
    if start < 0 or end > panel.hours or start >= end:
        return None
    rows = np.arange(start, end)
    actual, usually = panel.energy[rows, meter], expected[rows, meter]
    both = np.isfinite(actual) & np.isfinite(usually)
    whole = float(usually[both].sum())
    if whole <= 0:
        return None
    clock = panel.clock
    first = rows[:1]
    return Shape(
        int(clock.hour(first)[0]),
        bool(clock.off_day[clock.day(first)][0]),
        end - start,
        float(actual[both].sum()) / whole,
    )


def taught(
    panel: Panel, expected: Floats, found: Sequence[Incident], said: Sequence[Told]
) -> list[Incident]:
    """Incidents as operators' verdicts change them.

    Dismissed: near repeats at the same meter and of the same kind are left out; the incident
    itself stays. Confirmed: near repeats are sure. Explained: near repeats stay, with the
    explanation first and as low. Nothing else changes: verdicts that pull on merely similar
    incidents of any meter were measured to make things worse.
    """
    shapes = {
        one: shape(panel, expected, panel.meters.index(one.meter), one.start, one.end)
        for one in said
        if one.meter in panel.meters
    }
    kept = []
    for incident in found:
        changed: Incident | None = incident
        here = shape(panel, expected, incident.meter, incident.start, incident.end)
        for one, there in shapes.items():
            same = one.meter == panel.meters[incident.meter] and one.kind == incident.kind
            itself = one.start < incident.end and incident.start < one.end
            if changed is None or not same or itself or not here or not there:
                continue
            if here.like(there):
                changed = _verdict(changed, one)
        if changed is not None:
            kept.append(changed)
    return kept


def _verdict(incident: Incident, said: Told) -> Incident | None:
    if said.verdict == "dismissed":
        return None
    if said.verdict == "confirmed":
        return replace(incident, probability=max(incident.probability, SURE))
    cause = Cause(f"Explained before: {said.note}", f"like incident {said.incident_id}", 1.0)
    return replace(incident, severity="low", causes=(cause, *incident.causes))


def similar(panel: Panel, expected: Floats, found: Sequence[Incident]) -> list[Incident]:
    """Each incident with the names of at most three earlier ones of its meter and kind like it."""
    shapes = [shape(panel, expected, one.meter, one.start, one.end) for one in found]
    made = []
    for number, one in enumerate(found):
        here = shapes[number]
        before = [
            other.incident_id
            for other, there in zip(found, shapes, strict=True)
            if here and there and other.end <= one.start and here.like(there)
            and (other.meter, other.kind) == (one.meter, one.kind)
        ]  # fmt: skip
        made.append(replace(one, similar=tuple(reversed(before[-MOST:]))))
    return made
