"""Comparisons: =, <, BETWEEN, IN and LIKE, where NaN equals nothing and a NULL field is unknown."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import queries
from bigquery.dialect.coercion import settle
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, bare, call, cast, has_aggregate, kind_of, paren, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

NUMBERS = {"INT64", "FLOAT64", "NUMERIC", None}
COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)


def compare(t: "Translator", node: Node, scope: Scope) -> Node:
    """a = b and its like. Raises DialectError for an order of STRUCTs or ARRAYs."""
    fields, others = _fields(node.this), _fields(node.expression)
    if fields and others and isinstance(node, exp.EQ | exp.NEQ):
        return _fieldwise(t, node, fields, others, scope)
    a, b = t.value(node.this, scope), t.value(node.expression, scope)
    kinds = (kind_of(a), kind_of(b))
    if any(isinstance(k, tuple) for k in kinds):
        if not isinstance(node, exp.EQ | exp.NEQ):
            raise DialectError("STRUCTs and ARRAYs have no order in GoogleSQL")
        same = _nested("equal", a, b)
        return same if isinstance(node, exp.EQ) else paren(typed(exp.Not(this=same), "BOOL"))
    beside = settle([a, b])
    node.set("this", beside[0])
    node.set("expression", beside[1])
    typed(node, "BOOL")
    doubtful = [x for x in (a, b) if kind_of(x) in ("FLOAT64", None) and not _harmless(x)]
    if any(k not in NUMBERS for k in kinds) or not doubtful:
        return node
    guards = [_nan_beside(x, b if x is a else a) for x in doubtful]
    if isinstance(node, exp.NEQ):
        return typed(exp.Paren(this=exp.or_(node, *guards, copy=False)), "BOOL")
    return typed(
        exp.Paren(this=exp.and_(node, *[exp.Not(this=g) for g in guards], copy=False)), "BOOL"
    )


def _fields(node: Node) -> list[Node]:
    """The fields of a STRUCT that is written out: (a, b) or STRUCT(a, b)."""
    node = bare(node)
    if isinstance(node, exp.Tuple | exp.Struct) or (
        isinstance(node, exp.Anonymous) and node.name.upper() == "STRUCT"
    ):
        return [
            e.expression if isinstance(e, exp.PropertyEQ) else e.unalias() for e in node.expressions
        ]
    return []


def _fieldwise(
    t: "Translator", node: Node, fields: list[Node], others: list[Node], scope: Scope
) -> Node:
    """Equal when all fields are; unknown when one is and none differs, as AND has it."""
    if len(fields) != len(others):
        raise DialectError("comparison of STRUCTs of different length")
    pairs = [
        compare(t, exp.EQ(this=a.copy(), expression=b.copy()), scope)
        for a, b in zip(fields, others, strict=True)
    ]
    same = exp.Paren(this=exp.and_(*pairs, copy=False))
    return typed(same if isinstance(node, exp.EQ) else exp.Paren(this=exp.Not(this=same)), "BOOL")


def _nested(how: str, a: Node, b: Node) -> Node:
    """STRUCTs and ARRAYs by their types and their JSON."""
    given = [
        x for v in (a, b) for x in (call("typeof", v), cast(call("to_json", v.copy()), "TEXT"))
    ]
    return call(f"bq_nested_{how}", *given, kind="BOOL")


def between(t: "Translator", node: exp.Between, scope: Scope) -> Node:
    """x BETWEEN a AND b."""
    if node.args.get("symmetric") or node.args.get("negate"):
        raise DialectError("this form of BETWEEN")
    low = exp.GTE(this=node.this, expression=node.args["low"])
    high = exp.LTE(this=node.this.copy(), expression=node.args["high"])
    both = exp.And(this=t.visit(low, scope), expression=t.visit(high, scope))
    return typed(exp.Paren(this=both), "BOOL")


def within(t: "Translator", node: exp.In, scope: Scope) -> Node:
    """x IN (...), IN UNNEST(array), IN (query)."""
    if node.args.get("unnest") or node.args.get("query"):
        return _in_rows(t, node, scope)
    plain = node.copy()
    this = t.value(node.this, scope)
    items = [t.value(e, scope) for e in node.expressions]
    nested = any(isinstance(kind_of(x), tuple) for x in (this, *items))
    doubtful = kind_of(this) in (None, "FLOAT64")
    if nested or (
        doubtful and any(kind_of(e) in (None, "FLOAT64") and not _harmless(e) for e in items)
    ):
        same = [exp.EQ(this=plain.this.copy(), expression=e) for e in plain.expressions]
        return paren(typed(exp.or_(*[compare(t, e, scope) for e in same], copy=False), "BOOL"))
    return typed(exp.In(this=this, expressions=items), "BOOL")


def _in_rows(t: "Translator", node: exp.In, scope: Scope) -> Node:
    this = t.value(node.this, scope)
    nested = isinstance(kind_of(this), tuple)
    if node.args.get("unnest"):
        array = node.args["unnest"]
        array = array.expressions[0] if isinstance(array, exp.Unnest) else array
        listed = t.visit(array, scope)
        if nested:
            return _nested("in", this, listed)
        rows = exp.Anonymous(this="unnest", expressions=[listed])
        query: Node = exp.Subquery(this=exp.Select(expressions=[rows]))
    elif nested and (pairs := _row_query(node)) is not None and _positive(node):
        return _in_row_query(t, _fields(node.this), pairs, scope)
    elif nested:
        inner = node.args["query"]
        inner = inner.this if isinstance(inner, exp.Subquery) else inner
        return _nested("in", this, queries.array_query(t, exp.Array(expressions=[inner]), scope))
    else:
        query = t.visit(node.args["query"], scope)
    if kind_of(this) not in (None, "FLOAT64") or _harmless(this):
        return typed(exp.In(this=this, query=query), "BOOL")
    if not _positive(node):
        return typed(exp.In(this=this, query=_without_nan(query)), "BOOL")
    found = typed(exp.In(this=this, query=query), "BOOL")
    missed = exp.Not(this=nan_of(this))
    return typed(exp.Paren(this=exp.And(this=found, expression=missed)), "BOOL")


def _without_nan(query: Node) -> Node:
    """The rows of a query but NaN, which nothing equals; NULL stays and leaves it open."""
    alias = exp.TableAlias(this=exp.to_identifier("members"), columns=[exp.to_identifier("member")])
    rows = exp.Subquery(this=query.this if isinstance(query, exp.Subquery) else query, alias=alias)
    member = exp.column("member")
    kept = exp.Not(this=exp.Is(this=call("bq.typed_nan", member), expression=exp.true()))
    return exp.Subquery(
        this=exp.Select(
            expressions=[member.copy()], from_=exp.From(this=rows), where=exp.Where(this=kept)
        )
    )


def _row_query(node: exp.In) -> exp.Select | None:
    """The query of IN (SELECT (a, b) ...), where both sides write their fields out."""
    query = node.args["query"]
    query = query.this if isinstance(query, exp.Subquery) else query
    plain = isinstance(query, exp.Select) and not query.args.get("kind")
    if not plain or len(query.expressions) != 1 or not _fields(node.this):
        return None
    return query if _fields(query.expressions[0].unalias()) else None


def _positive(node: Node) -> bool:
    """Whether the node is a condition in which unknown is as good as false."""
    up = node.parent
    while isinstance(up, exp.And | exp.Or | exp.Paren):
        up = up.parent
    return isinstance(up, exp.Where | exp.Having | exp.Qualify)


def _in_row_query(t: "Translator", fields: list[Node], query: exp.Select, scope: Scope) -> Node:
    """(a, b) IN (SELECT (c, d) ...) as a condition: DuckDB's rows, but NULL and NaN equal nothing."""
    given = [t.value(f, scope) for f in fields]
    query.set("expressions", [exp.Tuple(expressions=_fields(query.expressions[0].unalias()))])
    found = exp.In(
        this=exp.Tuple(expressions=given), query=exp.Subquery(this=t.visit(query, scope))
    )
    known = [exp.Not(this=exp.Is(this=g.copy(), expression=exp.Null())) for g in given]
    doubtful = [g for g in given if kind_of(g) in (None, "FLOAT64") and not _harmless(g)]
    numbers = [exp.Not(this=nan_of(g)) for g in doubtful]
    return typed(exp.Paren(this=exp.and_(found, *known, *numbers, copy=False)), "BOOL")


