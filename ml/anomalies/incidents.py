"""From flagged hours to incidents: one for each thing that went wrong, with its size and name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ml.anomalies.calendar import resting
from ml.anomalies.equal import FROZEN_HOURS, equal_run
from ml.anomalies.usual import Bools
from ml.panel import Floats, Ints, Panel

Kind = Literal["high", "low", "unusual_pattern", "stuck", "no_data", "base_load", "shift"]
Severity = Literal["low", "medium", "high"]
ADJACENT = 6  # hours between two runs that are still one incident
CLOSE = 2  # hours between two silences, or beside a frozen value
A_SHIFT = 24  # hours from which a changed level is a shift rather than an event


@dataclass(frozen=True)
class Flagged:
    """Hours [start, end) of one meter that belong together; ``kind`` where a detector knows it."""

    meter: int
    start: int
    end: int
    probability: float
    kind: Kind | None = None


@dataclass(frozen=True)
class Cause:
    """A probable cause, what speaks for it in one line, and how much (0 to 1)."""

    cause: str
    evidence: str
    weight: float


@dataclass(frozen=True)
class Incident:
    """One thing that went wrong at one meter, rows [start, end) of the panel.

    Energy is summed over the hours whose actual and expected kWh are both known, so that
    ``excess_kwh`` = ``actual_kwh`` - ``expected_kwh``; all three are None where no hour is.
    ``cost`` and ``carbon_kg`` are the excess at each hour's price and carbon intensity.
    """

    incident_id: str
    meter: int
    start: int
    end: int
    kind: Kind
    severity: Severity
    probability: float
    excess_kwh: float | None
    expected_kwh: float | None
    actual_kwh: float | None
    cost: float | None = None
    carbon_kg: float | None = None
    causes: tuple[Cause, ...] = ()
    similar: tuple[str, ...] = ()


def incidents(
    panel: Panel, expected: Floats, flagged: Iterable[Flagged], tenant: str = ""
) -> list[Incident]:
    """Incidents by meter and start; those of one meter never overlap, no_data apart.

    ``expected``: (hours, meters) kWh. Overlapping runs and runs up to six hours apart are one
    incident (two hours beside a frozen value); a silence is one of its own, since it says nothing
    about use. A run of which no hour was measured is a silence.
    """
    made = []
    equal = equal_run(panel.energy)
    for run in merged(silent_or_used(panel, flagged)):
        rows = np.arange(run.start, run.end)
        actual, usual = panel.energy[rows, run.meter], expected[rows, run.meter]
        kind = run.kind or kind_of(panel, rows, actual, usual, equal[rows, run.meter])
        both = np.isfinite(actual) & np.isfinite(usual)
        known = bool(both.any()) and kind != "no_data"
        used = float(actual[both].sum()) if known else None
        foreseen = float(usual[both].sum()) if known else None
        excess = used - foreseen if used is not None and foreseen is not None else None
        daily = float(np.nanmean(np.abs(expected[:, run.meter])) * 24) if known else 0.0
        made.append(
            Incident(
                name(panel, run.meter, kind, run.start, tenant),
                run.meter, run.start, run.end, kind, severity(kind, len(rows), excess, daily),
                run.probability, excess, foreseen, used,
            )
        )  # fmt: skip
    return made


def silent_or_used(panel: Panel, flagged: Iterable[Flagged]) -> list[Flagged]:
    """The runs, those without a measured hour as silence: so one silence is never two incidents."""
    measured = np.isfinite(panel.energy)
    return [
        run if measured[run.start : run.end, run.meter].any() else replace(run, kind="no_data")
        for run in flagged
    ]


def merged(flagged: Iterable[Flagged]) -> list[Flagged]:
    """Runs of one meter that overlap or nearly touch as one; silence merges with silence only.

    The most probable part names the kind.
    """
    found: list[Flagged] = []
    key = lambda run: (  # noqa: E731
        run.meter, run.kind == "no_data", run.start, run.end, run.kind or "", run.probability
    )  # fmt: skip
    for run in sorted(flagged, key=key):
        last = found[-1] if found else None
        same = last and last.meter == run.meter and (last.kind == run.kind == "no_data" or
                "no_data" not in (last.kind, run.kind))  # fmt: skip
        if last and same and run.start <= last.end + _apart(last, run):
            surer = max(last, run, key=lambda one: one.probability)
            found[-1] = replace(surer, start=last.start, end=max(last.end, run.end))
        else:
            found.append(run)
    return sorted(found, key=lambda run: (run.meter, run.start, run.end))


def _apart(one: Flagged, other: Flagged) -> int:
    """Hours within which two runs are one incident: facts are told to the hour."""
    return CLOSE if {one.kind, other.kind} & {"no_data", "stuck"} else ADJACENT


def runs(score: Floats, kind: Kind | None = None, at_least: int = 1) -> list[Flagged]:
    """Stretches of hours whose score is 1 or more; a score of 1 counts as an even chance."""
    found = []
    for meter in range(score.shape[1]):
        column = np.nan_to_num(score[:, meter])
        for start, end in stretches(column >= 1.0):
            if end - start >= at_least:
                sure = float(1.0 - 0.5 / column[start:end].max())
                found.append(Flagged(meter, start, end, sure, kind))
    return found


def stretches(flags: Bools) -> list[tuple[int, int]]:
    """[start, end) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def kind_of(panel: Panel, rows: Ints, actual: Floats, expected: Floats, equal: Floats) -> Kind:
    """What a run is, from its form: frozen, above, below, at rest, for long, or none of these."""
    known = np.isfinite(actual)
    foreseen = np.isfinite(expected)
    usual = np.where(foreseen, expected, expected[foreseen].mean() if foreseen.any() else np.nan)
    dead = float(np.nanmax(np.abs(actual))) <= 0.02 * float(np.max(np.abs(usual)) + 1e-9)
    frozen = float((equal[known] >= FROZEN_HOURS).mean())
    if frozen > 0.7 and not dead:
        return "stuck"
    excess = (actual - usual)[known]
    above, below = float(excess[excess > 0].sum()), float(-excess[excess < 0].sum())
    whole = above + below
    if whole == 0 or max(above, below) < 0.75 * whole:
        return "unusual_pattern"
    if len(rows) >= A_SHIFT and not dead:
        return "shift"
    if below > above:
        return "low"
    return "base_load" if len(rows) >= 3 and resting(panel, rows).mean() >= 0.7 else "high"


def severity(kind: Kind, hours: int, excess: float | None, daily: float) -> Severity:
    """By the energy in days of ordinary use; by its length where the energy is unknown."""
    if kind in ("stuck", "no_data") or excess is None or daily <= 0:
        return "high" if hours >= 72 else "medium" if hours >= 24 else "low"
    days = abs(excess) / daily
    return "high" if days >= 1.0 else "medium" if days >= 0.25 else "low"


def name(panel: Panel, meter: int, kind: str, start: int, tenant: str = "") -> str:
    """The incident's lasting name: of the tenant, the meter, the kind and the first hour."""
    parts = "\x1f".join((tenant, panel.meters[meter], kind, str(panel.start + start)))
    return hashlib.blake2b(parts.encode(), digest_size=10).hexdigest()


def flags_of(panel: Panel, found: Sequence[Incident]) -> Bools:
    """(hours, meters): the measured hours within an incident about energy."""
    flags = np.zeros(panel.energy.shape, bool)
    for one in found:
        if one.kind != "no_data":
            flags[one.start : one.end, one.meter] = True
    return flags & np.isfinite(panel.energy)
