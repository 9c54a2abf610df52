"""Spans of time: truncations, differences, last days, buckets and series."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.times import (
    DAY_US,
    MICROS,
    Part,
    Rule,
    check_zone,
    interval_of,
    is_utc,
    only,
    part_of,
)
from bigquery.dialect.tree import Node, call, cast, kind_of, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def _date_trunc(d: Node, part: Part) -> Node:
    name, first = part
    if name == "DAY":
        return d
    if name == "WEEK":
        return call("bq.week_start", d, first, kind="DATE")
    if name == "ISOYEAR":
        return call("bq.isoyear_start", d, kind="DATE")
    if name in ("MONTH", "QUARTER", "YEAR"):
        return cast(call("date_trunc", name.lower(), d), "DATE", "DATE")
    raise DialectError(f"truncation of a date to {name} is not translated")


def date_trunc(t: "Translator", args: list[Node], scope: Scope) -> Node:
    d = t.visit(args[0], scope)
    part = part_of(args[1])
    return _date_trunc(only(d, "DATE", "DATE_TRUNC"), part)


def datetime_trunc(t: "Translator", args: list[Node], scope: Scope) -> Node:
    x = only(t.visit(args[0], scope), "DATETIME", "DATETIME_TRUNC")
    part = part_of(args[1])
    if part[0] in MICROS:
        return call("date_trunc", part[0].lower(), x, kind="DATETIME")
    return cast(_date_trunc(cast(x, "DATE"), part), "TIMESTAMP", "DATETIME")


def timestamp_trunc(t: "Translator", args: list[Node], scope: Scope) -> Node:
    x = only(t.visit(args[0], scope), "TIMESTAMP", "TIMESTAMP_TRUNC")
    part = part_of(args[1])
    zone = check_zone(t.visit(args[2], scope)) if len(args) > 2 else None
    if part[0] in MICROS:
        if is_utc(zone) or part[0] in ("MICROSECOND", "MILLISECOND", "SECOND"):
            return call("bq.trunc_us", x, MICROS[part[0]], kind="TIMESTAMP")
        return call("bq.trunc_clock", x, part[0].lower(), zone, kind="TIMESTAMP")  # type: ignore[arg-type]
    if is_utc(zone):
        if part[0] == "DAY":
            return call("bq.trunc_us", x, DAY_US, kind="TIMESTAMP")
        return cast(_date_trunc(cast(x, "DATE"), part), "TIMESTAMPTZ", "TIMESTAMP")
    if zone is None:
        raise DialectError(f"{part[0]} of a time without a zone is not translated")
    day = _date_trunc(cast(call("timezone", zone.copy(), x), "DATE"), part)
    return call("bq.zoned", cast(day, "TIMESTAMP"), zone, kind="TIMESTAMP")


COUNTED = {
    "DAY": "bq.days", "WEEK": "bq.weeks", "MONTH": "bq.months", "QUARTER": "bq.quarters",
    "YEAR": "year", "ISOYEAR": "isoyear",
}  # fmt: skip


def _date_diff(a: Node, b: Node, part: Part) -> Node:
    name, first = part
    if name not in COUNTED:
        raise DialectError(f"difference of dates in {name} is not translated")
    more = (first,) if name == "WEEK" else ()
    after, before = (call(COUNTED[name], day, *more) for day in (a, b))
    difference = exp.Sub(this=after, expression=before)
    return typed(exp.Paren(this=difference), "INT64")


def date_diff(t: "Translator", args: list[Node], scope: Scope) -> Node:
    a, b = (t.visit(x, scope) for x in args[:2])
    return _date_diff(only(a, "DATE", "DATE_DIFF"), only(b, "DATE", "DATE_DIFF"), part_of(args[2]))


def datetime_diff(t: "Translator", args: list[Node], scope: Scope) -> Node:
    a, b = (only(t.visit(x, scope), "DATETIME", "DATETIME_DIFF") for x in args[:2])
    part = part_of(args[2])
    if part[0] in MICROS:
        return call(
            "bq.bounds_us", call("epoch_us", a), call("epoch_us", b), MICROS[part[0]], kind="INT64"
        )
    return _date_diff(cast(a, "DATE"), cast(b, "DATE"), part)


def timestamp_diff(t: "Translator", args: list[Node], scope: Scope) -> Node:
    a, b = (t.visit(x, scope) for x in args[:2])
    a, b = only(a, "TIMESTAMP", "TIMESTAMP_DIFF"), only(b, "TIMESTAMP", "TIMESTAMP_DIFF")
    name = part_of(args[2])[0]
    unit = {**MICROS, "DAY": DAY_US}.get(name)
    if unit is None:
        raise DialectError(f"TIMESTAMP_DIFF in {name}: only units up to DAY exist")
    return call("bq.span_us", call("epoch_us", a), call("epoch_us", b), unit, kind="INT64")


def last_day(t: "Translator", args: list[Node], scope: Scope) -> Node:
    d = t.visit(args[0], scope)
    name, first = part_of(args[1]) if len(args) > 1 else ("MONTH", 0)
    if kind_of(d) is None:
        d = call("bq.day_of", d, "LAST_DAY", kind="DATE")
    d = d if kind_of(d) in ("DATE", "DATETIME") else only(d, "DATE", "LAST_DAY")
    if name == "MONTH":
        return call("last_day", d, kind="DATE")
    if name == "ISOYEAR":
        later = exp.Add(this=call("isoyear", cast(d, "DATE")), expression=exp.Literal.number(1))
        next_ = call("date_trunc", "week", call("make_date", later, 1, 4))
        return cast(exp.Sub(this=next_, expression=call("to_days", 1)), "DATE", "DATE")
    start = _date_trunc(cast(d, "DATE"), (name, first))
    step = {"WEEK": ("to_days", 7), "QUARTER": ("to_months", 3), "YEAR": ("to_months", 12)}.get(
        name
    )
    if step is None:
        raise DialectError(f"LAST_DAY of {name} is not translated")
    end = exp.Sub(this=exp.Add(this=start, expression=call(*step)), expression=call("to_days", 1))
    return cast(end, "DATE", "DATE")


def time_trunc(t: "Translator", args: list[Node], scope: Scope) -> Node:
    unit = MICROS.get(part_of(args[1])[0])
    if unit is None:
        raise DialectError("TIME_TRUNC takes parts up to HOUR")
    return call("bq.time_trunc", t.visit(args[0], scope), unit, kind="TIME")


def time_diff(t: "Translator", args: list[Node], scope: Scope) -> Node:
    unit = MICROS.get(part_of(args[2])[0])
    if unit is None:
        raise DialectError("TIME_DIFF takes parts up to HOUR")
    a, b = (call("epoch_us", cast(t.visit(x, scope), "TIME")) for x in args[:2])
    return call("bq.bounds_us", a, b, unit, kind="INT64")


def timestamp_bucket(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """TIMESTAMP_BUCKET(ts, INTERVAL n PART[, origin]); the origin is 1950-01-01 in UTC."""
    step = args[1]
    unit = step.args["unit"].name.upper() if isinstance(step, exp.Interval) else ""
    size = {**MICROS, "DAY": DAY_US}.get(unit)
    if size is None or not isinstance(step.this, exp.Literal) or int(step.this.name) < 1:
        raise DialectError("TIMESTAMP_BUCKET needs INTERVAL n PART, written out, up to DAY")
    x = only(t.visit(args[0], scope), "TIMESTAMP", "TIMESTAMP_BUCKET")
    origin = (
        only(t.visit(args[2], scope), "TIMESTAMP", "TIMESTAMP_BUCKET")
        if len(args) > 2
        else cast(exp.Literal.string("1950-01-01 00:00:00+00"), "TIMESTAMPTZ")
    )
    return call("bq.bucket", x, int(step.this.name) * size, origin, kind="TIMESTAMP")


def generate_dates(t: "Translator", args: list[Node], scope: Scope) -> Node:
    step = interval_of(args[2], t, scope) if len(args) > 2 else call("to_days", 1)  # type: ignore[arg-type]
    a, b = (only(t.visit(x, scope), "DATE", "GENERATE_DATE_ARRAY") for x in args[:2])
    return call("bq.series_dates", a, b, step, kind=("ARRAY", "DATE"))


def generate_instants(t: "Translator", args: list[Node], scope: Scope) -> Node:
    a, b = (only(t.visit(x, scope), "TIMESTAMP", "GENERATE_TIMESTAMP_ARRAY") for x in args[:2])
    step = interval_of(args[2], t, scope)  # type: ignore[arg-type]
    return call("bq.series_instants", a, b, step, kind=("ARRAY", "TIMESTAMP"))


TRUNC: dict[str, Rule] = {
    "DATE": date_trunc,
    "DATETIME": datetime_trunc,
    "TIMESTAMP": timestamp_trunc,
}
DIFF: dict[str, Rule] = {"DATE": date_diff, "DATETIME": datetime_diff, "TIMESTAMP": timestamp_diff}
RULES: dict[str, Rule] = {
    "LAST_DAY": last_day, "TIME_TRUNC": time_trunc, "TIME_DIFF": time_diff,
    "TIMESTAMP_BUCKET": timestamp_bucket,
    "GENERATE_DATE_ARRAY": generate_dates, "GENERATE_TIMESTAMP_ARRAY": generate_instants,
}  # fmt: skip
