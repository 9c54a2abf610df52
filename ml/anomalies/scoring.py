"""The full look: every hour of every meter judged from what came before and after it.

Stage 1 gives each hour a probability, stage 2 turns them into events. Two modes: with a year
before, all of which counts as normal, the meter's habits are known; without, suspect hours are
kept from being learned as habits. Recipe and figures: docs/anomalies.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from ml.anomalies import extremes, weights
from ml.anomalies.features_grid import HOURS, Bools, Grid, grid_of
from ml.anomalies.hours_own import Subject, opinion_of
from ml.anomalies.runs import candidates
from ml.anomalies.runs_features import run_features
from ml.anomalies.usual import usual
from ml.anomalies.weather import Weather
from ml.panel import Floats, Panel

Progress = Callable[[str, float], None]

YEAR = 365
LEAST_PRIOR = 180  # days: a shorter past does not show the habits of a year
LEAST_DAYS = 14  # of measurements, before a series is judged or taught from
HISTORY, ALONE = "history", "alone"
# From this probability on a run counts as an event. No label of a judged meter is read, but these
# were taken with the visible figures in view.
BELIEVED = {HISTORY: 0.75, ALONE: 0.85}
# In a single year stage 1 is a mean of voices, each taught on a copy of the pool with events of its
# own: single ones differ by several hundredths of F1 on strangers. A prior year gained none.
VOICES = {HISTORY: (HISTORY,), ALONE: tuple(f"{ALONE}_{copy}" for copy in range(8))}


@dataclass(frozen=True)
class Run:
    """One event of one meter: rows [start, end) of the panel."""

    meter: int
    start: int
    end: int
    probability: float


@dataclass(frozen=True, eq=False)
class Scored:
    """What the scorer found. ``probability`` and ``expected`` (kWh) are (hours, meters).

    ``probability`` is NaN where nothing was measured and before the rows asked for. ``runs`` do
    not overlap within a meter and are sorted.
    """

    probability: Floats
    runs: tuple[Run, ...]
    expected: Floats

    @property
    def flags(self) -> Bools:
        """(hours, meters): hours within a run."""
        return flags_of(self.probability.shape, self.runs)


@dataclass(frozen=True)
class Frame:
    """Days [first, last) to be judged together; ``prior``: the days of the other year, if any."""

    first: int
    last: int
    prior: tuple[int, int] | None
    lag: int = 0


def score(
    panel: Panel,
    weather: Weather | None = None,
    since_row: int = 0,
    progress: Progress | None = None,
) -> Scored:
    """Judge the rows from ``since_row`` on.

    Whether there is another year is seen from the file, meter by meter. ``weather`` explains rises
    in its extremes.
    """
    since = min(max(since_row, 0), panel.hours)
    probability = np.full((panel.hours, len(panel.meters)), np.nan)
    runs: list[Run] = []
    for meter, name in enumerate(panel.meters):
        if progress:
            progress(f"judging {name}", meter / len(panel.meters))
        if since >= panel.hours:
            break
        grid = grid_of(panel, meter)
        degrees = np.full(grid.days * HOURS, np.nan)
        if weather is not None and weather.temperature_c is not None:
            degrees[grid.cell] = weather.temperature_c
        row_of = np.full(grid.days * HOURS + 1, panel.hours)
        row_of[grid.cell[::-1]] = np.arange(panel.hours)[::-1]
        row_of = np.minimum.accumulate(row_of[::-1])[::-1]
        for frame in frames(grid.days, int(grid.cell[since]) // HOURS):
            judged = _judge(grid, frame, crc32(name.encode()), degrees)
            if judged is None:
                continue
            p, found = judged
            cells = grid.cell - frame.first * HOURS
            inside = (cells >= 0) & (cells < len(p))
            probability[inside, meter] = p[cells[inside]]
            for start, end, believed in found:
                rows = row_of[start + frame.first * HOURS], row_of[end + frame.first * HOURS]
                begin = max(int(rows[0]), since)
                if rows[1] > begin:
                    runs.append(Run(meter, begin, int(rows[1]), believed))
    probability[:since] = np.nan
    probability[~np.isfinite(panel.energy)] = np.nan
    runs.sort(key=lambda run: (run.meter, run.start))
    flags = flags_of(probability.shape, tuple(runs))
    expected = usual(panel, leave_out=flags).expected
    if progress:
        progress("judged", 1.0)
    return Scored(probability, tuple(runs), expected)


def flags_of(shape: tuple[int, ...], runs: tuple[Run, ...]) -> Bools:
    flags = np.zeros(shape, dtype=np.bool_)
    for run in runs:
        flags[run.start : run.end, run.meter] = True
    return flags


def frames(days: int, since: int) -> list[Frame]:
    """Years to be judged, the newest first, until ``since`` is covered.

    A year is judged with the year before as what is known, the first one with the year after.
    """
    out: list[Frame] = []
    last = days
    while last > since:
        first = max(last - YEAR, 0)
        if first < LEAST_PRIOR:
            # too short to be a past of its own: it is judged along
            first = 0 if first < YEAR // 4 else first
        before = (max(first - YEAR, 0), first)
        after = (last, min(last + YEAR, days))
        prior = next((each for each in (before, after) if each[1] - each[0] >= LEAST_PRIOR), None)
        lag = 0
        if prior is not None:
            lag = first - prior[0] + (364 if prior[0] >= last else -364)
        out.append(Frame(first, last, prior, lag))
        last = first
    return out


def _judge(
    grid: Grid, frame: Frame, key: int, degrees: Floats
) -> tuple[Floats, list[tuple[int, int, float]]] | None:
    """p of the frame's cells and its events in them."""
    mine = grid.slice(frame.first, frame.last)
    if not worth_judging(mine):
        return None
    prior = None
    if frame.prior:
        other = grid.slice(*frame.prior)
        measured = np.isfinite(other.values).sum(1) >= HOURS // 2
        if measured.sum() >= LEAST_PRIOR and worth_judging(other):
            prior = other
    mode = HISTORY if prior is not None else ALONE
    subject = Subject(mine, prior, key, frame.lag)
    opinion = opinion_of(weights.hour_model(*VOICES[mode]), subject)
    p, found = opinion.own, candidates(opinion.own)
    if not len(found):
        return p, []
    features = run_features(subject, opinion, found)
    chosen, believed = weights.run_model(mode).events(features, found)
    rises = subject.hours[:, subject.names.index("near_r")].astype(np.float64)
    explained = extremes.by_weather(
        chosen, rises, degrees[frame.first * HOURS : frame.last * HOURS]
    )
    keep = believed > np.where(explained, extremes.BELIEVED, BELIEVED[mode])
    spans = zip(chosen.start[keep], chosen.end[keep], believed[keep], strict=True)
    return p, [(int(a), int(b), float(c)) for a, b, c in spans]


def worth_judging(grid: Grid) -> bool:
    """Two weeks of measurements, not all of them the same."""
    known = grid.flat[np.isfinite(grid.flat)]
    return len(known) >= LEAST_DAYS * HOURS and bool(np.ptp(known) > 0)
