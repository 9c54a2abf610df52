"""Scores, comparison and drift against computations of another kind."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from ml.forecasting.comparison import paired_test
from ml.forecasting.drift import by_chance, drift, stability
from ml.forecasting.features import History
from ml.forecasting.scores import daily_naive_error, pinball, score
from ml.panel import Panel
from ml.verdict import verdict
from tests.ml.forecasting.invented import estate

RANDOM = np.random.default_rng(1)


def test_scores_are_what_a_loop_over_hours_finds() -> None:
    truth = RANDOM.gamma(2, 3, 60)
    truth[[3, 40]] = np.nan
    said = np.sort(RANDOM.gamma(2, 3, (60, 9)), axis=1)
    error = loss = held = 0.0
    hours = [hour for hour in range(60) if not math.isnan(truth[hour])]
    for hour in hours:
        error += abs(truth[hour] - said[hour][4])
        held += said[hour][0] <= truth[hour] <= said[hour][8]
        for place in range(9):
            level, away = (place + 1) / 10, truth[hour] - said[hour][place]
            loss += level * away if away > 0 else (level - 1) * away
    level = sum(truth[hour] for hour in hours) / len(hours)
    found = score(truth, said, 2.5)
    assert found.hours == len(hours) == 58
    assert found.mase == pytest.approx(error / len(hours) / 2.5)
    assert found.wql == pytest.approx(2 * loss / len(hours) / 9 / level)
    assert found.coverage == pytest.approx(held / len(hours))


def test_pinball_over_all_levels_is_half_the_crps_of_a_normal() -> None:
    levels = 9
    spread = stats.norm.ppf(np.arange(1, levels + 1) / 10)
    truth = RANDOM.normal(0, 1, 200_000)
    expected = np.mean(
        [
            stats.norm.pdf(quantile)
            for quantile in spread  # the expected pinball of the right quantile is its density
        ]
    )
    found = pinball(truth, np.broadcast_to(spread, (len(truth), levels))).mean()
    assert found == pytest.approx(expected, rel=0.01)


def test_a_meters_scale_is_its_mean_change_from_day_to_day() -> None:
    energy = np.tile(np.array([1.0, 1.0, 4.0])[:, None], (24, 1))[:72]
    energy[10] = np.nan
    pairs = [abs(energy[row, 0] - energy[row - 24, 0]) for row in range(24, 72)]
    expected = np.nanmean(pairs)
    assert daily_naive_error(energy)[0] == pytest.approx(expected)
    assert np.isnan(daily_naive_error(energy[:24])[0])


def test_a_better_model_is_found_and_an_equal_one_is_not() -> None:
    day, meter = RANDOM.normal(0, 1, (53, 1)), RANDOM.normal(0, 1, (1, 32))
    common = 5 + day + meter
    first = common + RANDOM.normal(0, 0.5, (53, 32))
    worse = common + RANDOM.normal(0.2, 0.5, (53, 32))
    equal = common + RANDOM.normal(0.0, 0.5, (53, 32))
    won = paired_test(first, worse)
    assert won.better and won.p_value < 0.01
    assert won.difference == pytest.approx((first - worse).mean())
    assert not paired_test(first, equal).better
    assert not paired_test(worse, first).better
    assert paired_test(worse, first).p_value < 0.01


def test_one_lucky_meter_does_not_make_a_model_better() -> None:
    first = RANDOM.normal(0, 0.1, (53, 8))
    second = RANDOM.normal(0, 0.1, (53, 8))
    second[:, 0] += 2.0
    naive = stats.ttest_rel(first.ravel(), second.ravel())
    assert naive.pvalue < 0.01  # what a test of pairs as if independent would claim
    assert not paired_test(first, second).better


def test_the_paired_test_is_wrong_about_as_rarely_as_it_says() -> None:
    wrong = 0
    for _ in range(60):
        away = RANDOM.normal(0, 1, (40, 1)) * 0.3 + RANDOM.normal(0, 1, (40, 20))
        wrong += paired_test(away, np.zeros_like(away)).p_value < 0.05
    assert wrong <= 9


def test_pairs_with_a_gap_do_not_count() -> None:
    first, second = np.ones((10, 4)), np.full((10, 4), 2.0)
    first[0, 0] = second[3, 1] = np.nan
    found = paired_test(first, second)
    assert found.pairs == 38 and found.difference == pytest.approx(-1)
    assert paired_test(first * np.nan, second).p_value == 1.0


def test_too_few_origins_never_speak_for_or_against_a_model() -> None:
    good, bad = np.ones((10, 8)), np.full((10, 8), 2.0)
    assert verdict([good], []) is None
    for known in range(4):
        seen = np.where(np.arange(10)[:, None] < known, good, np.nan)
        found = verdict([seen, seen[:4]], [bad, bad[:4] * np.nan])
        assert (found is None) == (known < 3)
    assert found is not None and found.better and found.pairs == 24


def test_the_stability_index_is_the_sum_over_deciles() -> None:
    reference, recent = RANDOM.normal(0, 1, 5000), RANDOM.normal(0.5, 1, 3000)
    edges = np.quantile(reference, np.arange(1, 10) / 10)
    a = np.histogram(reference, [-np.inf, *edges, np.inf])[0] / 5000
    b = np.histogram(recent, [-np.inf, *edges, np.inf])[0] / 3000
    expected = stats.entropy(b, a) + stats.entropy(a, b)  # the index is Jeffreys' divergence
    assert stability(reference, recent) == pytest.approx(expected, rel=0.02)
    assert stability(reference, reference) == pytest.approx(0, abs=1e-9)


def test_the_index_of_small_samples_that_are_alike_is_what_chance_gives() -> None:
    found = [stability(RANDOM.normal(0, 1, 4000), RANDOM.normal(0, 1, 200)) for _ in range(200)]
    assert np.mean(found) == pytest.approx(by_chance(4000, 200), rel=0.35)


def test_drift_is_seen_in_inputs_and_errors_and_not_where_there_is_none() -> None:
    panel = estate(days=150)
    history = History.of(panel)
    until = 120 * 24
    calm = drift(history, until, np.ones((5, 4)), np.ones((3, 4)) * 1.1)
    assert not calm.drifted and calm.error_ratio == pytest.approx(1.1)
    assert drift(history, until, np.ones((5, 4)), np.full((3, 4), 1.5)).drifted
    energy = panel.energy.copy()
    energy[130 * 24 :] = RANDOM.gamma(1, 1, energy[130 * 24 :].shape) * energy[130 * 24 :]
    moved = drift(
        History.of(Panel(panel.start, panel.meters, energy, panel.place)), until, *[np.ones(3)] * 2
    )
    assert moved.drifted and "moved" in moved.why
