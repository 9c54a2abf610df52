"""Dates and times: EXTRACT, *_TRUNC, *_DIFF, *_ADD, FORMAT_*, PARSE_*, UNIX_*, constructors."""

import re
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, call, cast, kind_of, lifted, overloaded, paren, typed

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


def _is_utc(zone: Node | None) -> bool:
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


def shift(sign: int, kind: str) -> "Rule":
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
        if _is_utc(zone) or part[0] in ("MICROSECOND", "MILLISECOND", "SECOND"):
            return call("bq.trunc_us", x, MICROS[part[0]], kind="TIMESTAMP")
        return call("bq.trunc_clock", x, part[0].lower(), zone, kind="TIMESTAMP")  # type: ignore[arg-type]
    if _is_utc(zone):
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


_NATIVE = re.compile(r"(?:%[YmdHMSFT%]|[^%])*")


def _format(kind: str) -> "Rule":
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


def _parse(kind: str, safe: str = "") -> "Rule":
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


def current(kind: str) -> "Rule":
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        now: Node = exp.Anonymous(this="now")
        if kind == "TIMESTAMP":
            return typed(now, kind)
        zone = check_zone(t.visit(args[0], scope)) if args else exp.Literal.string("UTC")
        local = call("timezone", zone, now, kind="DATETIME")
        return local if kind == "DATETIME" else cast(local, kind, kind)

    return rule


def unix(unit: int) -> "Rule":
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        return call("bq.unix", t.visit(args[0], scope), unit, kind="INT64")

    return rule


def from_unix(unit: int) -> "Rule":
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        return call("bq.from_unix", t.visit(args[0], scope), unit, kind="TIMESTAMP")

    return rule


