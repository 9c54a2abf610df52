"""What the detectors say together: one probability for each hour, and the runs to believe.

Two of them carry it, by what a meter is and how much is known of it. A building of half a year
and more is judged by the self-supervised scorer (``scoring``), which knows what a year of one
looks like. A shorter record has no habits of a year, and a single load none of a building
(``loads``): there it is the scan (``scan``), which knows weather, calendar, peers and this meter's
ordinary days. Their thresholds were fixed on invented events and on mock fleets, never on labels
of what is scored. Silence, and where the scan judges frozen values, are facts rather than odds:
their detectors stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np

from ml.anomalies.detectors.no_data import NoData
from ml.anomalies.detectors.protocol import Seen
from ml.anomalies.detectors.stuck import Stuck
from ml.anomalies.incidents import Flagged, runs, stretches
from ml.anomalies.interpolated import interpolated
from ml.anomalies.loads import single_loads
from ml.anomalies.scan import Stretch, scan
from ml.anomalies.scoring import score
from ml.anomalies.scoring_first import first_look as past_look
from ml.anomalies.usual import usual
from ml.anomalies.weather import Weather
from ml.panel import Floats, Ints, Panel

Progress = Callable[[str, float], None]

LOOKS_BACK = 70 * 24  # hours that show a first look what is usual
SHORT_DAYS = 180  # a shorter record does not show the habits of a year
HALF_SURE = 2.15  # strength at which a stretch of the scan is as often right as not
STEEP = 5.0  # of its log odds per unit of the log of strength: .17 at 1.6, .8 at 3.2
BELIEVED = 2.5  # strength of an incident, chosen on mock fleets of seeds 7, 21 and 22
OF_A_YEAR = 1.2  # times as strong: over a year seasons and closed weeks stand out as well


@dataclass(frozen=True, eq=False)
class Opinion:
    """Probability and expected kWh, (hours, meters), and the runs that are believed.

    ``panel``: what was judged, the hours that nobody measured being NaN.
    """

    panel: Panel
    probability: Floats
    expected: Floats
    flagged: tuple[Flagged, ...]


def opinion(
    panel: Panel,
    weather: Weather | None = None,
    since: int = 0,
    progress: Progress | None = None,
    loads: Collection[str] | None = None,
) -> Opinion:
    """The full look at the rows from ``since`` on; ``loads``: the sub-meters, if known."""
    panel = replace(panel, energy=np.where(interpolated(panel.energy), np.nan, panel.energy))
    young = known_days(panel) < SHORT_DAYS
    scanned = young if young.all() else young | single_loads(panel, loads)
    by_scan, by_scorer = np.flatnonzero(scanned), np.flatnonzero(~scanned)
    probability = np.full(panel.energy.shape, np.nan)
    expected = np.full(panel.energy.shape, np.nan)
    flagged: list[Flagged] = []
    if len(by_scorer):
        part = _of_years(panel.of(by_scorer.tolist()), weather, since, progress)
        probability[:, by_scorer], expected[:, by_scorer] = part.probability, part.expected
        flagged += [replace(run, meter=int(by_scorer[run.meter])) for run in part.flagged]
    if len(by_scan):  # the others are its peers
        part = _of_weeks(panel, np.where(young, 1.0, OF_A_YEAR), weather, since, progress)
        probability[:, by_scan] = part.probability[:, by_scan]
        expected[:, by_scan] = part.expected[:, by_scan]
        flagged += [run for run in part.flagged if run.meter in by_scan]
    seen = Seen(panel, weather)
    flagged += runs(NoData().score(seen), "no_data")
    # the scorer of years knows which frozen values are this meter's habit
    flagged += [run for run in runs(Stuck().score(seen), "stuck") if run.meter in by_scan]
    # what still went on at `since` is shown whole
    late = [run for run in flagged if run.end > since]
    return Opinion(panel, probability, expected, tuple(late))


def first_opinion(panel: Panel, since: int, progress: Progress | None = None) -> Opinion:
    """The first look at the rows from ``since`` on: each hour from the rows up to it."""
    begin = max(since - LOOKS_BACK, 0)
    recent = Panel(panel.start + begin, panel.meters, panel.energy[begin:], panel.place)
    expected = np.full(panel.energy.shape, np.nan)
    expected[begin:] = usual(recent, past_only=True).expected
    probability, flags = past_look(panel, since, progress)
    believed = np.where(flags, np.nan_to_num(probability), 0.0)
    flagged = [
        Flagged(meter, start, end, float(believed[start:end, meter].max()))
        for meter in range(len(panel.meters))
        for start, end in stretches(flags[:, meter])
    ]
    silent = NoData().score(Seen(recent, past_only=True))
    for run in runs(silent, "no_data"):
        # known to be silence only after some hours, but it began with the first of them
        start = run.start + begin - NoData().hours + 1
        if run.end + begin > since:
            flagged.append(replace(run, start=start, end=run.end + begin))
    return Opinion(panel, probability, expected, tuple(flagged))


def known_days(panel: Panel) -> Ints:
    """Days from each meter's first reading to its last."""
    known = np.isfinite(panel.energy)
    rows = np.arange(panel.hours)[:, None]
    first = np.where(known, rows, panel.hours).min(axis=0, initial=panel.hours)
    last = np.where(known, rows, -1).max(axis=0, initial=-1)
    days: Ints = np.maximum(last - first + 1, 0) // 24
    return days


def _of_years(
    panel: Panel, weather: Weather | None, since: int, progress: Progress | None
) -> Opinion:
    scored = score(panel, weather, since, progress=progress)
    found = tuple(Flagged(r.meter, r.start, r.end, r.probability) for r in scored.runs)
    return Opinion(panel, scored.probability, scored.expected, found)


def _of_weeks(
    panel: Panel,
    asked: Floats,
    weather: Weather | None,
    since: int,
    progress: Progress | None,
) -> Opinion:
    """By the scan; ``asked`` (meters,): how many times as strong a stretch must be as usual."""
    if progress:
        progress("scanning", 0.0)
    scanned = scan(panel, weather)
    found = [replace(s, strength=s.strength / asked[s.meter]) for s in scanned.found]
    probability = sure(_strongest(panel, found))
    probability[~np.isfinite(panel.energy)] = np.nan
    probability[:since] = np.nan
    flagged = tuple(
        Flagged(one.meter, one.start, one.end, float(sure(one.strength)))
        for one in found
        if one.strength >= BELIEVED
    )
    return Opinion(panel, probability, scanned.expected, flagged)


def _strongest(panel: Panel, found: Iterable[Stretch]) -> Floats:
    strength = np.ones(panel.energy.shape)
    for one in found:
        part = strength[one.start : one.end, one.meter]
        np.maximum(part, one.strength, out=part)
    return strength


def sure(strength: Floats | float) -> Floats:
    """The share of stretches of this strength that were right."""
    power = np.asarray(strength, np.float64) ** STEEP
    share: Floats = power / (power + HALF_SURE**STEEP)
    return share
