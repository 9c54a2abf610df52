"""Dates and times: their parts, zones and intervals; EXTRACT, and what adds an INTERVAL."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, call, cast, kind_of, paren, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

DAYS = {
    "MONDAY": 1,
    "TUESDAY": 2,
    "WEDNESDAY": 3,
    "THURSDAY": 4,
    "FRIDAY": 5,
    "SATURDAY": 6,
    "SUNDAY": 7,
}
MICROS = {
    "MICROSECOND": 1,
    "MILLISECOND": 1000,
    "SECOND": 10**6,
    "MINUTE": 60 * 10**6,
    "HOUR": 3600 * 10**6,
}
DAY_US = 86400 * 10**6
Part = tuple[str, int]  # name, first day of the week
Rule = Callable[["Translator", list[Node], Scope], Node]


def part_of(node: Node) -> Part:
    """A date part: WEEK(MONDAY) is ("WEEK", 1)."""
    if isinstance(node, exp.Anonymous) and node.name.upper() == "WEEK" and node.expressions:
        first = DAYS.get(node.expressions[0].name.upper())
        return ("WEEK", first) if first else _no(node)
    name = node.name.upper() if isinstance(node, exp.Column | exp.Var | exp.Identifier) else ""
    if name == "ISOWEEK":
        return "WEEK", 1
    return (name, 7) if name else _no(node)


def _no(node: Node) -> Part:
    raise DialectError(f"date part {node.sql('bigquery')} is not known")


def check_zone(node: Node) -> Node:
    """A zone by name; one that is written out must exist."""
    if isinstance(node, exp.Literal) and node.is_string:
        name = node.name
        if re.fullmatch(r"[+-].*", name):
            m = re.fullmatch(r"([+-])(\d{1,2})(?::?(\d\d))?", name)
            if m is None:
                raise DialectError(f"zone {name!r} is not known")
            return exp.Literal.string(f"GMT{m[1]}{int(m[2]):02d}:{m[3] or '00'}")
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise DialectError(f"time zone {name!r} is not known") from None
    return node


def is_utc(zone: Node | None) -> bool:
    return zone is None or (
        isinstance(zone, exp.Literal) and zone.name in ("UTC", "Etc/UTC", "GMT")
    )


def only(node: Node, kind: str, what: str) -> Node:
    """The node, guarded to have the type where that is not known."""
    known = kind_of(node)
    if known == kind:
        return node
    macro = {"DATE": "bq.day_only", "DATETIME": "bq.datetime_only", "TIMESTAMP": "bq.instant_only"}[
        kind
    ]
    if known not in (None, "STRING", "DATE"):
        raise DialectError(f"{what} needs a {kind}, not a {known}; cast it")
    return call(macro, node, what, kind=kind)


def interval_of(
    node: exp.Interval, t: "Translator | None" = None, scope: Scope | None = None
) -> Node:
    """An INTERVAL as DuckDB's to_days(n) and the like."""
    unit = (node.args["unit"].name if node.args.get("unit") else "").upper()
    n = node.this
    if isinstance(n, exp.Literal) and n.is_string:
        if not re.fullmatch(r"-?\d+", n.name):
            raise DialectError("INTERVAL of several parts in one text")
        n = exp.Literal.number(n.name)
    elif t is not None and scope is not None:
        n = t.visit(n, scope)
    factor = {"WEEK": 7, "QUARTER": 3, "YEAR": 12}.get(unit, 1)
    name = {
        "WEEK": "days",
        "QUARTER": "months",
        "YEAR": "months",
        "DAY": "days",
        "MONTH": "months",
    }.get(unit)
    if name:
        n = exp.Mul(this=paren(n), expression=exp.Literal.number(factor)) if factor > 1 else n
        return call("to_" + name, cast(n, "INT"), kind="INTERVAL")
    if unit not in MICROS:
        raise DialectError(f"INTERVAL of {unit or 'no unit'} is not translated")
    us = exp.Mul(this=cast(paren(n), "BIGINT"), expression=exp.Literal.number(MICROS[unit]))
    return call("to_microseconds", us, kind="INTERVAL")


