"""What leaves ``recommend``: the table's columns, figures that agree, nothing counted twice."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bigquery import schema
from ml.recommendations import recommend
from ml.recommendations.finding import Ledger, Range
from tests.ml.recommendations.synthetic import building, heated, nights_left_on, odd, starts_early

NOW = datetime(2026, 10, 1, tzinfo=UTC)
KINDS = {"base_load", "peak_shaving", "schedule", "set_point", "upgrade"}


@pytest.mark.parametrize("made", [nights_left_on, heated])
def test_no_column_of_the_table_stays_empty(made) -> None:
    m, _ = made(seed=5)
    table = recommend(m, NOW).rows
    assert table.column_names == list(schema.table("recommendations").column_names)
    empty = {name for name in table.column_names if table[name].null_count == table.num_rows}
    assert empty <= {"device_id"}


@pytest.mark.parametrize("made", [nights_left_on, starts_early, heated])
def test_no_figure_contradicts_another(made) -> None:
    m, _ = made(seed=5)
    rows = recommend(m, NOW).rows.to_pylist()
    assert rows
    for row in rows:
        assert row["kind"] in KINDS and row["tenant_id"] == "t" and row["building_id"] == "b"
        assert (row["period_start"], row["period_end"]) == (date(2025, 1, 6), date(2026, 1, 5))
        assert row["created_at"] == NOW
        for end in ("low", "mid", "high"):
            # One price and one intensity all year: the three measures are one.
            assert row[f"saving_cost_{end}"] == pytest.approx(0.2 * row[f"saving_kwh_{end}"])
            assert row[f"saving_carbon_kg_{end}"] == pytest.approx(0.3 * row[f"saving_kwh_{end}"])
        assert 0 < row["saving_kwh_low"] <= row["saving_kwh_mid"] <= row["saving_kwh_high"]
        assert len(row["evidence"]) >= 3
        assert all(np.isfinite(each["value"]) and each["unit"] for each in row["evidence"])
        assert row["sentence"].endswith(".") and row["verify"].endswith(".")


def test_money_is_never_another_sum_than_price_times_energy() -> None:
    """Night costs 0.1, day 0.3: what is saved at night is worth 0.1."""
    m, _ = nights_left_on(seed=5)
    m = replace(m, price=np.where(m.hour < 7, 0.1, 0.3))
    row = next(r for r in recommend(m, NOW).rows.to_pylist() if r["kind"] == "base_load")
    assert row["saving_cost_mid"] == pytest.approx(0.1 * row["saving_kwh_mid"])


def test_an_unknown_price_is_never_a_saving_of_nothing() -> None:
    m, _ = nights_left_on(seed=5)
    unknown = np.full(len(m.hour), np.nan)
    rows = recommend(replace(m, price=unknown, carbon=unknown), NOW).rows.to_pylist()
    assert rows
    for row in rows:
        assert row["saving_kwh_mid"] > 0
        assert row["saving_cost_mid"] is None and row["saving_carbon_kg_high"] is None


def test_the_same_data_never_give_other_rows() -> None:
    m, _ = heated(seed=2)
    assert recommend(m, NOW).rows.equals(recommend(m, NOW).rows)


def test_a_recommendation_keeps_its_name_when_it_is_found_again() -> None:
    earlier, later = (starts_early(seed=2, days=days)[0] for days in (300, 364))
    names = [
        {row["kind"]: row["recommendation_id"] for row in recommend(m, NOW).rows.to_pylist()}
        for m in (earlier, later)
    ]
    assert names[0]["schedule"] == names[1]["schedule"]
    assert len(set(names[1].values())) == len(names[1])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "a", "b"]),
            st.lists(st.floats(0, 10), min_size=4, max_size=4),
        ),
        max_size=6,
    )
)
def test_no_kilowatt_hour_is_ever_saved_twice(claims) -> None:
    """Whoever claims what in which order: never more than the building, or a meter, used."""
    used = {"a": np.array([2.0, 0, 5, 1]), "b": np.array([1.0, 3, 0, 2])}
    whole = {None: used["a"] + used["b"] + 1.0, **used}
    ledger = Ledger()
    for device, wanted in claims:
        saved = np.array(wanted)
        keep = ledger.keep(device, saved, whole[device])
        assert ((keep >= 0) & (keep <= 1)).all()
        ledger.claim(device, saved * keep)
    total = sum(ledger.claims.values(), np.zeros(4))
    assert (total <= whole[None] + 1e-9).all()
    for device, energy in used.items():
        assert (ledger.claims.get(device, np.zeros(4)) <= energy + 1e-9).all()


def test_what_is_switched_off_is_not_replaced_as_well() -> None:
    """The heating that starts at four: its upgrade counts without the hours that are cut."""
    m, _ = starts_early(seed=5)
    rows = {row["kind"]: row for row in recommend(m, NOW).rows.to_pylist()}
    year = float(m.meters[0].energy.mean() * 8766)
    assert (
        rows["upgrade"]["saving_kwh_mid"] < 0.3 * year - 0.25 * rows["schedule"]["saving_kwh_mid"]
    )


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(["gaps", "constant", "one", "none", "negative", "spikes", "short", "empty"]),
)
def test_damaged_input_never_crashes_nor_gives_what_is_no_number(seed: int, damage: str) -> None:
    rng = np.random.default_rng(seed)
    days = {"short": int(rng.integers(1, 20)), "empty": 0}.get(damage, 120)
    at_work = np.tile((np.arange(24) >= 8) & (np.arange(24) < 18), days)
    m = building(seed, days, hvac=1 + 9.0 * at_work) if days else _nothing()
    broken = {
        "gaps": lambda v: np.where(np.repeat(rng.random(days) < 0.3, 24), np.nan, v),
        "constant": lambda v: np.full(len(v), 5.0),
        "one": lambda v: np.where(np.arange(len(v)) == 7, v, np.nan),
        "none": lambda v: np.full(len(v), np.nan),
        "negative": lambda v: -v,
        "spikes": lambda v: np.where(rng.random(len(v)) < 0.01, 10_000 * v, v),
    }.get(damage, lambda v: v)
    parts = tuple(replace(meter, energy=broken(meter.energy)) for meter in m.meters)
    m = replace(m, main=broken(m.main), meters=parts, temperature=broken(m.temperature))
    advice = recommend(m, NOW)
    assert advice.reasons or advice.rows.num_rows
    for row in advice.rows.to_pylist():
        figures = [v for name, v in row.items() if name.startswith("saving_") and v is not None]
        assert np.isfinite(figures).all()
        assert row["saving_kwh_high"] <= 1.5 * np.nansum(np.abs(m.main)) * 365.25 / days


@pytest.mark.slow
@pytest.mark.filterwarnings("error")
def test_no_building_is_too_odd_for_an_answer() -> None:
    for seed in range(300):
        m = odd(seed)
        advice = recommend(m, NOW)
        assert advice.reasons or advice.rows.num_rows, seed
        for row in advice.rows.to_pylist():
            figures = [v for name, v in row.items() if name.startswith("saving_") and v is not None]
            assert np.isfinite(figures).all(), (seed, row)
            assert row["saving_kwh_low"] <= row["saving_kwh_mid"] <= row["saving_kwh_high"]
            assert "nan" not in row["sentence"], (seed, row)


def _nothing():
    m = building(0, 1)
    none = np.empty(0)
    return replace(
        m, date=m.date[:0], hour=m.hour[:0], holiday=m.holiday[:0], main=none, meters=(),
        price=none, carbon=none, temperature=none, people=none,
    )  # fmt: skip


@pytest.mark.parametrize("made", [nights_left_on, starts_early, heated])
def test_lost_hours_never_shrink_a_saving(made) -> None:
    """A tenth of all hours is lost: unknown is neither nothing used nor nothing saved."""
    m, _ = made(seed=4)
    rng = np.random.default_rng(4)
    lossy = lambda v: np.where(rng.random(len(v)) < 0.1, np.nan, v)  # noqa: E731
    some = replace(
        m, main=lossy(m.main),
        meters=tuple(replace(each, energy=lossy(each.energy)) for each in m.meters),
    )  # fmt: skip
    whole, partly = (
        {row["kind"]: row["saving_kwh_mid"] for row in recommend(each, NOW).rows.to_pylist()}
        for each in (m, some)
    )
    assert whole.keys() == partly.keys()
    for kind, kwh in whole.items():
        assert partly[kind] == pytest.approx(kwh, rel=0.15), kind


def test_too_few_days_give_no_advice_but_the_reason() -> None:
    advice = recommend(building(1, 20, hvac=np.full(20 * 24, 3.0)), NOW)
    assert advice.rows.num_rows == 0
    assert {each.kind for each in advice.reasons} == KINDS
    assert all("needed" in r.reason for r in advice.reasons if r.kind != "peak_shaving")


def test_less_than_a_year_is_never_said_as_if_it_were_one() -> None:
    m, worth = heated(seed=1, days=84)
    rows = {row["kind"]: row for row in recommend(m, NOW).rows.to_pylist()}
    heating = rows["set_point"]
    assert "not over a whole year" in heating["sentence"]
    # From winter alone: a summer may bring nothing, so the low end is what was measured.
    assert heating["saving_kwh_low"] < 0.3 * worth < worth < 1.2 * heating["saving_kwh_high"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234.0, "1,200"), (0.0456, "0.046"), (0.0, "0"), (99.6, "100"), (7.04, "7.0")],
)
def test_people_never_read_more_figures_than_count(value: float, text: str) -> None:
    assert Range(0.0, value, 0.0).text("kWh") == f"{text} kWh (0 to 0)"


def test_no_heavy_library_loads_with_the_rules() -> None:
    code = "import sys, ml.recommendations, ml.recommendations.savings as s; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"opendsm", "tensorflow", "keras", "lightgbm", "sklearn", "numba", "scipy"}
    assert heavy.isdisjoint(loaded.stdout.split())
