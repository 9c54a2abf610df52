"""The meters at hand teach the model their own habits before it judges them.

Events are invented into their own series: into the year before, which is all normal, and into
the scored hours, of which suspect ones are left out; else true events would be learned by heart
as normal (measured: LEAD .47 to .18).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ml.anomalies.evaluation import events, merged
from ml.anomalies.events import IGNORED, NORMAL, invent
from ml.anomalies.features import Features, hour_features
from ml.anomalies.features_basis import Bases, bases_of
from ml.anomalies.features_grid import Bools, Grid, sorted_quantiles
from ml.anomalies.hours import HourModel, Lessons, probability_of
from ml.panel import Floats

SUSPECT = 0.3
SUSPECT_Z = 5.0
EDGE = 2  # hours
BRIDGE = 12  # hours: what is odd before and after so many quiet ones is odd in between
LEAVES = 31


@dataclass(frozen=True)
class Teaching:
    """How a meter teaches its habits: by several voices, each with events of its own.

    ``copies`` of the series with events teach a voice in ``rounds`` of boosting; what the voices
    say is averaged. One voice alone hangs on which events were drawn: on LEAD its event F1 was .48
    with a deviation of .04 over five draws, that of three .56 with one of .01 (with BRIDGE). The
    numbers below and BRIDGE were chosen with the visible figures in view.
    """

    voices: int
    copies: int
    rounds: int


WITH_PRIOR, WITHOUT = Teaching(3, 2, 80), Teaching(3, 2, 150)


@dataclass(eq=False)
class Subject:
    """One meter's hours to be scored, and another year of it where there is one.

    Day d here has the season of day d + ``lag`` there. ``key`` makes its random numbers its own.
    """

    grid: Grid
    prior: Grid | None
    key: int
    lag: int = 1
    bases: Bases = field(init=False)
    hours: Features = field(init=False)
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.bases = bases_of(self.grid)
        self.hours, self.names = hour_features(self.grid, self.prior, self.lag)

    @cached_property
    def prior_hours(self) -> Features | None:
        """Features of the other year's hours, this one being what is known of it."""
        if self.prior is None:
            return None
        return hour_features(self.prior, self.grid, -self.lag)[0]

    def probability(self, model: HourModel) -> Floats:
        """p of every cell; NaN where nothing was measured."""
        p = model.probability(self.hours)
        p[~np.isfinite(self.grid.flat)] = np.nan
        return p


def suspects(subject: Subject, p: Floats) -> Bools:
    """Cells that may be true events: not to be taught as normal."""
    odd: Bools = ~(p <= SUSPECT)
    if subject.prior is None:
        odd = odd | (np.abs(np.nan_to_num(hour_of_week_z(subject.grid))) > SUSPECT_Z)
        # an event is rarely odd at its edges
        odd = np.convolve(odd, np.ones(2 * EDGE + 1), "same") > 0.5
        for start, end in merged(events(odd), BRIDGE):
            odd[start:end] = True
    return odd


def hour_of_week_z(grid: Grid) -> Floats:
    """Robust z of every cell within its hour of the week, by the median absolute deviation.

    Narrow on purpose: nights that run for a month widen quartiles, hardly this.
    """
    z = np.full(grid.values.shape, np.nan)
    floor = 0.02 * grid.unit
    for weekday in range(7):
        mine = grid.values[grid.weekday == weekday]
        if len(mine):
            middle = sorted_quantiles(mine.T, (0.5,))[0]
            away = sorted_quantiles(np.abs(mine - middle).T, (0.5,))[0]
            z[grid.weekday == weekday] = (mine - middle) / (1.4826 * away + floor)
    return z.reshape(-1)


def own_lessons(subject: Subject, odd: Bools, copies: int, random: np.random.Generator) -> Lessons:
    """What the subject's own series teach; ``odd``: its cells that may be true events."""
    parts = []
    for _ in range(copies):
        made = invent(subject.grid, random, bases=subject.bases)
        labels = np.where((made.labels == NORMAL) & odd, IGNORED, made.labels).astype(np.int8)
        hours, _ = hour_features(made.grid, subject.prior, subject.lag)
        parts.append(Lessons.of(hours, labels, random))
        if subject.prior is not None:
            made = invent(subject.prior, random)
            hours, _ = hour_features(made.grid, subject.grid, -subject.lag)
            parts.append(Lessons.of(hours, made.labels, random))
    return Lessons.joined(parts)


@dataclass(frozen=True, eq=False)
class HourOpinion:
    """p of the subject's cells: of the shipped model, and once the subject has taught it.

    ``prior``: the shipped model's p of the other year, what it says where all is normal.
    """

    shipped: Floats
    own: Floats
    prior: Floats | None


def opinion_of(model: HourModel, subject: Subject) -> HourOpinion:
    shipped = subject.probability(model)
    prior = None
    if subject.prior is not None and subject.prior_hours is not None:
        prior = model.probability(subject.prior_hours)
        prior[~np.isfinite(subject.prior.flat)] = np.nan
    teaching = WITHOUT if subject.prior is None else WITH_PRIOR
    odd = suspects(subject, shipped)
    random = np.random.default_rng([subject.key, 7])
    raw = np.zeros(len(shipped))
    for _ in range(teaching.voices):
        lessons = own_lessons(subject, odd, teaching.copies, random)
        raw += model.with_lessons(lessons, teaching.rounds, LEAVES).raw(subject.hours)
    own = probability_of(raw / teaching.voices)
    own[~np.isfinite(subject.grid.flat)] = np.nan
    return HourOpinion(shipped, own, prior)
