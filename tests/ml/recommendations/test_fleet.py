"""The mock fleet knows what each load is made of: advice must agree with that truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from ml.recommendations import Measured, recommend
from mock_device_api.appliances import SHAPES, scene
from tests.ml.recommendations.fleet import ANCHOR, building_of, fleet, measured
from tests.ml.recommendations.synthetic import only, why_not

NOW = datetime(2026, 10, 1, tzinfo=UTC)
MADE = fleet(365)


@cache
def year_of(kind: str, *, calm: bool = False) -> Measured:
    return measured(MADE, kind, calm=calm)


@pytest.mark.parametrize("kind", ["office", "home"])
def test_a_fleet_in_which_nothing_goes_wrong_has_no_night_to_improve(kind: str) -> None:
    advice = recommend(year_of(kind, calm=True), NOW)
    assert only(advice, "base_load") is None
    assert "nights are alike" in why_not(advice, "base_load")


@pytest.mark.parametrize("kind", ["office", "school"])
def test_what_went_wrong_at_night_is_not_lost_nor_doubled(kind: str) -> None:
    """The same fleet with and without its anomalies: their energy at night is the truth."""
    m, calm = year_of(kind), year_of(kind, calm=True)
    row = only(recommend(m, NOW), "base_load")
    assert row is not None
    facts = {each["label"]: each["value"] for each in row["evidence"]}
    night = m.hour < 5
    assert facts["mean load from 0:00 to 5:00"] == pytest.approx(m.main[night].mean(), rel=0.01)
    truth = float((m.main - calm.main)[night].sum())
    assert 0.8 * row["saving_kwh_low"] < truth < row["saving_kwh_high"]


@pytest.mark.parametrize(("kind", "appliance"), [("office", "hvac"), ("home", "heater")])
def test_a_degree_is_not_worth_more_than_the_physics_behind_it(kind: str, appliance: str) -> None:
    """Every load is computed again as if it were a degree warmer outside."""
    m = year_of(kind)
    _, building = building_of(MADE, kind)
    device = next(d for d in building.devices if d.appliance == appliance)
    at = scene(building, MADE.seed, np.arange(MADE.start, ANCHOR, 900, dtype=np.int64))
    colder, warmer = (SHAPES[appliance](each, 1) for each in (at, replace(at, felt=at.felt + 1)))
    truth = float(np.maximum(colder - warmer, 0).sum()) * device.peak_kw / 4
    m = replace(m, meters=tuple(x for x in m.meters if x.device_id == device.device_id))
    row = only(recommend(m, NOW), "set_point")
    assert row is not None and row["device_id"] == device.device_id
    assert row["saving_kwh_mid"] == pytest.approx(truth, rel=0.15)


def test_heaters_that_heat_an_empty_school_are_not_overlooked() -> None:
    """The mock's electric heaters follow the clock, not the people: on closed days too."""
    rows = recommend(year_of("school", calm=True), NOW).rows.to_pylist()
    found = [row["device_id"] for row in rows if row["kind"] == "schedule"]
    assert found == ["northgate-fairview-school-heater"]
    row = next(row for row in rows if row["kind"] == "schedule")
    assert "closed days" in row["sentence"]


def test_savings_of_a_building_never_add_up_to_more_than_it_uses() -> None:
    for kind in ("office", "home"):
        m = year_of(kind)
        rows = recommend(m, NOW).rows.to_pylist()
        assert sum(row["saving_kwh_mid"] for row in rows) < 0.6 * m.yearly_kwh
        assert len({(row["device_id"], row["kind"]) for row in rows}) == len(rows) > 2
