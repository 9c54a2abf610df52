"""Scoring: what is plain is found, what is broken harms nobody, the future stays unknown."""

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from ml.anomalies import weights
from ml.anomalies.evaluation import judge
from ml.anomalies.events import EVENT, NORMAL, invent
from ml.anomalies.features import hour_features
from ml.anomalies.features_grid import grid_of
from ml.anomalies.features_past import past_features
from ml.anomalies.hours import Lessons
from ml.anomalies.hours_own import Subject, suspects
from ml.anomalies.runs import candidates, choose, overlaps
from ml.anomalies.scoring import VOICES, frames, score
from ml.anomalies.scoring_first import BY_EVENTS, BY_HOURS, first_look, held
from ml.panel import Panel, hour_number

START = hour_number(datetime(2023, 1, 2, tzinfo=UTC))


def office(days: int, seed: int = 0, size: float = 20.0) -> np.ndarray:
    """An office's hours: a base, working hours on working days, a season, some noise."""
    random = np.random.default_rng(seed)
    hours = np.arange(days * 24)
    hour, day = hours % 24, hours // 24
    working = (day % 7 < 5) & (hour >= 7) & (hour < 19)
    level = 0.3 + 0.7 * working * np.sin(np.pi * np.clip(hour - 6, 0, 13) / 13)
    season = 1 + 0.15 * np.cos(2 * np.pi * day / 365)
    return size * level * season * np.exp(random.normal(0, 0.05, len(hours)))


def panel(*meters: np.ndarray) -> Panel:
    return Panel(START, tuple(f"m{k}" for k in range(len(meters))), np.stack(meters, axis=1))