def like(t: "Translator", node: exp.Like, scope: Scope) -> Node:
    """x LIKE pattern, LIKE ANY (...) and LIKE ALL (...)."""
    this, pattern = node.this, node.expression
    if not node.args.get("negate") and isinstance(pattern, exp.Any | exp.All):
        items = pattern.this
        while isinstance(items, exp.Paren):
            items = items.this
        options = items.expressions if isinstance(items, exp.Tuple) else [items]
        if any(isinstance(o, exp.Unnest | exp.Subquery | exp.Select) for o in options):
            raise DialectError("LIKE ANY over an array or a query")
        parts = [like(t, exp.Like(this=this.copy(), expression=o), scope) for o in options]
        joined = (
            exp.or_(*parts, copy=False)
            if isinstance(pattern, exp.Any)
            else exp.and_(*parts, copy=False)
        )
        return typed(exp.Paren(this=joined), "BOOL")
    if node.args.get("negate"):
        plain = like(t, exp.Like(this=this, expression=pattern), scope)
        return typed(exp.Paren(this=exp.Not(this=exp.Paren(this=plain))), "BOOL")
    matched = exp.Like(this=t.visit(this, scope), expression=t.visit(pattern, scope))
    return typed(exp.Escape(this=matched, expression=exp.Literal.string("\\")), "BOOL")


def _nan_beside(x: Node, other: Node) -> Node:
    """Whether x is NaN; not beside a NULL, where the comparison is NULL."""
    nan = nan_of(x)
    if isinstance(bare(other), exp.Literal | exp.Placeholder | exp.Parameter):
        return nan
    here = exp.Not(this=exp.Is(this=exp.Paren(this=other.copy()), expression=exp.Null()))
    return exp.Paren(this=exp.And(this=nan, expression=here))


def nan_of(x: Node) -> Node:
    """Whether x is NaN."""
    if kind_of(x) == "FLOAT64":
        return call("isnan", x.copy())
    return call("bq.nan" if has_aggregate(x) else "bq.typed_nan", x.copy())


def _harmless(node: Node) -> bool:
    """A number that is written out is never NaN."""
    node = bare(node)
    return isinstance(node, exp.Literal | exp.Null | exp.Placeholder | exp.Parameter) or (
        isinstance(node, exp.Neg) and _harmless(node.this)
    )
