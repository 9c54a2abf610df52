"""Which rule a function of times follows: by its name, and by the type of time that it gets."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import time_spans, time_values
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.times import Rule, shift
from bigquery.dialect.tree import Node, call, kind_of, lifted, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def _as_kind(kinds: dict[str, Rule], own: str, fixed: object, strict: str = "") -> Rule:
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


def _difference(kinds: dict[str, Rule], own: str) -> Rule:
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
    t: "Translator", rule: Rule, args: list[Node], visited: dict[int, Taken], scope: Scope
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


def _or_fail(t: "Translator", rule: Rule, *args: object) -> Node:
    try:
        return _branch(t, rule, *args)  # type: ignore[arg-type]
    except DialectError as refusal:
        return call("bq.fail", str(refusal))


def _family(own: str, rule_of: Callable[[str], Rule]) -> dict[str, Rule]:
    """The rule for each type of time; DATETIME_* and TIMESTAMP_* make a DATETIME of a DATE."""
    return {k: rule_of("DATETIME" if k == "DATE" and own != "DATE" else k) for k in _TIMES}


RULES: dict[str, Rule] = {
    **time_values.RULES, **time_spans.RULES,
    **{f"{k}_TRUNC": _as_kind(_family(k, time_spans.TRUNC.__getitem__), k, None, "" if k == "DATE" else k)
       for k in _TIMES},
    **{f"{k}_DIFF": _difference(_family(k, time_spans.DIFF.__getitem__), k) for k in _TIMES},
    **{f"{k}_{n}": _as_kind(_family(k, partial(shift, s)), k, None, "" if k == "DATE" else k)
       for k in _TIMES for n, s in (("ADD", 1), ("SUB", -1))},
    "TIME_ADD": shift(1, "TIME"), "TIME_SUB": shift(-1, "TIME"),
    **{f"FORMAT_{k}": _as_kind(_family(k, time_values.formatted), k, "STRING") for k in _TIMES},
}  # fmt: skip
