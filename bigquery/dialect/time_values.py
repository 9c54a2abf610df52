"""Times made of other values and told as them: constructors, FORMAT_*, PARSE_*, UNIX_*."""

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.times import Rule, check_zone, in_range, only
from bigquery.dialect.tree import Node, call, cast, kind_of, overloaded, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

_NATIVE = re.compile(r"(?:%[YmdHMSFT%]|[^%])*")


def formatted(kind: str) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        fmt, x = t.visit(args[0], scope), t.visit(args[1], scope)
        what = "FORMAT_" + kind
        zone = check_zone(t.visit(args[2], scope)) if len(args) > 2 else None
        if isinstance(fmt, exp.Literal) and _NATIVE.fullmatch(fmt.name):
            simple = exp.Literal.string(
                fmt.name.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S")
            )
            if kind == "TIMESTAMP":
                x = call("timezone", zone or exp.Literal.string("UTC"), only(x, kind, what))
            elif kind in ("DATE", "DATETIME"):
                x = only(x, kind, what)
            if kind != "TIME":
                return call("strftime", x, simple, kind="STRING")
        if kind == "TIMESTAMP":
            us = call("epoch_us", only(x, kind, what))
            return call(
                "bq_format_instant", fmt, us, zone or exp.Literal.string("UTC"), kind="STRING"
            )
        x = only(x, kind, what) if kind != "TIME" else x
        return call("bq_format_local", fmt, call("epoch_us", x), kind="STRING")

    return rule


def parsed(kind: str, safe: str = "") -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        fmt, s = t.visit(args[0], scope), t.visit(args[1], scope)
        if not isinstance(fmt, exp.Literal):
            raise DialectError(f"PARSE_{kind} with a format that is not written out")
        _check_parse(fmt.name)
        if kind == "TIMESTAMP":
            zone = (
                check_zone(t.visit(args[2], scope)) if len(args) > 2 else exp.Literal.string("UTC")
            )
            return call(
                "make_timestamptz", call(f"bq_{safe}parse_instant", fmt, s, zone), kind="TIMESTAMP"
            )
        local = call("make_timestamp", call(f"bq_{safe}parse_local", fmt, s), kind="DATETIME")
        return local if kind == "DATETIME" else cast(local, kind, kind)

    return rule


def _check_parse(fmt: str) -> None:
    for m in re.finditer(r"%(E[0-9*]S|E4Y|Ez|.)", fmt):
        if (
            m[1] not in ("E4Y", "Ez")
            and m[1] not in "YymdeHkIlMSjpBbAazsZFTRDXxhrntc%"
            and m[1][0] != "E"
        ):
            raise DialectError(f"format element %{m[1]} in PARSE_* is not translated")


def date(t: "Translator", args: list[Node], scope: Scope) -> Node:
    if len(args) == 3:
        return call("make_date", *[t.visit(a, scope) for a in args], kind="DATE")
    x = t.visit(args[0], scope)
    if len(args) == 2:
        zone = check_zone(t.visit(args[1], scope))
        return cast(
            call("timezone", zone, only(x, "TIMESTAMP", "DATE with a zone")), "DATE", "DATE"
        )
    if kind_of(x) in ("DATE", "DATETIME", "TIMESTAMP"):
        return cast(x, "DATE", "DATE")
    return call("bq.to_date", x, kind="DATE")


def datetime(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = [t.visit(a, scope) for a in args]
    if len(given) == 6:
        return call("make_timestamp", *given[:5], cast(given[5], "DOUBLE"), kind="DATETIME")
    if len(given) == 2 and kind_of(given[1]) in ("TIME",):
        return typed(
            exp.Paren(this=exp.Add(this=only(given[0], "DATE", "DATETIME"), expression=given[1])),
            "DATETIME",
        )
    if len(given) == 2:
        if kind_of(given[1]) is None and not isinstance(given[1], exp.Parameter):
            return overloaded("bq.datetime_of", *given, kind="DATETIME")
        return call(
            "timezone",
            check_zone(given[1]),
            only(given[0], "TIMESTAMP", "DATETIME with a zone"),
            kind="DATETIME",
        )
    return call("bq.to_datetime", given[0], kind="DATETIME")


def timestamp(t: "Translator", args: list[Node], scope: Scope) -> Node:
    x = t.visit(args[0], scope)
    if len(args) == 1:
        return x if kind_of(x) == "TIMESTAMP" else call("bq.to_timestamp", x, kind="TIMESTAMP")
    zone = check_zone(t.visit(args[1], scope))
    if kind_of(x) in ("DATE", "DATETIME"):
        return call(
            "bq.zoned", cast(x, "TIMESTAMP") if kind_of(x) == "DATE" else x, zone, kind="TIMESTAMP"
        )
    return call("bq.to_timestamp_at", x, zone, kind="TIMESTAMP")


def time(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = [t.visit(a, scope) for a in args]
    if len(given) == 3:
        return call("make_time", given[0], given[1], cast(given[2], "DOUBLE"), kind="TIME")
    if len(given) == 2:
        local = call(
            "timezone", check_zone(given[1]), only(given[0], "TIMESTAMP", "TIME with a zone")
        )
        return cast(local, "TIME", "TIME")
    return call("bq.to_time", given[0], kind="TIME")


def current(kind: str) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        now: Node = exp.Anonymous(this="now")
        if kind == "TIMESTAMP":
            return typed(now, kind)
        zone = check_zone(t.visit(args[0], scope)) if args else exp.Literal.string("UTC")
        local = call("timezone", zone, now, kind="DATETIME")
        return local if kind == "DATETIME" else cast(local, kind, kind)

    return rule


def unix(unit: int) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        return call("bq.unix", t.visit(args[0], scope), unit, kind="INT64")

    return rule


def from_unix(unit: int) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        return call("bq.from_unix", t.visit(args[0], scope), unit, kind="TIMESTAMP")

    return rule


def unix_date(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("bq.days", only(t.visit(args[0], scope), "DATE", "UNIX_DATE"), kind="INT64")


def date_from_unix_date(t: "Translator", args: list[Node], scope: Scope) -> Node:
    days = cast(t.visit(args[0], scope), "INT")
    day = exp.Add(this=exp.cast(exp.Literal.string("1970-01-01"), "DATE"), expression=days)
    return in_range(typed(exp.Paren(this=day), "DATE"))


RULES: dict[str, Rule] = {
    "DATE": date, "DATETIME": datetime, "TIMESTAMP": timestamp, "TIME": time,
    **{f"CURRENT_{kind}": current(kind) for kind in ("DATE", "DATETIME", "TIMESTAMP", "TIME")},
    "UNIX_SECONDS": unix(10**6), "UNIX_MILLIS": unix(1000), "UNIX_MICROS": unix(1),
    "UNIX_DATE": unix_date, "DATE_FROM_UNIX_DATE": date_from_unix_date,
    "TIMESTAMP_SECONDS": from_unix(10**6), "TIMESTAMP_MILLIS": from_unix(1000),
    "TIMESTAMP_MICROS": from_unix(1), "FORMAT_TIME": formatted("TIME"),
    **{f"PARSE_{kind}": parsed(kind) for kind in ("DATE", "DATETIME", "TIMESTAMP", "TIME")},
}  # fmt: skip
SAFE_RULES: dict[str, Rule] = {
    f"PARSE_{kind}": parsed(kind, "safe_") for kind in ("DATE", "DATETIME", "TIMESTAMP", "TIME")
}
