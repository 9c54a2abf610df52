"""Makes the weights that ship: `python -m ml.anomalies.training --data WIDE.parquet`.

Nobody labels anything: events are invented into meter-years of a pool (see events.py). Stage 2
learns from meters that stage 1 has not seen, each taught first from its own series as it will be
when a file is judged. Of meters named in --first-year only the first year is read (the injected
benchmark's labels are given away by the clean second year of its meters).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from ml.anomalies import hours, runs_model, weights
from ml.anomalies.events import IGNORED, NORMAL, Labels, invent
from ml.anomalies.features import hour_features
from ml.anomalies.features_grid import HOURS, Bools, Grid, grid_of
from ml.anomalies.features_past import past_features
from ml.anomalies.hours import HourModel, Lessons
from ml.anomalies.hours_own import Subject, opinion_of, suspects
from ml.anomalies.runs import candidates
from ml.anomalies.runs_features import FIRST_OPINION, run_features
from ml.anomalies.runs_model import RunLessons, RunModel
from ml.anomalies.scoring import ALONE, HISTORY, LEAST_PRIOR, VOICES, YEAR, worth_judging
from ml.anomalies.scoring_first import BY_EVENTS, BY_HOURS, FIRST, LEAST_PAST
from ml.panel import Panel, Place, read_wide

Say = Callable[[str], None]
FOLDS = 4
ROUNDS, ROUNDS_OF_FOLD = {HISTORY: 250, ALONE: 125}, {HISTORY: 150, ALONE: 125}
COPIES = 3
COPIES_OF = {HISTORY: COPIES, ALONE: len(VOICES[ALONE])}
FILES = 2  # how often each meter-year is judged for stage 2


@dataclass(frozen=True, eq=False)
class Year:
    """A meter-year of the pool and another year of the same meter, if there is one."""

    meter: int
    grid: Grid
    other: Grid | None
    lag: int

    @property
    def key(self) -> int:
        return self.meter * 10 + (self.lag < 0)


def pool_of(panel: Panel, first_year: frozenset[str] = frozenset()) -> list[Year]:
    """The meter-years of a panel; the last may be shorter, not below half a year."""
    out = []
    for meter, name in enumerate(panel.meters):
        grid = grid_of(panel, meter)
        parts = [(a, min(a + YEAR, grid.days)) for a in range(0, grid.days, YEAR)]
        parts = [part for part in parts if part[1] - part[0] >= LEAST_PRIOR]
        grids = [grid.slice(*part) for part in parts[: 1 if name in first_year else None]]
        for k, mine in enumerate(grids):
            if not worth_judging(mine):
                continue
            other = grids[k - 1] if k else (grids[1] if len(grids) > 1 else None)
            out.append(Year(meter, mine, other, 1 if k else -1))
    return out


def lessons_of(year: Year, mode: str, odd: Bools | None) -> list[Lessons]:
    """What each copy of a meter-year teaches; ``odd``: cells not to be taught as normal."""
    known = mode == HISTORY
    random = np.random.default_rng([year.key, int(known)])
    copies = []
    for _ in range(COPIES_OF[mode]):
        made = invent(year.grid, random)
        features, _ = hour_features(made.grid, year.other if known else None, year.lag)
        # where a year is all there is, a short event is not to be lost among the long ones
        copies.append(Lessons.of(features, without(made.labels, odd), random, not known))
    return copies


def stage_one(years: list[list[Lessons]], mode: str, rounds: int) -> HourModel:
    """One voice on all copies, or (for a single year) one on each copy of all meters."""
    copies = [Lessons.joined(copy) for copy in zip(*years, strict=True)]
    return hours.fit([Lessons.joined(copies)] if mode == HISTORY else copies, rounds)


def without(labels: Labels, odd: Bools | None) -> Labels:
    if odd is None:
        return labels
    return np.where((labels == NORMAL) & odd, IGNORED, labels).astype(np.int8)


def folded(years: list[Year], fold: int, folds: int = FOLDS) -> Bools:
    """Which years are held out in a fold: all those of every fourth meter."""
    order = {meter: k for k, meter in enumerate(sorted({year.meter for year in years}))}
    return np.array([order[year.meter] % folds == fold for year in years])


def odd_hours(years: list[Year], lessons: list[list[Lessons]], say: Say) -> list[Bools]:
    """Hours of the pool that a model which has not seen their meter finds suspect."""
    out: dict[int, Bools] = {}
    for fold in range(2):
        held = folded(years, fold, 2)
        rest = [one for one, h in zip(lessons, held, strict=True) if not h]
        model = stage_one(rest, ALONE, ROUNDS[ALONE])
        for k in np.flatnonzero(held):
            subject = Subject(years[k].grid, None, years[k].key)
            out[int(k)] = suspects(subject, subject.probability(model))
        say(f"suspect hours, half {fold + 1} of 2")
    return [out[k] for k in range(len(years))]


def run_lessons(
    model: HourModel, year: Year, known: bool, odd: Bools | None, file: int
) -> RunLessons:
    """Stage 2's lesson from a meter-year as a file of its own, judged as it will be."""
    made = invent(year.grid, np.random.default_rng([year.key, file, 99]))
    subject = Subject(made.grid, year.other if known else None, year.key * 10 + file, year.lag)
    opinion = opinion_of(model, subject)
    found = candidates(opinion.own)
    features = run_features(subject, opinion, found)
    if known:
        # gained in the folds, lost on the meters of the injected benchmark
        features[:, FIRST_OPINION] = np.nan
    spans = [(start, end) for start, end, _ in made.spans]
    return RunLessons.of(features, found, spans, without(made.labels, odd))


