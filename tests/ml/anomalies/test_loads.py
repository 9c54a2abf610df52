"""A single load among buildings is known for one, and a building is never taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from ml.anomalies.ensemble import opinion
from ml.anomalies.loads import single_loads
from ml.panel import Floats, Panel
from tests.ml.anomalies.made import changed, office

DAYS = 250


def washing(seed: int, days: int = DAYS) -> Floats:
    """Two kWh on most days, at any hour from eight on; else nothing."""
    random = np.random.default_rng(seed)
    energy = np.zeros(days * 24)
    for day in np.flatnonzero(random.random(days) < 0.7):
        begin = day * 24 + 8 + int(random.integers(0, 12))
        energy[begin : begin + 2] = random.uniform(0.7, 1.1, 2)
    return energy


def with_meters(panel: Panel, *columns: Floats) -> Panel:
    energy = np.column_stack([panel.energy, *columns])
    names = tuple(f"m{number}" for number in range(energy.shape[1]))
    return Panel(panel.start, names, energy, panel.place)


def test_a_load_that_runs_now_and_then_is_no_building() -> None:
    panel = with_meters(office(DAYS), washing(3))
    assert single_loads(panel).tolist() == [False, True]


def test_buildings_side_by_side_are_not_taken_for_parts_of_each_other() -> None:
    panel = office(DAYS, meters=6, seed=4)
    smaller = Panel(panel.start, panel.meters, panel.energy * 5.0 ** -np.arange(6), panel.place)
    assert not single_loads(smaller).any()


def test_the_parts_of_a_building_are_known_by_their_kwh() -> None:
    parts = office(DAYS, meters=3, seed=5).energy * [1.0, 0.5, 0.25]
    whole = parts.sum(axis=1) + office(DAYS, seed=6).energy[:, 0] * 0.2
    panel = with_meters(office(DAYS, seed=7), whole, *parts.T)
    assert single_loads(panel).tolist() == [False, False, True, True, True]


def test_who_names_the_sub_meters_is_believed() -> None:
    panel = office(DAYS, meters=3)
    assert single_loads(panel, ["m2"]).tolist() == [False, False, True]
    assert not single_loads(panel, []).any()


@pytest.mark.filterwarnings("error")
def test_no_damage_makes_a_neighbour_a_part_nor_a_building_a_load() -> None:
    good = office(DAYS)
    broken = [np.full(good.hours, value) for value in (np.nan, 0.0, 3.0)]
    far = [good.energy[:, 0] * 1e300, np.where(np.arange(good.hours) == 9, 1e4, np.nan)]
    other = office(DAYS, seed=9).energy[:, 0] / 3
    jump = np.where(np.arange(good.hours) == 99, 1e6, other)
    single = single_loads(with_meters(good, jump, *broken, *far))
    assert not single[0] and not single[1]


def test_a_jump_that_all_buildings_share_makes_none_a_part() -> None:
    panel = office(DAYS, meters=6, seed=4)
    energy = panel.energy * 5.0 ** -np.arange(6)
    energy[99:103] *= 3.0
    assert not single_loads(Panel(panel.start, panel.meters, energy, panel.place)).any()


def test_two_meters_of_the_same_are_not_parts_of_each_other() -> None:
    panel = office(DAYS)
    twin = panel.energy[:, 0] * np.where(np.arange(panel.hours) % 2, 1.001, 0.999)
    assert not single_loads(with_meters(panel, twin)).any()


@pytest.mark.slow
def test_a_year_of_washing_is_no_series_of_incidents() -> None:
    first = office(DAYS)
    panel = Panel(
        first.start, ("wash", "main"), np.column_stack([washing(3), first.energy]), first.place
    )
    hours = slice(200 * 24 + 9, 200 * 24 + 19)
    said = opinion(changed(panel, hours, meter=1, times=0.1))
    found = [run for run in said.flagged if run.start < hours.stop and run.end > hours.start]
    assert {run.meter for run in found} == {1}
    assert len([run for run in said.flagged if run.meter == 0]) <= 2
    assert np.isfinite(said.probability).all()
    assert said.expected[:, 0].mean() < 1 < said.expected[:, 1].mean()
