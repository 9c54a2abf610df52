"""The story of an incident: its name, what was said of it, where it began, why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from ml.anomalies import Known, detect
from ml.anomalies.causes import causes
from ml.anomalies.context import Context
from ml.anomalies.echoes import echoes
from ml.anomalies.incidents import Flagged, Incident, incidents
from ml.anomalies.lasting import lasting
from ml.anomalies.likeness import similar, taught, told
from ml.anomalies.usual import usual
from ml.anomalies.weather import Weather
from ml.panel import EPOCH, HOUR, Panel
from tests.ml.anomalies.made import changed, office

NIGHTS = (24 * 20, 24 * 23, 24 * 34)  # a Sunday, a Wednesday and a Sunday at midnight
FEEDBACK = ("incident_id", "device_id", "kind", "start_ts", "end_ts", "verdict", "note", "at")


def nights() -> tuple[Panel, list[Incident]]:
    """An office whose lights stayed on over three nights, two of them before a day off."""
    panel = office(42)
    for night in NIGHTS:
        panel = changed(panel, slice(night, night + 5), plus=40.0)
    runs = [Flagged(0, night, night + 5, 0.9) for night in NIGHTS]
    found = incidents(panel, usual(panel).expected, runs)
    assert [one.kind for one in found] == ["base_load"] * 3
    return panel, found


def says(panel: Panel, one: Incident, verdict: str, at: int = 0) -> dict[str, object]:
    begin, end = (EPOCH + (panel.start + row) * HOUR for row in (one.start, one.end))
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=at)
    values = (one.incident_id, "m0", one.kind, begin, end, verdict, "cleaning", moment)
    return dict(zip(FEEDBACK, values, strict=True))


def after(panel: Panel, found: list[Incident], *rows: dict[str, object]) -> list[Incident]:
    said = told(panel, pa.Table.from_pylist(list(rows)))
    return taught(panel, usual(panel).expected, found, said)


def test_dismissed_takes_away_the_near_repeat_and_nothing_else() -> None:
    panel, found = nights()
    left = after(panel, found, says(panel, found[0], "dismissed"))
    assert [one.start for one in left] == [NIGHTS[0], NIGHTS[1]]


def test_a_verdict_that_was_taken_back_teaches_nothing() -> None:
    panel, found = nights()
    rows = says(panel, found[0], "dismissed"), says(panel, found[0], "open", at=1)
    assert after(panel, found, *rows) == found


def test_confirmed_makes_the_repeat_sure_and_explained_says_why() -> None:
    panel, found = nights()
    sure = after(panel, found, says(panel, found[0], "confirmed"))
    assert [one.probability > 0.95 for one in sure] == [False, False, True]
    told_why = after(panel, found, says(panel, found[0], "explained"))
    assert told_why[2].severity == "low"
    assert "cleaning" in told_why[2].causes[0].cause
    assert told_why[1] == found[1]


def test_a_verdict_of_another_meter_or_kind_changes_nothing() -> None:
    panel, found = nights()
    row = says(panel, found[0], "dismissed")
    assert after(panel, found, {**row, "device_id": "m9"}) == found
    assert after(panel, found, {**row, "kind": "high"}) == found


def test_similar_names_only_earlier_incidents_that_are_like_it() -> None:
    panel, found = nights()
    named = similar(panel, usual(panel).expected, found)
    assert [one.similar for one in named] == [(), (), (found[0].incident_id,)]


def test_an_incident_that_goes_on_keeps_its_name_and_gets_no_second() -> None:
    panel = changed(office(42), slice(800, 830), times=2.0)
    expected = usual(panel).expected
    first = incidents(panel, expected, [Flagged(0, 800, 812, 0.9)])
    known = pa.Table.from_pylist(
        [
            {
                "incident_id": one.incident_id,
                "meter": "m0",
                "start": EPOCH + (panel.start + one.start) * HOUR,
                "end": EPOCH + (panel.start + one.end) * HOUR,
                "kind": one.kind,
            }
            for one in first
        ]
    )
    for start, end in ((800, 830), (799, 815), (813, 830)):
        later = incidents(panel, expected, [Flagged(0, start, end, 0.9)])
        (one,) = lasting(panel, later, known)
        assert one.incident_id == first[0].incident_id
    apart = incidents(panel, expected, [Flagged(0, 820, 830, 0.9)])
    assert lasting(panel, apart, known)[0].incident_id != first[0].incident_id
    twice = incidents(panel, expected, [Flagged(0, 800, 804, 0.9), Flagged(0, 811, 820, 0.9)])
    names = [one.incident_id for one in lasting(panel, twice, known)]
    assert len(set(names)) == 2


def test_names_do_not_change_when_history_grows() -> None:
    panel = changed(office(56, meters=2), slice(800, 806), value=0.0)
    names = [
        {one.incident_id for one in detect(panel.before(days * 24)).found if one.start == 800}
        for days in (40, 56)
    ]
    assert names[0] == names[1] != set()


def building() -> Panel:
    """A main meter over three sub-meters and what has no meter."""
    parts = office(42, meters=4, seed=5)
    energy = np.column_stack([parts.energy.sum(axis=1), parts.energy[:, :3]])
    return Panel(parts.start, ("main", "a", "b", "c"), energy, parts.place)


@pytest.mark.parametrize("parents", [None, {"a": "main", "b": "main", "c": "main"}])
def test_what_a_sub_meter_shows_is_no_second_incident_at_the_main(
    parents: dict[str, str] | None,
) -> None:
    panel = building()
    expected = panel.energy.copy()
    more = panel.energy[500:505, 1] * 2
    panel.energy[500:505, 0] += more
    panel.energy[500:505, 1] += more
    runs = [Flagged(0, 500, 505, 0.9), Flagged(1, 500, 505, 0.9)]
    (echo,) = echoes(panel, expected, runs, parents)
    assert (echo.run.meter, echo.of.meter) == (0, 1)


@pytest.mark.parametrize("parents", [None, {"a": "main", "b": "main", "c": "main"}])
def test_a_supply_that_fails_is_one_incident_at_the_main(parents: dict[str, str] | None) -> None:
    panel = building()
    expected = panel.energy.copy()
    panel.energy[500:505] *= 0.1
    runs = [Flagged(meter, 500, 505, 0.9) for meter in range(4)]
    found = echoes(panel, expected, runs, parents)
    assert {echo.run.meter for echo in found} == {1, 2, 3}
    assert {echo.of.meter for echo in found} == {0}


def test_two_things_at_once_stay_two_incidents() -> None:
    panel = building()
    expected = panel.energy.copy()
    panel.energy[500:505, 1] += 10.0
    panel.energy[500:505, 0] += 300.0
    runs = [Flagged(0, 500, 505, 0.9), Flagged(1, 500, 505, 0.9)]
    assert echoes(panel, expected, runs) == []


def test_causes_come_with_evidence_and_the_likeliest_first() -> None:
    panel, found = nights()
    first = causes(Context(panel, usual(panel).expected), found[0])
    assert first[0].cause == "Equipment left running outside hours"
    weights = [cause.weight for cause in first]
    assert weights == sorted(weights, reverse=True)
    assert all(cause.evidence and 0 <= cause.weight <= 1 for cause in first)


def test_the_weather_is_named_only_where_a_meter_follows_it() -> None:
    panel = office(56, noise=0.01)
    random = np.random.default_rng(2)
    degrees = np.repeat(random.normal(10.0, 2.0, 56), 24)
    degrees[800:824] -= 12.0
    for follows in (True, False):
        energy = panel.energy.copy()
        if follows:
            energy[:, 0] -= 2.0 * (degrees - 10.0)
        energy[800:824, 0] += 24.0 * (not follows)
        here = Panel(panel.start, panel.meters, energy, panel.place)
        expected = usual(here).expected
        (one,) = incidents(here, expected, [Flagged(0, 800, 824, 0.9)])
        named = causes(Context(here, expected, Weather(degrees)), one)
        assert ("Weather" in {cause.cause for cause in named}) == follows


def test_a_gap_caught_up_says_so() -> None:
    panel = office(42)
    missed = panel.energy[490:500, 0].sum()
    panel.energy[490:500, 0] = np.nan
    panel.energy[500, 0] += missed
    expected = usual(panel).expected
    (one,) = incidents(panel, expected, [Flagged(0, 500, 501, 0.9)])
    assert causes(Context(panel, expected), one)[0].cause == "Energy of a gap counted at its end"


def test_cost_is_the_excess_at_each_hours_price() -> None:
    panel = changed(office(42), slice(800, 806), times=3.0)
    price = np.where(np.arange(panel.hours) < 803, 0.1, 0.4)
    looked = detect(panel, known=Known(price=price))
    found = [one for one in looked.found if one.start <= 800 < one.end]
    expected = looked.expected
    rows = slice(found[0].start, found[0].end)
    excess = panel.energy[rows, 0] - expected[rows, 0]
    assert np.isclose(found[0].cost, (excess * price[rows]).sum())
    price[801] = np.nan
    again = detect(panel, known=Known(price=price))
    unknown = [one for one in again.found if one.start <= 800 < one.end]
    assert unknown[0].cost is None
    assert replace(unknown[0], cost=found[0].cost).excess_kwh == found[0].excess_kwh