def train(years: list[Year], mode: str, say: Say) -> tuple[HourModel, RunModel]:
    """Both stages of one mode."""
    known = mode == HISTORY
    lessons = [lessons_of(year, mode, None) for year in years]
    taught = sum(len(copy.event) for copies in lessons for copy in copies)
    say(f"{mode}: {taught} hours of {len(years)} meter-years")
    odd: list[Bools | None] = [None] * len(years)
    if not known:
        odd = list(odd_hours(years, lessons, say))
        lessons = [lessons_of(year, mode, out) for year, out in zip(years, odd, strict=True)]
    parts: list[RunLessons] = []
    for fold in range(FOLDS):
        held = folded(years, fold)
        rest = [one for one, h in zip(lessons, held, strict=True) if not h]
        model = stage_one(rest, mode, ROUNDS_OF_FOLD[mode])
        for k in np.flatnonzero(held):
            if known and years[k].other is None:
                continue
            parts.extend(run_lessons(model, years[k], known, odd[k], n) for n in range(FILES))
        say(f"{mode}: stage 2, fold {fold + 1} of {FOLDS}")
    full = stage_one(lessons, mode, ROUNDS[mode])
    say(f"{mode}: stage 1 done")
    return full, runs_model.fit(RunLessons.joined(parts))


def first_lessons(
    panel: Panel, first_year: frozenset[str], copy: int, by_length: bool, short_counts: bool
) -> Lessons:
    """What one copy of every meter teaches the first look: features from the past alone."""
    parts = []
    for meter, name in enumerate(panel.meters):
        grid = grid_of(panel, meter)
        grid = grid.slice(0, YEAR if name in first_year else grid.days)
        if not worth_judging(grid):
            continue
        random = np.random.default_rng([meter, copy, 3])
        made = invent(grid, random, by_length=by_length)
        features, _ = past_features(made.grid)
        labels = made.labels.copy()
        labels[: LEAST_PAST * HOURS] = IGNORED
        parts.append(Lessons.of(features, labels, random, short_counts))
    return Lessons.joined(parts)


def train_first(panel: Panel, first_year: frozenset[str], say: Say) -> dict[str, HourModel]:
    """The first look's models: some taught on all copies by hours, some on one each by events."""
    models = {}
    for name, by_length in zip(BY_HOURS, (True, False), strict=True):
        copies = [first_lessons(panel, first_year, c, by_length, False) for c in range(COPIES)]
        models[name] = hours.fit([Lessons.joined(copies)], 300)
        say(f"{name} done")
    for copy, name in enumerate(BY_EVENTS):
        lessons = first_lessons(panel, first_year, copy, copy % 2 == 1, True)
        models[name] = hours.fit([lessons])
        say(f"{name} done")
    return models


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.anomalies.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="wide Parquet: ts, then meters")
    parser.add_argument("--until", type=datetime.fromisoformat, help="first day not to read")
    parser.add_argument(
        "--first-year", default="", help="meters of which only the first year is read"
    )
    parser.add_argument("--leave-out", default="", help="meters that are not read at all")
    parser.add_argument(
        "--mode", choices=[HISTORY, ALONE, FIRST], help="only this one (default: all three)"
    )
    parser.add_argument("--timezone", default="Europe/London")
    parser.add_argument("--out", type=Path, default=weights.FOLDER)
    chosen = parser.parse_args(arguments)
    panel = read_wide(chosen.data, Place(chosen.timezone))
    if chosen.until:
        panel = panel.before(panel.row(chosen.until))
    left_out = set(chosen.leave_out.split(","))
    panel = panel.of([k for k, name in enumerate(panel.meters) if name not in left_out])
    began = time.monotonic()

    def say(what: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:6.0f} s  {what}\n")

    first_year = frozenset(chosen.first_year.split(","))
    if chosen.mode in (None, FIRST):
        for name, model in train_first(panel, first_year, say).items():
            weights.write(f"hours_{name}", model.voices[0], chosen.out)
    years = pool_of(panel, first_year)
    for mode in [chosen.mode] if chosen.mode else [HISTORY, ALONE]:
        if mode == FIRST:
            continue
        model, run = train(years, mode, say)
        for name, voice in zip(VOICES[mode], model.voices, strict=True):
            weights.write(f"hours_{name}", voice, chosen.out)
        weights.write(f"runs_touch_{mode}", run.touch, chosen.out)
        weights.write(f"runs_cover_{mode}", run.cover, chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
