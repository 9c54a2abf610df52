"""A value given to ``powerlytics sql --param`` never changes on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.sql import parse_parameter


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_an_integer_stays_itself(value: int) -> None:
    assert parse_parameter(f"x={value}") == ("x", value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_with_a_point_stays_itself(value: float) -> None:
    name, parsed = parse_parameter(f"x:FLOAT64={value!r}")
    assert (name, parsed) == ("x", value)
    assert isinstance(parse_parameter(f"x={value!r}")[1], float)


@given(st.text())
def test_any_text_can_be_given_as_a_string(value: str) -> None:
    assert parse_parameter(f"x:STRING={value}") == ("x", value)


@given(st.dates())
def test_a_day_stays_itself(value: date) -> None:
    assert parse_parameter(f"x={value.isoformat()}") == ("x", value)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_stays_itself_and_without_a_zone_is_utc(value: datetime) -> None:
    assert parse_parameter(f"x={value.isoformat()}") == ("x", value)
    assert parse_parameter(f"x={value.replace(tzinfo=None).isoformat()}") == ("x", value)


@given(st.text())
def test_nothing_but_a_name_and_a_value_is_taken(text: str) -> None:
    try:
        name, _ = parse_parameter(text)
    except typer.BadParameter:
        return
    assert name.isidentifier()
    assert text.startswith(name)


@pytest.mark.parametrize(
    "text", ["x:BOOL=yes", "x:DATE=2026-02-30", "x:INT64=1.5", "x:TIMESTAMP=noon"]
)
def test_a_value_that_is_not_of_its_type_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        parse_parameter(text)