def plus_interval(node: Node, a: Node, b: Node) -> Node:
    """time + INTERVAL by operator, for a time of a known type."""
    a = interval_of(a) if isinstance(a, exp.Interval) else a
    b = interval_of(b) if isinstance(b, exp.Interval) else b
    kind = kind_of(a) if kind_of(a) != "INTERVAL" else kind_of(b)
    if kind == "DATE":
        kind = "DATETIME"  # GoogleSQL: DATE + INTERVAL is a DATETIME
    return typed(type(node)(this=a, expression=b), kind)


def shift(sign: int, kind: str) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        what = f"{kind}_{'ADD' if sign > 0 else 'SUB'}"
        base = (
            only(t.visit(args[0], scope), kind, what) if kind != "TIME" else t.visit(args[0], scope)
        )
        if not isinstance(args[1], exp.Interval):
            raise DialectError(f"{what} needs INTERVAL n PART")
        unit = args[1].args["unit"].name.upper() if args[1].args.get("unit") else ""
        if kind == "DATE" and unit in MICROS:
            raise DialectError(f"{what} of a DATE by {unit}")
        if kind == "TIMESTAMP" and unit not in MICROS and unit != "DAY":
            raise DialectError(f"{what} by {unit}: GoogleSQL moves a TIMESTAMP by DAY at most")
        step = interval_of(args[1], t, scope)
        out = (exp.Add if sign > 0 else exp.Sub)(this=base, expression=step)
        moved = cast(out, "DATE", "DATE") if kind == "DATE" else typed(exp.Paren(this=out), kind)
        given = isinstance(base, exp.Parameter | exp.Placeholder)
        return moved if given and isinstance(args[1].this, exp.Literal) else in_range(moved)

    return rule


def in_range(node: Node) -> Node:
    """The time, which raises outside of the years 1 to 9999."""
    kind = kind_of(node)
    macros = {"DATE": "bq.day_in_range", "DATETIME": "bq.local_in_range"}
    macros["TIMESTAMP"] = "bq.instant_in_range"
    return call(macros[str(kind)], node, kind=kind) if kind in macros else node


def extract(t: "Translator", node: exp.Extract, scope: Scope) -> Node:
    """EXTRACT(part FROM time [AT TIME ZONE zone])."""
    name, first = part_of(node.this)
    iso = node.this.name.upper() == "ISOWEEK"
    value = node.expression
    if isinstance(value, exp.AtTimeZone):
        zone = check_zone(t.visit(value.args["zone"], scope))
        x = t.visit(value.this, scope)
        x = typed(call("timezone", zone, only(x, "TIMESTAMP", "AT TIME ZONE")), "DATETIME")
    else:
        x = t.visit(value, scope)
    n = exp.Literal.number
    if name in (
        "YEAR",
        "QUARTER",
        "MONTH",
        "DAY",
        "HOUR",
        "MINUTE",
        "SECOND",
        "DAYOFYEAR",
        "ISOYEAR",
    ):
        return call(name.lower(), x, kind="INT64")
    if name == "DAYOFWEEK":
        return typed(exp.Paren(this=exp.Add(this=call("dayofweek", x), expression=n(1))), "INT64")
    if name == "WEEK" and iso:
        return call("weekofyear", x, kind="INT64")
    if name == "WEEK":
        return call("bq.week_number", cast(x, "DATE"), first, kind="INT64")
    if name == "MICROSECOND":
        return typed(
            exp.Paren(this=exp.Mod(this=call("microsecond", x), expression=n(10**6))), "INT64"
        )
    if name == "MILLISECOND":
        inner = exp.Paren(this=exp.Mod(this=call("microsecond", x), expression=n(10**6)))
        return typed(exp.Paren(this=exp.IntDiv(this=inner, expression=n(1000))), "INT64")
    if name == "DATE":
        return cast(x, "DATE", "DATE")
    if name == "TIME":
        return call("bq.to_time", x, kind="TIME")
    if name == "DATETIME":
        return x if kind_of(x) == "DATETIME" else call("bq.to_datetime", x, kind="DATETIME")
    raise DialectError(f"EXTRACT({name}) is not translated")
