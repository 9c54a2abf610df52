"""Functions of ARRAYs, those with a lambda among them."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import times
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, call, cast, kind_of, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def _element(array: Node) -> object:
    kind = kind_of(array)
    return kind[1] if isinstance(kind, tuple) and kind[0] == "ARRAY" else None


def _lambda(t: "Translator", array: Node, fn: Node, scope: Scope) -> tuple[exp.Lambda, object]:
    """A lambda over the elements, and the type of its value; a second name counts from 0."""
    if not isinstance(fn, exp.Lambda) or len(fn.expressions) > 2:
        raise DialectError("this lambda is not translated")
    names = [i.name for i in fn.expressions]
    kinds = [_element(array), "INT64"]
    inner = Scope(outer=scope, values={n.lower(): k for n, k in zip(names, kinds, strict=False)})
    holder = exp.Paren(this=fn.this.copy())
    for i in list(holder.find_all(exp.Identifier)):
        if i.name in names and not isinstance(i.parent, exp.Column):
            field = isinstance(i.parent, exp.Dot) and i.arg_key == "expression"
            if not field:
                i.replace(exp.Column(this=i.copy()))
    body = exp.Paren(this=t.visit(holder.this, inner))
    if len(names) > 1:
        for c in list(body.find_all(exp.Column)):
            if c.name == names[1] and not c.table:
                before = exp.Sub(this=c.copy(), expression=exp.Literal.number(1))
                c.replace(exp.Paren(this=before))
    return exp.Lambda(this=body.this, expressions=[exp.to_identifier(n) for n in names]), kind_of(
        body
    )


def _filter(t: "Translator", args: list[Node], scope: Scope) -> Node:
    array = t.visit(args[0], scope)
    hit, _ = _lambda(t, array, args[1], scope)
    return call("list_filter", array, hit, kind=kind_of(array))


def _transform(t: "Translator", args: list[Node], scope: Scope) -> Node:
    array = t.visit(args[0], scope)
    step, kind = _lambda(t, array, args[1], scope)
    return call("list_transform", array, step, kind=("ARRAY", kind))


def _includes(t: "Translator", args: list[Node], scope: Scope) -> Node:
    array = t.visit(args[0], scope)
    if isinstance(args[1], exp.Lambda):
        hit, _ = _lambda(t, array, args[1], scope)
        return call("bq.some", call("list_filter", array, hit), kind="BOOL")
    return call("bq.array_includes", array, t.visit(args[1], scope), kind="BOOL")


def _end(macro: str) -> times.Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        array = t.visit(args[0], scope)
        return call(macro, array, kind=_element(array))

    return rule


def _slice(t: "Translator", args: list[Node], scope: Scope) -> Node:
    array, start, end = (t.visit(a, scope) for a in args)
    return call("bq.array_slice", array, start, end, kind=kind_of(array))


def _is_distinct(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("bq.array_is_distinct", t.visit(args[0], scope), kind="BOOL")


def _total(name: str) -> times.Rule:
    """ARRAY_SUM, ARRAY_AVG, ARRAY_MIN and ARRAY_MAX, for elements of a known type."""

    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        array = t.visit(args[0], scope)
        kind = _element(array)
        numbers = kind in ("INT64", "FLOAT64", "NUMERIC")
        if not numbers and (kind is None or name in ("sum", "avg")):
            raise DialectError(f"ARRAY_{name.upper()} of elements whose type the SQL does not show")
        if name == "min" and kind == "FLOAT64":
            return call("bq.array_min", array, kind=kind)
        if name == "avg" and kind == "NUMERIC":
            total = call("list_sum", array)
            return call("bq.ndiv", total, call("list_count", array.copy()), kind=kind)
        out = call("list_" + name, array)
        if name == "sum" and kind == "INT64":
            return cast(out, "BIGINT", kind)
        return typed(out, "FLOAT64" if name == "avg" else kind)

    return rule


RULES: dict[str, times.Rule] = {
    "ARRAY_FILTER": _filter, "ARRAY_TRANSFORM": _transform, "ARRAY_INCLUDES": _includes,
    "ARRAY_FIRST": _end("bq.array_first"), "ARRAY_LAST": _end("bq.array_last"), "ARRAY_SLICE": _slice,
    "ARRAY_IS_DISTINCT": _is_distinct, **{f"ARRAY_{n.upper()}": _total(n) for n in ("sum", "avg", "min", "max")},
}  # fmt: skip
