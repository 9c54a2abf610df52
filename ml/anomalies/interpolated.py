"""Hours that nobody measured: a straight line drawn across a gap."""

from __future__ import annotations

import numpy as np

from ml.anomalies.equal import equal_run
from ml.anomalies.evaluation import Spans, events
from ml.anomalies.usual import Bools
from ml.panel import Floats, Ints

UNITS = (10.0, 1.0, 0.1, 0.01, 0.001)  # kWh that a source may round to
OF_A_UNIT, OF_ALL = 0.01, 1e-6  # what is as good as nothing: of a unit; of the largest value
NEARLY_ALL = 0.9  # of the values
STEEP = 3  # units an hour: a straight run is rarer on a slope than where the load hardly moves
SHORTEST, FURTHER = 3, 2  # hours: how many straight runs of three go on to five
MOST = 0.9  # of the runs that go on
FEW = 10  # runs that end: taken for granted where there are hardly any
BY_CHANCE = 0.01  # lines that a record may be expected to hold where there is no gap


def interpolated(energy: Floats) -> Bools:
    """(hours, meters): hours on a straight line that is too long for this meter to have drawn.

    For: sources that fill a gap by joining its ends; judged as energy it is the strangest thing of
    the year (11 of 47 false incidents in the injected benchmark). Rounded to the meter's unit, its
    steps differ by one unit at most. How long such a run may be by chance, the meter's other runs
    say; several lines end to end are a smooth load, no gap. Where one value holds for half of it
    or longer it may be a frozen register instead (``detectors/stuck.py``), unless another meter's
    line begins and ends with it. Where it fails: a load that is lowered along a line for half a
    day a few times a year looks the same; a line with hardly a slope is not told from a register.
    """
    energy = np.where(np.isfinite(energy), energy, np.nan)
    held = equal_run(energy)
    lines = [_lines(values) for values in energy.T]
    sure = [
        [(a, b) for a, b in mine if held[a:b, meter].max() < (b - a) / 2]
        for meter, mine in enumerate(lines)
    ]
    found = np.zeros(energy.shape, np.bool_)
    for meter, mine in enumerate(lines):
        others = [line for n, each in enumerate(sure) if n != meter for line in each]
        for start, end in mine:
            together = any(abs(start - a) <= 1 and abs(end - b) <= 1 for a, b in others)
            if together or (start, end) in sure[meter]:
                found[start:end, meter] = True
    return found


def _lines(values: Floats) -> Spans:
    """Straight runs longer than chance explains, those of one value among them."""
    unit = unit_of(values)
    if unit <= 0:
        return []
    with np.errstate(invalid="ignore", over="ignore"):
        step = np.diff(values)
        straight = np.abs(np.diff(step)) <= unit * (1 + OF_A_UNIT)  # the hours i, i + 1, i + 2
        steep = straight & (np.minimum(np.abs(step[1:]), np.abs(step[:-1])) > STEEP * unit)
    found: Spans = []
    for each in (straight, steep):
        runs = [(start, end + 2) for start, end in events(each)]
        share = float(each.mean()) if len(each) else 0.0
        long = _too_long(np.array([end - start for start, end in runs], np.int64), share)
        for begin, end in runs:
            start, here = begin, []
            while end - start >= long:
                line = _hours_on_a_line(values[start:end], unit)
                if line >= long:  # an hour before may fit its first steps: read from its end
                    back = _hours_on_a_line(values[begin : start + line][::-1], unit)
                    here.append((start + line - back, start + line))
                start += max(line - 1, 1)
            if len(here) == 1:
                found += here
    return found


def _hours_on_a_line(values: Floats, unit: float) -> int:
    """How many of the first values have steps within one unit of each other."""
    step = np.diff(values)
    width = np.maximum.accumulate(step) - np.minimum.accumulate(step)
    return 1 + int(np.count_nonzero(width <= unit * (1 + OF_A_UNIT)))


def _too_long(lengths: Ints, share: float) -> float:
    """Hours that chance does not explain; a run is taken to go on at one rate, however long.

    ``share`` of all hours that are straight: a smooth meter has few runs, but long ones.
    """
    many = int(np.count_nonzero(lengths >= SHORTEST)) + FEW
    longer = int(np.count_nonzero(lengths >= SHORTEST + FURTHER))
    goes_on = max((max(longer, 1) / many) ** (1 / FURTHER), share)
    if goes_on >= MOST:
        return np.inf  # a meter that draws lines by itself
    return SHORTEST + float(np.log(BY_CHANCE / many) / np.log(goes_on))


def unit_of(values: Floats) -> float:
    """The power of ten that nearly all values are multiples of, else next to nothing; 0: no load.

    Nearly all, for an event may be anything; next to nothing, for a line of exact figures.
    """
    known = np.abs(values[np.isfinite(values) & (values != 0)])
    distinct = np.unique(known)
    if not len(known):
        return 0.0
    for unit in UNITS:
        count = np.round(distinct / unit)
        exact = (np.abs(distinct / unit - count) < OF_A_UNIT) & (count > 0)
        if exact.mean() >= NEARLY_ALL:
            return unit
    return float(OF_ALL * np.median(known))
