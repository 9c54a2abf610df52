"""Days to come: whole local days, told from what was known, with their own clock changes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from ml.days import as_a_week_ago, days, totals
from ml.panel import Panel, Place, hour_number

SPRING = datetime(2026, 2, 1, tzinfo=UTC)
ZONES = ["Europe/Dublin", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]


def panel(zone: str, count: int = 24 * 90, meters: int = 3) -> Panel:
    t = np.arange(count)[:, None]
    noise = np.random.default_rng(1).normal(1, 0.05, (count, meters))
    energy = (2 + np.sin(2 * np.pi * t / 24)) * (1 + np.arange(meters)) * noise
    names = tuple(f"m{n}" for n in range(meters))
    return Panel(hour_number(SPRING), names, energy, Place(zone, None, None))


@pytest.mark.parametrize("zone", ["Europe/Dublin", "America/New_York", "UTC", "Asia/Tokyo"])
def test_a_day_is_the_local_day_also_when_the_clock_changes(zone: str) -> None:
    ours = panel(zone)
    stamps = pd.date_range(SPRING, periods=ours.hours, freq="h").tz_convert(ZoneInfo(zone))
    theirs = pd.DataFrame(ours.energy).groupby(stamps.date).agg(["sum", "count"])
    whole = totals(ours)
    assert len(whole.starts) == len(theirs)
    for place, (_, row) in enumerate(theirs.iterrows()):
        if not np.isnan(whole.values[place, 0]):
            np.testing.assert_allclose(whole.values[place], row.xs("sum", level=1))
    assert np.isfinite(whole.values[1:-1]).all()


def test_a_day_with_an_unknown_hour_is_unknown() -> None:
    ours = panel("UTC")
    ours.energy[24 * 5 + 3, 1] = np.nan
    found = totals(ours).values
    assert np.isnan(found[5, 1]) and np.isfinite(np.delete(found[:, 1], 5)).all()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 1, 13, 23])
def test_nothing_at_or_after_the_origin_is_read(zone: str, hour: int) -> None:
    ours = panel(zone)
    origin = 24 * 55 + hour  # the clocks of the north change at the end of March, within the week
    other = ours.energy.copy()
    other[origin:] = np.random.default_rng(2).normal(1e6, 1e5, other[origin:].shape)
    changed = Panel(ours.start, ours.meters, other, ours.place)
    for tell in (days, lambda p, o: (days(p, o)[0], as_a_week_ago(p, o))):
        one, two = tell(ours, origin), tell(changed, origin)
        np.testing.assert_array_equal(one[0], two[0])
        np.testing.assert_array_equal(one[1], two[1])
        assert np.isfinite(one[1]).all()


@pytest.mark.parametrize("zone", ZONES)
def test_seven_days_follow_each_other_and_none_has_begun(zone: str) -> None:
    ours = panel(zone)
    for hour in (0, 7, 12, 23):
        origin = 24 * 55 + hour
        starts, said = days(ours, origin)
        assert len(starts) == 7 and said.shape == (3, 7, 9)
        assert 0 <= starts[0] - origin <= 25 and set(np.diff(starts)) <= {23, 24, 25}
        assert (np.diff(said, axis=2) >= 0).all()


def test_days_within_the_hourly_forecast_are_the_sum_of_its_medians() -> None:
    ours = panel("UTC")
    origin = 24 * 60 + 6
    hourly = np.sort(np.random.default_rng(3).uniform(1, 2, (3, 48, 9)), axis=2)
    starts, said = days(ours, origin, hourly)
    first = hourly[:, 18:42, 4].sum(axis=1)
    np.testing.assert_allclose(said[:, 0, 4], first)
    assert starts[0] == origin + 18
    most = hourly[:, 18:42].sum(axis=1)
    assert (said[:, 0, 8] <= most[:, 8] + 1e-9).all() and (said[:, 0, 0] >= most[:, 0] - 1e-9).all()


def test_a_meter_that_never_was_negative_is_not_told_to_be() -> None:
    ours = panel("UTC")
    ours.energy[:, 0] = 0.0
    assert (days(ours, 24 * 60)[1] >= 0).all()


def test_a_meter_without_a_day_has_no_days_and_harms_no_other() -> None:
    ours = panel("UTC")
    expected = days(ours, 24 * 60)[1]
    ours.energy[:, 2] = np.nan
    said = days(ours, 24 * 60)[1]
    assert np.isnan(said[2]).all()
    np.testing.assert_array_equal(said[:2], expected[:2])
