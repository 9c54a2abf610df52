"""The same thing is one incident, under one name, however often and from wherever it is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.standing import reach, settle

START = datetime(2026, 1, 5, tzinfo=UTC)
Row = dict[str, Any]


def incident(name: str, begin: int, end: int, kind: str = "high", **more: Any) -> Row:
    said = {"incident_id": name, "device_id": "m", "kind": kind, "similar_ids": [], "look": "full",
            "start_ts": START + timedelta(hours=begin), "end_ts": START + timedelta(hours=end),
            "detected_at": START}  # fmt: skip
    return said | more


def after(stored: list[Row], rows: list[Row], gone: list[str]) -> list[Row]:
    return [row for row in stored if row["incident_id"] not in gone] + rows


def names(rows: list[Row]) -> list[str]:
    return sorted(row["incident_id"] for row in rows)


def test_an_incident_that_grew_keeps_its_name_and_the_day_it_was_found() -> None:
    stored = [incident("a", 10, 14)]
    later = START + timedelta(days=3)
    found = settle([incident("b", 8, 20, "shift", detected_at=later)], stored, set(), "full")
    assert names(found.rows) == ["a"] and found.gone == ["a"]
    assert found.rows[0]["detected_at"] == START and found.rows[0]["kind"] == "shift"


def test_two_that_became_one_leave_one() -> None:
    stored = [incident("a", 10, 14), incident("b", 16, 18)]
    found = settle([incident("c", 9, 19)], stored, set(), "full")
    assert names(after(stored, found.rows, found.gone)) == ["a"]


def test_one_that_became_two_is_not_lost() -> None:
    stored = [incident("a", 10, 20)]
    found = settle([incident("x", 10, 13), incident("y", 15, 20)], stored, set(), "full")
    assert names(after(stored, found.rows, found.gone)) == ["a", "y"]


def test_what_is_no_longer_found_goes_and_what_a_person_judged_stays() -> None:
    stored = [incident("a", 10, 14), incident("b", 30, 34)]
    found = settle([], stored, {"b"}, "full")
    assert names(after(stored, found.rows, found.gone)) == ["b"]


def test_a_dismissed_incident_is_never_raised_again_under_another_name() -> None:
    stored = [incident("old", 10, 14)]
    found = settle([incident("new", 11, 15, "low")], stored, {"old"}, "full")
    assert names(after(stored, found.rows, found.gone)) == ["old"]


def test_what_goes_on_under_its_name_is_never_lost() -> None:
    stored = [incident("a", 10, 14)]
    found = settle([incident("a", 14, 20)], stored, set(), "full")
    assert names(after(stored, found.rows, found.gone)) == ["a"]
    assert found.rows[0]["start_ts"] == START + timedelta(hours=14)


def test_missing_data_is_another_thing_than_odd_energy() -> None:
    stored = [incident("a", 10, 20)]
    fresh = [incident("a", 10, 20), incident("b", 12, 14, "no_data")]
    found = settle(fresh, stored, set(), "full")
    assert names(after(stored, found.rows, found.gone)) == ["a", "b"]


def test_a_first_look_changes_nothing_that_a_full_look_found() -> None:
    stored = [incident("a", 10, 14)]
    found = settle([incident("b", 12, 16), incident("c", 40, 42)], stored, set(), "first")
    assert (names(found.rows), found.gone) == (["c"], [])


def test_similar_ones_are_told_by_the_names_that_they_have() -> None:
    stored = [incident("a", 10, 14)]
    fresh = [incident("x", 10, 14), incident("y", 40, 44, similar_ids=["x"])]
    found = settle(fresh, stored, set(), "full")
    assert {row["incident_id"]: row["similar_ids"] for row in found.rows} == {"a": [], "y": ["a"]}


@st.composite
def apart(draw: st.DrawFn, prefix: str) -> list[Row]:
    """Incidents of two meters, none of one meter overlapping another of it."""
    rows = []
    kinds = st.sampled_from(["high", "low", "no_data"])
    for meter in ("m", "n"):
        edges = sorted(draw(st.sets(st.integers(0, 60), max_size=8)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        rows += [
            incident(f"{prefix}-{meter}-{a}", a, b, draw(kinds), device_id=meter) for a, b in pairs
        ]
    return rows


@given(fresh=apart("f"), stored=apart("s"), data=st.data())
def test_looking_twice_gives_what_looking_once_gives(
    fresh: list[Row], stored: list[Row], data: st.DataObject
) -> None:
    judged = set(data.draw(st.lists(st.sampled_from(names(stored) or ["-"]), max_size=3)))
    begin = START + timedelta(hours=data.draw(st.integers(0, 60)))
    since = {"m": START, "n": begin}
    fresh = [row for row in fresh if row["end_ts"] > since[row["device_id"]]]
    once = settle(fresh, stored, judged, "full", since)
    left = after(stored, once.rows, once.gone)
    twice = settle(fresh, left, judged, "full", since)
    again = after(left, twice.rows, twice.gone)
    key = lambda row: (row["incident_id"], row["start_ts"])  # noqa: E731
    assert sorted(again, key=key) == sorted(left, key=key)
    assert len(set(names(left))) == len(left)
    assert judged & set(names(stored)) <= set(names(left))
    found = {(row["device_id"], row["start_ts"], row["end_ts"]) for row in fresh}
    assert found <= {(row["device_id"], row["start_ts"], row["end_ts"]) for row in left}


@pytest.mark.parametrize("look", ["first", "full"])
def test_nothing_found_and_nothing_standing_is_nothing(look: str) -> None:
    found = settle([], [], set(), look)
    assert (found.rows, found.gone) == ([], [])


def test_what_the_full_look_called_a_silence_is_no_energy_to_the_first_look() -> None:
    stored = [incident("gap", 10, 40, "no_data")]
    inside, beyond = incident("first", 12, 41, look="first"), incident("late", 38, 60, look="first")
    assert names(settle([inside], stored, set(), "first").rows) == []
    assert names(settle([beyond], stored, set(), "first").rows) == ["late"]
    assert names(settle([incident("full", 12, 41)], stored, set(), "full").rows) == ["full"]


def test_what_had_ended_before_the_look_began_is_never_lost() -> None:
    stored = [incident("a", 0, 10), incident("b", 30, 34)]
    since = {"m": START + timedelta(hours=14)}
    found = settle([], stored, set(), "full", since)
    assert names(after(stored, found.rows, found.gone)) == ["a"]
    # under its name, yet of other hours: two things
    found = settle([incident("a", 13, 20)], stored, set(), "full", since)
    assert names(after(stored, found.rows, found.gone)) == ["a", "a-2026010513"]
    # of its hours: the same thing, which grew
    found = settle([incident("x", 8, 20)], stored, set(), "full", since)
    assert names(after(stored, found.rows, found.gone)) == ["a"]


@given(stored=apart("s"))
def test_a_look_never_begins_within_what_goes_on(stored: list[Row]) -> None:
    since, gap = START + timedelta(hours=50), timedelta(hours=6)
    found = reach(since, {"m", "n", "quiet"}, stored, gap)
    assert found["quiet"] == since
    for device in ("m", "n"):  # what the other one does is nothing to it
        mine = [row for row in stored if row["device_id"] == device]
        begin = since
        while earlier := [
            row["start_ts"]
            for row in mine
            if row["start_ts"] < begin and row["end_ts"] >= begin - gap
        ]:
            begin = min(earlier)
        assert found[device] == begin
