"""Incidents: one for each thing, with energy that adds up, under a name that lasts."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.anomalies.incidents import ADJACENT, CLOSE, Flagged, flags_of, incidents, merged, stretches
from ml.anomalies.usual import usual
from tests.ml.anomalies.made import changed, office

HOURS = 28 * 24
SILENCE = slice(200, 400)
SPANS = st.builds(
    lambda meter, start, length, sure, kind: Flagged(
        meter, start, min(start + length, HOURS), sure, kind
    ),
    st.integers(0, 1),
    st.integers(0, HOURS - 1),
    st.integers(1, 90),
    st.floats(0.5, 1.0),
    st.sampled_from([None, "stuck", "no_data", "high"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SPANS, max_size=25), st.integers(0, 99))
def test_incidents_never_overlap_and_their_energy_adds_up(runs: list[Flagged], seed: int) -> None:
    panel = office(28, meters=2, seed=3)
    random = np.random.default_rng(seed)
    panel.energy[random.random(panel.energy.shape) < 0.1] = np.nan
    panel.energy[SILENCE] = np.nan
    expected = usual(panel).expected
    found = incidents(panel, expected, runs)
    covered, apart = np.zeros((2, 2, 2, HOURS), int)
    for one in found:
        silent = int(one.kind == "no_data")
        covered[silent, one.meter, one.start : one.end] += 1
        apart[silent, one.meter, max(one.start - CLOSE, 0) : one.end] += 1
        if one.excess_kwh is None:
            continue
        both = slice(one.start, one.end), one.meter
        known = np.isfinite(panel.energy[both]) & np.isfinite(expected[both])
        assert np.isclose(one.actual_kwh, panel.energy[both][known].sum())
        assert np.isclose(one.excess_kwh, one.actual_kwh - one.expected_kwh)
    assert apart.max() <= 1, "two incidents of one meter overlap or nearly touch"
    flagged = np.zeros((2, HOURS), bool)
    for run in runs:
        flagged[run.meter, run.start : run.end] = True
    assert np.all(flagged <= (covered.any(axis=0))), "a flagged hour was lost"


def test_hours_apart_are_one_incident_but_a_silence_and_a_frozen_value_are_told_to_the_hour() -> (
    None
):
    for kinds, gap in (
        ((None, "high"), ADJACENT),
        (("no_data", "no_data"), CLOSE),
        (("stuck", "high"), CLOSE),
    ):
        one = Flagged(0, 10, 20, 0.9, kinds[0])
        near, far = (Flagged(0, 20 + gap + k, 40, 0.9, kinds[1]) for k in (0, 1))
        assert len(merged([one, near])) == 1
        assert len(merged([one, far])) == 2


@given(st.lists(SPANS, max_size=25), st.randoms())
def test_the_order_in_which_runs_are_found_does_not_matter(runs: list[Flagged], random) -> None:
    turned = list(runs)
    random.shuffle(turned)
    spans = [(run.meter, run.start, run.end) for run in merged(runs)]
    assert spans == [(run.meter, run.start, run.end) for run in merged(turned)]


def test_silence_is_an_incident_but_no_unusual_use() -> None:
    panel = office(28)
    panel.energy[100:140, 0] = np.nan
    found = incidents(panel, usual(panel).expected, [Flagged(0, 100, 140, 0.9, "no_data")])
    assert [one.kind for one in found] == ["no_data"]
    assert found[0].excess_kwh is None
    assert not flags_of(panel, found).any()


def test_each_form_of_a_run_has_its_kind() -> None:
    panel = office(56)
    monday = 28 * 24
    forms = {
        "high": (slice(monday + 11, monday + 14), {"times": 2.5}),
        "low": (slice(monday + 10, monday + 16), {"value": 0.0}),
        "base_load": (slice(monday + 24, monday + 29), {"plus": 30.0}),
        "stuck": (slice(monday + 5, monday + 40), {"value": 41.0}),
        "shift": (slice(monday, monday + 72), {"times": 1.5}),
    }
    for kind, (rows, how) in forms.items():
        wrong = changed(panel, rows, **how)
        expected = usual(panel).expected
        run = Flagged(0, rows.start, rows.stop, 0.9)
        (found,) = incidents(wrong, expected, [run])
        assert found.kind == kind


def test_stretches_of_all_and_of_nothing() -> None:
    assert stretches(np.ones(5, bool)) == [(0, 5)]
    assert stretches(np.zeros(5, bool)) == []
    assert stretches(np.zeros(0, bool)) == []