DAMAGE = {
    "nothing measured": lambda y: np.full(len(y), np.nan),
    "one reading": lambda y: np.where(np.arange(len(y)) == 700, 5.0, np.nan),
    "always the same": lambda y: np.full(len(y), 3.0),
    "always zero": lambda y: np.zeros(len(y)),
    "ten thousand times": lambda y: np.where(np.arange(len(y)) == 900, y * 1e4, y),
    "negative": lambda y: -y,
    "no number": lambda y: np.where(np.arange(len(y)) % 50 == 0, np.inf, y),
    "gaps of days": lambda y: np.where((np.arange(len(y)) // 100) % 3 == 0, np.nan, y),
    "beyond all numbers": lambda y: y * 1e300,
}


def test_no_damage_crashes_and_none_reaches_a_neighbour() -> None:
    good = office(60)
    alone = score(panel(good))
    broken = [damage(office(60, seed=3)) for damage in DAMAGE.values()]
    together = score(panel(good, *broken))
    np.testing.assert_array_equal(alone.probability[:, 0], together.probability[:, 0])
    assert alone.runs == tuple(run for run in together.runs if run.meter == 0)
    assert not [run for run in together.runs if run.meter in (1, 2, 3, 4)]
    inside = together.probability[np.isfinite(together.probability)]
    assert ((inside >= 0) & (inside <= 1)).all()


def test_first_look_survives_the_same_damage() -> None:
    good = office(60)
    broken = [damage(office(60, seed=3)) for damage in DAMAGE.values()]
    since = 50 * 24
    together, _ = first_look(panel(good, *broken), since)
    alone, _ = first_look(panel(good), since)
    np.testing.assert_array_equal(together[:, 0], alone[:, 0])


@pytest.mark.parametrize("days", [0, 1, 5, 20])
def test_few_days_are_no_reason_to_fail(days: int) -> None:
    one = panel(office(days) if days else np.zeros(0))
    assert score(one).probability.shape == (days * 24, 1)
    assert not score(one).flags[: 14 * 24].any() or days > 14
    assert first_look(one)[0].shape == (days * 24, 1)


@pytest.mark.slow
def test_plain_events_do_not_go_unnoticed() -> None:
    y = office(250)
    y[150 * 24 + 10 : 150 * 24 + 22] = 0.0  # an outage of a working day
    y[100 * 24 + 9 : 102 * 24 + 9] = y[100 * 24 + 9]  # frozen for two days
    y[200 * 24 + 22 : 201 * 24 + 5] += 14.0  # running through the night
    found = score(panel(y))
    truth = np.zeros((len(y), 1), bool)
    for start, end in ((3610, 3622), (2409, 2457), (4822, 4829)):
        truth[start:end] = True
    scores = judge(truth, found.flags)
    assert scores.found == 3
    assert found.flags.mean() < 0.05  # and most of an ordinary year stays ordinary
    _, first = first_look(panel(y), 3500)
    assert first[3610:3624].any()
    assert not first[:3500].any()


def test_nothing_that_comes_later_moves_the_first_look_by_a_bit() -> None:
    y = office(120)
    cut = 90 * 24 + 13
    other = y.copy()
    np.random.default_rng(1).shuffle(other[cut:])
    other[cut + 5 : cut + 9] = np.nan
    before, after = first_look(panel(y), 80 * 24), first_look(panel(other), 80 * 24)
    for one, two in zip(before, after, strict=True):
        np.testing.assert_array_equal(one[:cut], two[:cut])


def test_features_of_the_last_days_are_those_of_the_whole_past() -> None:
    grid = grid_of(panel(office(150)), 0)
    whole, names = past_features(grid)
    last, same = past_features(grid, grid.days - 2)
    assert names == same
    np.testing.assert_allclose(last, whole[-48:], rtol=1e-3, atol=2e-3)


def test_weights_fit_the_features_and_the_promised_size() -> None:
    grid = grid_of(panel(office(60)), 0)
    for names in VOICES.values():
        for voice in weights.hour_model(*names).voices:
            assert voice.num_feature() == len(hour_features(grid)[1])
    for voice in weights.hour_model(*BY_HOURS, *BY_EVENTS).voices:
        assert voice.num_feature() == len(past_features(grid)[1])
    assert sum(file.stat().st_size for file in weights.FOLDER.iterdir()) <= 5_000_000


def test_every_day_is_judged_once() -> None:
    for days in (1, 20, 200, 364, 365, 400, 500, 730, 1000, 1461):
        for since in (0, days // 3, days - 1):
            spans = [(frame.first, frame.last) for frame in frames(days, since)]
            assert spans[0][1] == days
            assert spans[-1][0] <= since
            assert all(a[0] == b[1] for a, b in pairwise(spans))
    last = frames(730, 365)[0]
    assert (last.first, last.prior) == (365, (0, 365))


def test_a_quiet_stretch_within_an_event_is_not_taught_as_normal() -> None:
    whole = grid_of(panel(office(400)), 0)
    judged, prior = whole.slice(200, 400), whole.slice(0, 200)
    p = np.zeros(judged.days * 24)
    p[1000:1006] = p[1016:1022] = 0.9
    within = slice(1006, 1016)
    alone, known = Subject(judged, None, 1), Subject(judged, prior, 1)
    assert suspects(alone, p)[within].all()
    assert suspects(alone, p)[1500:].mean() < 0.05  # and an ordinary hour is taught as one
    assert not suspects(known, p)[within].any()  # another year says what is ordinary


def test_an_invented_event_that_cannot_be_seen_is_not_taught() -> None:
    grid = grid_of(panel(office(200)), 0)
    made = invent(grid, np.random.default_rng(0))
    untouched = made.grid.flat == grid.flat
    assert (made.labels[~untouched] != NORMAL).all()
    seen = np.zeros(len(made.labels), bool)
    for start, end, _ in made.spans:
        seen[start:end] = True
    assert (seen[made.labels == EVENT]).all()
    lessons = Lessons.of(hour_features(made.grid)[0], made.labels, np.random.default_rng(0))
    assert lessons.event.sum() == (made.labels == EVENT).sum()


def test_candidates_nest_and_the_chosen_ones_do_not_overlap() -> None:
    p = np.array([0, 0.3, 0.95, 0.97, 0.4, 0, 0, 0.9, 0, np.nan, 0.6, 0])
    found = candidates(p)
    touched, cover = overlaps(found, [(2, 4)])
    assert cover.max() == 1.0
    kept = choose(found, touched * cover)
    starts, ends = found.start[kept], found.end[kept]
    assert (starts[1:] >= ends[:-1]).all()
    assert (2, 4) in set(zip(starts.tolist(), ends.tolist(), strict=True))


def test_a_run_lasts_until_its_probability_falls() -> None:
    p = np.array([0.6, 0.95, 0.6, np.nan, 0.7, 0.4, 0.6, 0.99])
    once = held(p, on=0.9, off=0.5, calm=1)
    assert once.tolist() == [False, True, True, False, True, False, False, True]


def test_what_comes_back_within_hours_is_no_second_incident() -> None:
    p = np.array([0.95, 0.0, 0.0, 0.6, np.nan, 0.0, 0.0, 0.0, 0.6, 0.95, 0.0])
    twice = held(p, on=0.9, off=0.5, calm=3)
    assert twice.tolist() == [*[True] * 4, False, True, True, False, False, True, True]


def test_points_and_events_are_counted_by_hand() -> None:
    truth = np.array([0, 1, 1, 0, 0, 0, 1, 0, 0, 0], bool)[:, None]
    flags = np.array([0, 0, 1, 1, 0, 0, 0, 1, 0, 1], bool)[:, None]
    scores = judge(truth, flags)
    # one hour beside the second event is within the tolerance, but its run touches nothing
    assert (scores.events, scores.found, scores.runs, scores.right) == (2, 2, 3, 1)
    assert (scores.hits, scores.flagged, scores.labelled) == (1, 4, 3)
