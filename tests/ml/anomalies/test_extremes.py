"""Weather that comes once a year explains a rise; it never hides a fall, nor what is plain."""

from __future__ import annotations

import numpy as np
import pytest

from ml.anomalies.extremes import by_weather, extreme
from ml.anomalies.runs import Candidates
from ml.anomalies.scoring import score
from ml.anomalies.weather import Weather
from ml.panel import Floats
from tests.ml.anomalies.test_scoring import office, panel

YEAR = 365 * 24
HEAT = slice(205 * 24, 209 * 24)


def summer() -> Floats:
    """A year's degrees, with four days that are hotter than all others."""
    hours = np.arange(YEAR)
    degrees = 10 - 8 * np.cos(2 * np.pi * hours / YEAR) + 4 * np.sin(2 * np.pi * hours / 24)
    degrees[HEAT] += 12
    return degrees


def stretch(start: int, hours: int) -> Candidates:
    return Candidates(np.array([start]), np.array([start + hours]), np.array([0.9]))


def test_only_a_rise_within_the_heat_is_explained_by_it() -> None:
    degrees, rise = summer(), np.ones(YEAR)
    inside, outside = stretch(HEAT.start + 30, 12), stretch(HEAT.start - 20 * 24, 12)
    assert by_weather(inside, rise, degrees).tolist() == [True]
    assert by_weather(inside, -rise, degrees).tolist() == [False]
    assert by_weather(outside, rise, degrees).tolist() == [False]
    assert by_weather(stretch(HEAT.start - 200, 220), rise, degrees).tolist() == [False]


def test_where_the_weather_is_unknown_nothing_is_explained() -> None:
    unknown, rise = np.full(YEAR, np.nan), np.ones(YEAR)
    assert not extreme(unknown).any()
    assert not by_weather(stretch(10, 5), rise, unknown).any()
    assert not extreme(np.full(YEAR, 20.0)).any()
    assert not extreme(summer()[: 30 * 24]).any()  # a month knows no year's extremes
    none = Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    assert by_weather(none, rise, unknown).shape == (0,)


@pytest.mark.slow
def test_what_is_plain_is_told_in_the_hottest_days_as_well() -> None:
    energy = office(365)
    energy[HEAT.start + 34 : HEAT.start + 46] = 0.0
    found = score(panel(energy), Weather(temperature_c=summer()))
    assert found.flags[HEAT.start + 34 : HEAT.start + 46].any()
