"""Whatever a file holds, detection ends, and a broken meter changes nothing for its neighbours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ml.anomalies import detect
from ml.panel import Floats, Panel
from tests.ml.anomalies.made import changed, office

DAYS = 42
HOURS = DAYS * 24


def gaps(values: Floats) -> None:
    values[100:340] = np.nan
    values[600:603] = np.nan


def constant(values: Floats) -> None:
    values[:] = 7.0


def zero(values: Floats) -> None:
    values[:] = 0.0


def one_reading(values: Floats) -> None:
    values[:500] = np.nan
    values[501:] = np.nan


def nothing(values: Floats) -> None:
    values[:] = np.nan


def negative(values: Floats) -> None:
    values[::7] *= -1.0


def spikes(values: Floats) -> None:
    values[50::97] *= 10_000.0


def ends_early(values: Floats) -> None:
    values[700:] = np.nan


DAMAGE = (gaps, constant, zero, one_reading, nothing, negative, spikes, ends_early)


@pytest.fixture(scope="module")
def sound() -> Panel:
    """Three offices; something is wrong at the first and at the last."""
    panel = changed(office(DAYS, meters=3), slice(800, 806), 0, value=0.0)
    return changed(panel, slice(650, 653), 2, times=3.0)


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_broken_meter_neither_crashes_nor_hides_what_its_neighbours_show(
    sound: Panel, damage: Callable[[Floats], None]
) -> None:
    energy = sound.energy.copy()
    damage(energy[:, 1])
    panel = Panel(sound.start, sound.meters, energy, sound.place)
    found = detect(panel)
    flags = found.flags
    assert flags[800:806, 0].all()
    assert flags[650:653, 2].any()
    quiet = flags[:, [0, 2]].sum() - flags[799:807, 0].sum() - flags[649:654, 2].sum()
    assert quiet <= 6, "a neighbour's ordinary hours were flagged"
    assert not flags[~np.isfinite(energy)].any()
    table = found.points
    assert table.num_rows == 3 * HOURS
    assert table.column("flag").null_count == 0


def test_the_hours_of_a_clock_change_are_no_incident() -> None:
    from datetime import UTC, datetime

    for start in (datetime(2025, 3, 3, tzinfo=UTC), datetime(2025, 10, 6, tzinfo=UTC)):
        found = detect(office(49, meters=2, start=start))
        assert [one for one in found.found if one.kind != "no_data"] == []


@pytest.mark.parametrize("hours", [1, 5, 30, 24 * 8])
def test_a_record_too_short_to_judge_is_no_error(hours: int) -> None:
    panel = office(14, meters=2).before(hours)
    found = detect(panel)
    assert found.points.num_rows == 2 * hours
    assert not found.flags.any()


def test_no_meters_at_all() -> None:
    empty = Panel(480_000, (), np.zeros((100, 0)))
    assert detect(empty).incidents.num_rows == 0