def unix_date(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("bq.days", only(t.visit(args[0], scope), "DATE", "UNIX_DATE"), kind="INT64")


def date_from_unix_date(t: "Translator", args: list[Node], scope: Scope) -> Node:
    days = cast(t.visit(args[0], scope), "INT")
    day = exp.Add(this=exp.cast(exp.Literal.string("1970-01-01"), "DATE"), expression=days)
    return in_range(typed(exp.Paren(this=day), "DATE"))


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


def _as_kind(kinds: "dict[str, Rule]", own: str, fixed: object, strict: str = "") -> "Rule":
    """A function whose name says DATE, DATETIME or TIMESTAMP and which takes all three: by the type
    that is known, else by what DuckDB finds. strict names the type that an unknown one must have."""

    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        at = 1 if fixed == "STRING" else 0
        x = t.visit(args[at], scope)
        given = kind_of(x)
        if given in kinds or strict or given is not None or _given(x):
            kind = str(given) if given in kinds else strict or own
            return _branch(t, kinds[kind], args, {at: (x, given)}, scope)

        def build(x: Node) -> Node:
            made = [_or_fail(t, kinds[k], args, {at: (x, k)}, scope) for k in _TIMES]
            return call("bq.by_time", x, *made, kind=fixed)

        return lifted(build, x)

    return rule


_TIMES = ("DATE", "DATETIME", "TIMESTAMP")
Taken = tuple[Node, object]  # a translated argument and the type it is taken for


def _difference(kinds: "dict[str, Rule]", own: str) -> "Rule":
    """*_DIFF: by the type of the first time, or of the second where only that is known."""

    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        a, b = (t.visit(x, scope) for x in args[:2])
        ka, kb = kind_of(a), kind_of(b)
        for kind in ("TIMESTAMP", "DATETIME"):
            if kind in (ka, kb):
                return _branch(t, kinds[kind], args, {0: (a, ka), 1: (b, kb)}, scope)
        unknown = [n for n, (x, k) in enumerate(((a, ka), (b, kb))) if k is None and not _given(x)]
        if not unknown:
            kind = "DATE" if "DATE" in (ka, kb) else own
            return _branch(t, kinds[kind], args, {0: (a, ka), 1: (b, kb)}, scope)
        at = unknown[0]

        def build(a: Node, b: Node) -> Node:
            made = [
                _or_fail(t, kinds[k], args, {0: (a, ka), 1: (b, kb)} | {at: ((a, b)[at], k)}, scope)
                for k in _TIMES
            ]
            return call("bq.by_time", (a, b)[at], *made, kind="INT64")

        return lifted(build, a, b)

    return rule


def _given(x: Node) -> bool:
    return isinstance(x, exp.Parameter | exp.Placeholder)


def _branch(
    t: "Translator", rule: "Rule", args: list[Node], visited: dict[int, Taken], scope: Scope
) -> Node:
    """The rule over arguments of which some are translated already, each taken for a type."""
    inner = Scope(outer=scope, values={f"time_{n}": k for n, (_, k) in visited.items()})
    given = [exp.column(f"time_{n}") if n in visited else a.copy() for n, a in enumerate(args)]
    holder = exp.Paren(this=rule(t, given, inner))
    for c in list(holder.find_all(exp.Column)):
        if not c.table and c.name in (f"time_{n}" for n in visited):
            n = int(c.name[5:])
            c.replace(typed(exp.Paren(this=visited[n][0].copy()), visited[n][1]))
    return typed(holder, kind_of(holder.this))


def _or_fail(t: "Translator", rule: "Rule", *args: object) -> Node:
    try:
        return _branch(t, rule, *args)  # type: ignore[arg-type]
    except DialectError as refusal:
        return call("bq.fail", str(refusal))


from collections.abc import Callable  # noqa: E402

Rule = Callable[["Translator", list[Node], Scope], Node]


def _family(own: str, rule_of: "Callable[[str], Rule]") -> "dict[str, Rule]":
    """The rule for each type of time; DATETIME_* and TIMESTAMP_* make a DATETIME of a DATE."""
    return {k: rule_of("DATETIME" if k == "DATE" and own != "DATE" else k) for k in _TIMES}


TRUNC: dict[str, Rule] = {
    "DATE": date_trunc,
    "DATETIME": datetime_trunc,
    "TIMESTAMP": timestamp_trunc,
}
DIFF: dict[str, Rule] = {"DATE": date_diff, "DATETIME": datetime_diff, "TIMESTAMP": timestamp_diff}
RULES: dict[str, Rule] = {
    "DATE": date, "DATETIME": datetime, "TIMESTAMP": timestamp, "TIME": time,
    "CURRENT_DATE": current("DATE"), "CURRENT_DATETIME": current("DATETIME"), "CURRENT_TIMESTAMP": current("TIMESTAMP"),
    "CURRENT_TIME": current("TIME"),
    **{f"{k}_TRUNC": _as_kind(_family(k, TRUNC.__getitem__), k, None, "" if k == "DATE" else k) for k in _TIMES},
    **{f"{k}_DIFF": _difference(_family(k, DIFF.__getitem__), k) for k in _TIMES},
    "UNIX_SECONDS": unix(10**6), "UNIX_MILLIS": unix(1000), "UNIX_MICROS": unix(1), "UNIX_DATE": unix_date,
    "TIMESTAMP_SECONDS": from_unix(10**6), "TIMESTAMP_MILLIS": from_unix(1000), "TIMESTAMP_MICROS": from_unix(1),
    "DATE_FROM_UNIX_DATE": date_from_unix_date, "LAST_DAY": last_day,
    "TIME_TRUNC": time_trunc, "TIME_DIFF": time_diff, "TIMESTAMP_BUCKET": timestamp_bucket,
    "GENERATE_DATE_ARRAY": generate_dates, "GENERATE_TIMESTAMP_ARRAY": generate_instants,
    **{f"{k}_{n}": _as_kind(_family(k, partial(shift, s)), k, None, "" if k == "DATE" else k)
       for k in _TIMES for n, s in (("ADD", 1), ("SUB", -1))},
    "TIME_ADD": shift(1, "TIME"), "TIME_SUB": shift(-1, "TIME"), "FORMAT_TIME": _format("TIME"),
    **{f"FORMAT_{k}": _as_kind(_family(k, _format), k, "STRING") for k in _TIMES},
    **{f"PARSE_{k}": _parse(k) for k in ("DATE", "DATETIME", "TIMESTAMP", "TIME")},
}  # fmt: skip
SAFE_RULES: dict[str, Rule] = {
    f"PARSE_{k}": _parse(k, "safe_") for k in ("DATE", "DATETIME", "TIMESTAMP", "TIME")
}
