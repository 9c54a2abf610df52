"""A gap that was filled in is a silence: it is neither energy nor a frozen register."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ml.anomalies.detection import detect
from ml.anomalies.interpolated import interpolated, unit_of
from ml.panel import Floats, Panel

DAYS = 60


def load(seed: int, unit: float = 0.1, kwh: float = 40.0) -> Floats:
    """Two months of a building's hours, rounded to ``unit`` kWh."""
    random = np.random.default_rng(seed)
    day = 1 + 0.6 * np.sin(np.linspace(-np.pi / 2, 1.5 * np.pi, 24))
    values = np.tile(day, DAYS) * random.normal(1, 0.05, DAYS * 24) * kwh
    return np.round(values / unit) * unit


def drawn(values: Floats, first: int, last: int, unit: float) -> Floats:
    """The hours [first, last) as a source fills them in, from one end to the other."""
    filled = values.copy()
    line = np.linspace(values[first], values[last - 1], last - first)
    filled[first:last] = np.round(line / unit) * unit
    return filled


@settings(max_examples=60, deadline=None)
@example(seed=2666, first=1034, hours=47, unit=0.1)
@example(seed=8475, first=625, hours=47, unit=0.1)
@example(seed=8146, first=601, hours=32, unit=0.1)
@given(
    seed=st.integers(0, 10_000),
    first=st.integers(0, DAYS * 24 - 60),
    hours=st.integers(14, 60),
    unit=st.sampled_from([0.001, 0.01, 0.1]),
)
def test_a_line_across_a_gap_is_never_taken_for_measured(
    seed: int, first: int, hours: int, unit: float
) -> None:
    values = load(seed, unit)
    values[first + hours - 1] = values[first] + 5  # the ends of a gap are seldom the same
    found = interpolated(drawn(values, first, first + hours, unit)[:, None])[:, 0]
    assert found[first : first + hours].all()
    assert found.sum() <= hours + 2  # an hour beside it may lie on the line as well


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    unit=st.sampled_from([0.001, 0.01, 0.1, 1.0]),
    kwh=st.sampled_from([1.0, 4.0, 40.0, 400.0]),
)
def test_measured_hours_are_never_taken_for_a_line(seed: int, unit: float, kwh: float) -> None:
    assert not interpolated(load(seed, unit, kwh)[:, None]).any()


def steady(kwh: float, noise: float, digits: int) -> Floats:
    """A load that hardly moves about a round number."""
    return np.round(kwh + np.random.default_rng(0).normal(0, noise, 8760), digits)


def smooth(kwh: float, digits: int) -> Floats:
    """A load that swings by the day with next to no noise."""
    hours = np.arange(8760)
    swing = 1 + 0.6 * np.sin(2 * np.pi * hours / 24)
    noise = np.random.default_rng(0).normal(1, 0.01, len(hours))
    return np.round(kwh * swing * noise, digits)


def closed_days() -> Floats:
    """Noisy days, and ten closed ones whose load follows the weather alone, in whole kWh."""
    values = load(4, unit=1.0)
    hours = np.arange(240)
    values[720:960] = np.round(20 + 2 * np.sin(2 * np.pi * hours / 24))
    return values


def one_absurd_reading() -> Floats:
    values = 40 + np.random.default_rng(0).normal(0, 2, 8760)
    values[500] = 2.0**32
    return values


ORDINARY = {
    "steady at twenty": steady(20, 0.3, 0),
    "steady at two": steady(2, 0.03, 1),
    "steady at a tenth": steady(0.1, 0.003, 2),
    "smooth and in whole kWh": smooth(3, 0),
    "smooth and small": smooth(0.3, 1),
    "drifting": np.round(2 + 0.0007 * np.arange(8760), 3),
    "closed days": closed_days(),
    "one absurd reading": one_absurd_reading(),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_no_ordinary_meter_is_erased(name: str) -> None:
    assert not interpolated(ORDINARY[name][:, None]).any()


@pytest.mark.parametrize("unit", [0.01, 0.1, 1.0])
def test_a_frozen_register_is_not_called_a_gap(unit: float) -> None:
    values = load(3, unit)
    values[500:560] = values[500]
    assert not interpolated(values[:, None]).any()


def test_a_value_held_while_another_meter_was_filled_in_is_a_gap_as_well() -> None:
    one, other = load(1), load(2, kwh=4.0)
    one = drawn(one, 500, 524, 0.1)
    other[500:524] = 1.6
    found = interpolated(np.column_stack([one, other]))
    assert found[500:524].all()
    later = np.column_stack([one, np.roll(other, 6)])
    assert not interpolated(later)[:, 1].any()


def test_nothing_is_found_where_nothing_is_known() -> None:
    idle = np.zeros(500)
    idle[::9] = 0.2
    for values in (idle, np.full(50, np.nan), np.zeros(50), np.array([1.0]), np.full(50, np.inf)):
        assert not interpolated(values[:, None]).any()
    assert unit_of(np.full(5, np.nan)) == 0


def test_a_gap_that_was_filled_in_is_told_once_and_as_a_gap() -> None:
    values = drawn(load(5), 700, 740, 0.1)
    panel = Panel(420_000, ("main",), values[:, None])
    found = detect(panel)
    mine = [one for one in found.found if one.start < 740 and one.end > 700]
    assert [one.kind for one in mine] == ["no_data"]
    assert "filled in" in mine[0].causes[0].cause
    assert "without a reading" not in " ".join(cause.evidence for cause in mine[0].causes)
    assert not found.flags[700:740].any()
    points = found.points.to_pylist()
    assert all(row["probability"] is None for row in points[701:739])
