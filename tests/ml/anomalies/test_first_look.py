"""The first look says at once what the past allows, and never takes it back."""

from __future__ import annotations

import numpy as np

from ml.anomalies import Known, first_look
from ml.panel import EPOCH, HOUR, Panel
from tests.ml.anomalies.made import changed, office


def at(panel: Panel, row: int):
    return EPOCH + (panel.start + row) * HOUR


def test_what_comes_later_changes_nothing_that_was_said() -> None:
    panel = changed(office(70, meters=2), slice(1560, 1566), value=0.0)
    cut = 1564
    later = changed(panel, slice(cut, None), 0, times=7.0)
    since = at(panel, 1520)
    now = first_look(panel.before(cut), None, since)
    for whole in (panel, later):
        found = first_look(whole, None, since)
        same = slice(1520, cut)
        assert np.array_equal(found.probability[same], now.probability[same], equal_nan=True)
        assert np.array_equal(found.flags[same], now.flags[same])
        assert np.array_equal(found.expected[same], now.expected[same], equal_nan=True)


def test_an_outage_is_seen_while_it_lasts() -> None:
    panel = changed(office(70, meters=2), slice(1642, None), value=0.0).before(1646)
    found = first_look(panel, None, at(panel, 1600))
    assert found.look == "first"
    assert [(one.meter, one.kind) for one in found.found] == [(0, "low")]
    assert found.found[0].start - 1642 <= 1


def test_silence_is_reported_after_three_hours_and_named_from_its_first() -> None:
    panel = office(49)
    panel.energy[1000:, 0] = np.nan
    since = at(panel, 990)
    assert first_look(panel.before(1002), None, since).found == ()
    for until in (1003, 1008):
        (one,) = first_look(panel.before(until), None, since).found
        assert (one.kind, one.start, one.end) == ("no_data", 1000, until)


def test_the_first_look_of_a_later_hour_extends_the_same_incident() -> None:
    panel = office(49)
    panel.energy[1000:, 0] = np.nan
    first = first_look(panel.before(1004), None, at(panel, 990))
    later = first_look(panel.before(1030), None, at(panel, 1020), Known(earlier=first.incidents))
    (one,) = later.found
    assert one.incident_id == first.found[0].incident_id
    assert (one.start, one.end) == (1000, 1030)
