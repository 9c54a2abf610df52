"""Savings measured afterwards: the truth is in the interval as often as promised, or refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bigquery.errors import PowerlyticsError
from ml.recommendations.savings import Days, days_of, measured_saving
from tests.ml.recommendations.synthetic import meter, starts_early

EVERY = [(0.0, 365), (0.4, 365), (0.7, 365), (0.4, 30)]


@pytest.mark.parametrize(("together", "after"), EVERY)
def test_a_known_saving_is_not_outside_more_often_than_promised(
    together: float, after: int
) -> None:
    """Four times of five, with and without a saving; 60 seeds tell 0.80 from 0.65."""
    held = []
    for seed in range(60):
        before, later, truth = meter(seed, saving=0.1 * (seed % 2), after=after, together=together)
        found = measured_saving(before, later, baseline="change_point")
        held.append(found.low <= truth <= found.high)
    assert np.mean(held) >= 0.68


def test_a_meter_without_a_change_does_not_seem_to_save() -> None:
    held = [
        found.low <= 0 <= found.high
        for found in (
            measured_saving(*meter(seed)[:2], confidence=0.95, baseline="change_point")
            for seed in range(100, 140)
        )
    ]
    assert np.mean(held) >= 0.87


def test_more_confidence_is_never_a_narrower_interval() -> None:
    before, after, _ = meter(1)
    widths = [
        found.high - found.low
        for found in (
            measured_saving(before, after, confidence=c, baseline="change_point")
            for c in (0.5, 0.8, 0.95)
        )
    ]
    assert widths == sorted(widths)


def test_expected_less_actual_is_never_another_figure_than_the_saving() -> None:
    before, after, _ = meter(2, saving=0.2)
    found = measured_saving(before, after, baseline="change_point")
    assert found.kwh == pytest.approx(found.expected_kwh - found.actual_kwh)
    assert found.actual_kwh == pytest.approx(after.kwh.sum())
    assert (found.low + found.high) / 2 == pytest.approx(found.kwh)
    assert found.cvrmse == pytest.approx(11.0 / before.kwh.mean(), rel=0.2)
    assert found.autocorrelation == pytest.approx(0.4, abs=0.15)


def test_unknown_days_are_never_days_without_energy() -> None:
    before, after, _ = meter(3, saving=0.1)
    rng = np.random.default_rng(3)
    holes = rng.random(len(after.day)) < 0.2
    some = measured_saving(
        before, replace(after, kwh=np.where(holes, np.nan, after.kwh)), baseline="change_point"
    )
    kept = Days(after.day[~holes], after.kwh[~holes], after.temperature_c[~holes])
    assert some == measured_saving(before, kept, baseline="change_point")
    assert some.days_after == (~holes).sum()


def test_a_warm_year_is_never_taken_for_a_saving() -> None:
    """Six degrees warmer, nothing changed: less is used, nothing is saved."""
    before, after, _ = meter(4)
    warmer = np.clip(after.temperature_c + 6, None, before.temperature_c.max())
    slope = np.where((after.day.astype(np.int64) + 3) % 7 >= 5, 5, 8)  # of the made-up meter
    less = slope * (np.maximum(14 - after.temperature_c, 0) - np.maximum(14 - warmer, 0))
    more = 5 * (np.maximum(warmer - 19, 0) - np.maximum(after.temperature_c - 19, 0))
    after = replace(after, kwh=after.kwh - less + more, temperature_c=warmer)
    found = measured_saving(before, after, baseline="change_point")
    assert after.kwh.sum() < 0.95 * before.kwh.sum()
    assert abs(found.kwh) < 0.03 * found.expected_kwh


def short(days: Days, n: int) -> Days:
    return Days(days.day[:n], days.kwh[:n], days.temperature_c[:n])


def test_days_that_carry_no_baseline_are_refused_with_the_reason() -> None:
    before, after, _ = meter(5)
    cold = replace(after, temperature_c=after.temperature_c - 40)
    unused = replace(before, kwh=np.zeros(len(before.kwh)))
    for one, two, why in [
        (short(before, 60), after, "60 days before"),
        (before, short(after, 9), "9 days after"),
        (before, before, "overlap"),
        (before, cold, "colder or warmer"),
        (unused, after, "nothing before"),
        (replace(before, temperature_c=np.full(365, np.nan)), after, "0 days before"),
    ]:
        with pytest.raises(PowerlyticsError, match=why):
            measured_saving(one, two, baseline="change_point")


def test_a_deed_that_is_done_is_found_in_the_meter_afterwards() -> None:
    """Advice, deed, proof: the timer is set after a year, and the next year shows the saving."""
    m, truth = starts_early(seed=2, days=728)
    early = (m.people == 0) & (m.hour >= 4) & (m.hour < 7)
    done = early & (m.date >= m.days[364])
    load = m.meters[0].energy
    timed = replace(m.meters[0], energy=np.where(done, np.minimum(load, 1.0), load))
    year = days_of(m, timed)
    before, after = short(year, 364), Days(*(v[364:] for v in vars(year).values()))
    found = measured_saving(before, after, baseline="change_point")
    assert 0 < found.low < truth < found.high


@pytest.mark.slow
def test_the_librarys_baseline_and_ours_do_not_tell_two_stories() -> None:
    """OpenDSM's daily model, across a change of clocks, with days missing."""
    before, after, truth = meter(3, saving=0.1)
    holes = np.arange(len(before.day)) % 29 == 3
    before = replace(before, kwh=np.where(holes, np.nan, before.kwh))
    theirs = measured_saving(before, after, timezone="Europe/Dublin")
    ours = measured_saving(before, after, baseline="change_point")
    assert (theirs.method, ours.method) == ("opendsm", "change_point")
    assert theirs.days_before == ours.days_before == len(before.day) - holes.sum()
    assert theirs.low <= truth <= theirs.high
    assert theirs.kwh == pytest.approx(ours.kwh, rel=0.15)
    assert theirs.high - theirs.low == pytest.approx(ours.high - ours.low, rel=0.3)


@pytest.mark.slow
def test_the_library_is_not_asked_for_more_than_it_promises() -> None:
    before, after, _ = meter(6, before=200)
    with pytest.raises(PowerlyticsError, match="OpenDSM takes no baseline"):
        measured_saving(before, after)
