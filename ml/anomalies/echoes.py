"""One thing seen by two meters is one incident: at the sub-meter it began at, or at the main."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ml.anomalies.incidents import Flagged
from ml.panel import Floats, Ints, Panel

EXPLAINED = 0.5  # share of a main meter's deviation that its sub-meters account for
SAME_SHARE = 0.75  # a sub-meter's fall over the main's: near 1 when the whole supply fell
COVERED = 0.6  # share of a run's hours that the other's must cover
CONTAINS = 0.99  # share of the hours in which a main meter counts at least what the sub does
SLACK = 1.02


@dataclass(frozen=True)
class Echo:
    """A run that is another's: ``of`` is where it began."""

    run: Flagged
    of: Flagged


def echoes(
    panel: Panel,
    expected: Floats,
    flagged: Sequence[Flagged],
    parents: Mapping[str, str] | None = None,
) -> list[Echo]:
    """The runs that show again what another meter's run shows; silence echoes nothing.

    A sub-meter's excess is in its main meter too, kWh for kWh: then the main's run is the echo.
    When all loads fall by the same share as the main, the supply failed: then the sub-meters'
    runs are. ``parents`` names each sub-meter's main; without it a meter is taken to contain
    another when it never counts less and has shown the same kWh in the same hours.
    """
    about = [run for run in flagged if run.kind != "no_data"]
    residual = panel.energy - expected
    by_meter: dict[int, list[Flagged]] = {}
    for run in about:
        by_meter.setdefault(run.meter, []).append(run)
    below = {meter: _below(panel, meter, sorted(by_meter), parents) for meter in by_meter}
    found: list[Echo] = []
    for run in about:
        beside = [
            other
            for meter in below[run.meter]
            for other in by_meter[meter]
            if other.start < run.end and run.start < other.end
        ]
        if parents is None and not _fits(panel, run.meter, {other.meter for other in beside}):
            continue
        fell = [other for other in beside if _same_share(panel, expected, run, other)]
        # one sub-meter alone may be most of its main and so share its fall: it takes two
        if len({other.meter for other in fell}) >= 2:
            found += [Echo(other, run) for other in fell if _covers(run, other)]
        elif beside and _covers_all(run, beside) and _explained(residual, run, beside):
            found.append(Echo(run, max(beside, key=lambda one: _size(residual, one))))
    return _rooted(found)


def _rooted(found: Sequence[Echo]) -> list[Echo]:
    """Each echo once, of a run that is no echo itself."""
    of = {echo.run: echo.of for echo in reversed(found)}
    made = []
    for run, root in of.items():
        seen = {run}
        while root in of and root not in seen:
            seen.add(root)
            root = of[root]  # noqa: PLW2901 - up to where it began
        if root not in of:
            made.append(Echo(run, root))
    return made


def _below(
    panel: Panel, meter: int, others: Sequence[int], parents: Mapping[str, str] | None
) -> list[int]:
    """The meters whose energy runs through this one."""
    if parents is not None:
        return [other for other in others if _under(panel, other, meter, parents)]
    return contained(panel, meter, others)


def contained(panel: Panel, meter: int, others: Iterable[int]) -> list[int]:
    """The meters that never count more than this one, by at least a week of readings."""
    found = []
    whole = panel.energy[:, meter] * SLACK
    for other in others:
        part = panel.energy[:, other]
        both = np.isfinite(whole) & np.isfinite(part)
        if other != meter and both.sum() >= 168 and np.mean(part[both] <= whole[both]) >= CONTAINS:
            found.append(other)
    return found


def _fits(panel: Panel, meter: int, parts: Collection[int]) -> bool:
    """Whether all of these together could run through the meter: neighbours rarely do."""
    whole = panel.energy[:, meter] * SLACK
    total = np.nansum(panel.energy[:, list(parts)], axis=1)
    known = np.isfinite(whole)
    return bool(np.mean(total[known] <= whole[known]) >= CONTAINS)


def _under(panel: Panel, other: int, meter: int, parents: Mapping[str, str]) -> bool:
    above, seen = parents.get(panel.meters[other]), set[str]()
    while above is not None and above not in seen:
        if above == panel.meters[meter]:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _same_share(panel: Panel, expected: Floats, run: Flagged, other: Flagged) -> bool:
    rows: Ints = np.arange(max(run.start, other.start), min(run.end, other.end))
    shares = []
    for meter in (run.meter, other.meter):
        actual, usual = panel.energy[rows, meter], expected[rows, meter]
        both = np.isfinite(actual) & np.isfinite(usual)
        foreseen = float(usual[both].sum())
        shares.append(float(actual[both].sum()) / foreseen - 1.0 if foreseen > 0 else 0.0)
    whole, part = shares
    # only a fall can be shared: a rise begins somewhere
    return part < 0 and whole < 0 and whole / part >= SAME_SHARE


def _explained(residual: Floats, run: Flagged, beside: Sequence[Flagged]) -> bool:
    """The sub-meters' deviations, taken out of the main's, leave less than half of it."""
    rows = slice(run.start, run.end)
    own = residual[rows, run.meter]
    parts = np.zeros(len(own))
    for other in beside:
        first, last = max(other.start, run.start), min(other.end, run.end)
        parts[first - run.start : last - run.start] += residual[first:last, other.meter]
    both = np.isfinite(own) & np.isfinite(parts)
    whole = float(np.abs(own[both]).sum())
    return whole > 0 and float(np.abs(own - parts)[both].sum()) <= (1 - EXPLAINED) * whole


def _covers(run: Flagged, other: Flagged) -> bool:
    shared = min(run.end, other.end) - max(run.start, other.start)
    return shared >= COVERED * (other.end - other.start)


def _covers_all(run: Flagged, beside: Sequence[Flagged]) -> bool:
    inside = np.zeros(run.end - run.start, bool)
    for other in beside:
        inside[max(other.start - run.start, 0) : max(other.end - run.start, 0)] = True
    return bool(inside.mean() >= COVERED)


def _size(residual: Floats, run: Flagged) -> float:
    return abs(float(np.nansum(residual[run.start : run.end, run.meter])))
