"""A register that froze is told from a meter that rests."""

from __future__ import annotations

import numpy as np
import pytest

from ml.anomalies.detectors.protocol import Seen
from ml.anomalies.detectors.stuck import Stuck
from ml.panel import Floats, Panel
from tests.ml.anomalies.made import changed, office

FROZEN = slice(30 * 24 + 9, 31 * 24 + 9)


def flagged(panel: Panel, *, past_only: bool = False) -> Floats:
    """Hours of the first meter that score as stuck."""
    score = Stuck().score(Seen(panel, past_only=past_only))[:, 0]
    return np.flatnonzero(np.nan_to_num(score) >= 1)


def heater(panel: Panel) -> Panel:
    """Off through the middle of every other day."""
    for day in range(0, panel.hours // 24, 2):
        panel = changed(panel, slice(day * 24 + 9, day * 24 + 19), value=0.0)
    return panel


@pytest.mark.parametrize("value", [0.0, 37.5])
def test_a_value_held_for_a_day_is_stuck(value: float) -> None:
    assert flagged(changed(office(), FROZEN, value=value)).tolist() == list(
        range(FROZEN.start, FROZEN.stop)
    )


def test_a_heater_that_rests_on_warm_days_is_not_stuck() -> None:
    assert not len(flagged(heater(office())))


def test_a_freeze_is_found_at_a_meter_that_also_rests() -> None:
    found = flagged(changed(heater(office()), FROZEN, value=37.5))
    assert set(found) >= set(range(FROZEN.start, FROZEN.stop))


def test_a_load_that_is_off_for_a_season_is_not_stuck() -> None:
    panel = office(200)
    for weeks in (slice(0, 60 * 24), slice(150 * 24, 200 * 24)):
        panel = changed(panel, weeks, value=0.0)
    assert not len(flagged(panel))


def test_rests_are_known_by_a_registers_differences() -> None:
    panel = heater(office())
    register = 1e5 + panel.energy.cumsum(axis=0)
    energy = np.maximum(np.diff(register, axis=0, prepend=1e5), 0.1)
    again = Panel(panel.start, panel.meters, np.diff(energy.cumsum(axis=0), axis=0), panel.place)
    assert not len(flagged(again))


def test_nothing_that_comes_later_says_whether_an_hour_is_stuck() -> None:
    panel = changed(heater(office()), FROZEN, value=37.5)
    whole = Stuck().score(Seen(panel, past_only=True))
    for row in (*range(8 * 24, 11 * 24), FROZEN.start + 7, 40 * 24 + 15):
        until = Panel(panel.start, panel.meters, panel.energy[:row], panel.place)
        np.testing.assert_array_equal(
            Stuck().score(Seen(until, past_only=True))[-1], whole[row - 1]
        )
