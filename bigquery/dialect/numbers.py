"""Functions of numbers whose type decides what they are."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.coercion import join_all, settle, wide
from bigquery.dialect.scope import Scope
from bigquery.dialect.structs import visited
from bigquery.dialect.times import Rule
from bigquery.dialect.tree import (
    Node,
    call,
    cast,
    kind_of,
    lifted,
    overloaded,
    tried,
    typed,
)

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def divide(prefix: str, a: Node, b: Node) -> Node:
    """a / b, or with prefix "safe_" NULL on zero."""
    a, b = settle([a, b])
    ka, kb = kind_of(a), kind_of(b)
    if "FLOAT64" in (ka, kb) or {ka, kb} == {"INT64"}:
        return call(f"bq.{prefix}fdiv", a, b, kind="FLOAT64")
    if "NUMERIC" in (ka, kb) and {ka, kb} <= {"NUMERIC", "INT64"}:
        return call(f"bq.{prefix}ndiv", a, b, kind="NUMERIC")
    return lifted(lambda a, b: call(f"bq.{prefix}div", kinds_of(a, b), a, b), a, b)


def kinds_of(a: Node, b: Node) -> Node:
    """An expression that has the common type of two numbers; it is never computed."""
    return exp.Paren(this=exp.Add(this=a.copy(), expression=b.copy()))


def _safe_divide(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return divide("safe_", *visited(t, args, scope))


def _by_type(name: str) -> Rule:
    """A function of two numbers that is INT64, NUMERIC or FLOAT64 as they are."""

    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        a, b = settle([wide(x) for x in visited(t, args, scope)])
        return lifted(
            lambda a, b: call("bq." + name, kinds_of(a, b), a, b, kind=_number(a, b)), a, b
        )

    return rule


def _number(a: Node, b: Node) -> object:
    kinds = {kind_of(a), kind_of(b)}
    return (
        "FLOAT64"
        if "FLOAT64" in kinds
        else None
        if None in kinds
        else "NUMERIC"
        if "NUMERIC" in kinds
        else "INT64"
    )


def _round(name: str) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        given = visited(t, args, scope)
        kind = kind_of(given[0])
        kind = "FLOAT64" if kind == "INT64" else kind
        return overloaded(f"bq.{name}", *given, kind=kind)

    return rule


def _safe_arithmetic(operator: type[exp.Binary]) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        inner = t.visit(operator(this=args[0], expression=args[1]), scope)
        return tried(inner)

    return rule


def _pow(t: "Translator", args: list[Node], scope: Scope) -> Node:
    a, b = visited(t, args, scope)
    if {kind_of(a), kind_of(b)} <= {"INT64", "FLOAT64"}:
        return call("bq.fpow", a, b, kind="FLOAT64")
    return lifted(lambda a, b: call("bq.pow", kinds_of(a, b), a, b), a, b)


def _extreme(name: str) -> Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        given = settle(visited(t, args, scope))

        kind = join_all(given)
        ifs = [
            exp.If(
                this=exp.or_(*[exp.Is(this=g.copy(), expression=exp.Null()) for g in given]),
                true=exp.Null(),
            )
        ]
        if kind in (None, "FLOAT64"):
            ifs += [exp.If(this=call("bq.nan", g.copy()), true=g.copy()) for g in given]
        return typed(exp.Case(ifs=ifs, default=call(name, *given)), kind)

    return rule


def _generate_array(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = [wide(x) for x in settle(visited(t, args, scope))]
    given += [cast(exp.Literal.number(1), "BIGINT", "INT64")] * (3 - len(given))
    if not any(kind_of(g) is None for g in given):
        kind = join_all(given)
        name = {"INT64": "series", "FLOAT64": "farray", "NUMERIC": "narray"}[str(kind)]
        return call(f"bq.{name}", *given, kind=("ARRAY", kind))
    known = exp.Add(this=exp.Add(this=given[0], expression=given[1]), expression=given[2])
    if all(isinstance(g, exp.Parameter | exp.Cast) for g in given):
        return call("bq.series", *given, kind=("ARRAY", "INT64"))
    return overloaded(
        "bq.generate_array", exp.Paren(this=known.copy()), *given, kind=("ARRAY", None)
    )


def _safe_negate(t: "Translator", args: list[Node], scope: Scope) -> Node:
    inner = exp.Neg(this=exp.Paren(this=t.visit(args[0], scope)))
    return tried(typed(inner, kind_of(inner.this)))


RULES: dict[str, Rule] = {
    "SAFE_NEGATE": _safe_negate, "GREATEST": _extreme("greatest"), "LEAST": _extreme("least"),
    "SAFE_DIVIDE": _safe_divide, "DIV": _by_type("idiv"), "MOD": _by_type("mod"), "ROUND": _round("round"),
    "TRUNC": _round("trunc"), "POW": _pow, "POWER": _pow, "SAFE_ADD": _safe_arithmetic(exp.Add),
    "SAFE_SUBTRACT": _safe_arithmetic(exp.Sub), "SAFE_MULTIPLY": _safe_arithmetic(exp.Mul),
    "GENERATE_ARRAY": _generate_array,
}  # fmt: skip
