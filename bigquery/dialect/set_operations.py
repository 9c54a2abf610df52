"""UNION, INTERSECT and EXCEPT: columns that come to one type."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.coercion import alike, as_numeric, is_decimal, join_kinds
from bigquery.dialect.ordering import ranked
from bigquery.dialect.queries import with_clause
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope, columns_of
from bigquery.dialect.tree import Node, bare, call, kind_of

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def set_operation(t: "Translator", node: exp.SetOperation, scope: Scope) -> Node:
    """UNION, INTERSECT, EXCEPT."""
    inner = Scope(outer=scope)
    if (
        node.args.get("by_name")
        or node.args.get("side")
        or node.args.get("kind")
        or node.args.get("on")
    ):
        raise DialectError("set operations BY NAME or CORRESPONDING")
    if not node.args.get("distinct") and not isinstance(node, exp.Union):
        raise DialectError(f"{type(node).__name__} ALL does not exist in BigQuery")
    with_clause(t, node, inner)
    node.set("this", t.visit(node.this, inner))
    node.set("expression", t.visit(node.expression, inner))
    within = node.parent.parent if isinstance(node.parent, exp.CTE) else None
    if within is None or not within.args.get("recursive"):  # a probe would call itself
        _settle_columns(_leaves(node))
    columns = columns_of(node.this)
    rows = [_kinds(leaf) for leaf in _leaves(node)]
    if all(row is not None and len(row) == len(columns) for row in rows):
        columns = {n: _joined([row[i] for row in rows if row]) for i, n in enumerate(columns)}
    else:  # a star or a column without a name: nothing is known for all
        columns = dict.fromkeys(columns)
    left: Node = node
    while isinstance(left, exp.SetOperation | exp.Subquery):
        left = left.this
    left.meta["columns"] = columns
    clause = node.args.get("order")
    if clause is not None:
        out: list[Node] = []
        for item in clause.expressions:
            if isinstance(item.this, exp.Column):
                item.this.meta["kind"] = columns.get(item.this.name.lower())
                out += ranked(item, item.this, item.this)
            else:
                out.append(item)
        clause.set("expressions", out)
    return node


def _kinds(leaf: exp.Select) -> list[object] | None:
    """The types of the columns, by position."""
    if any(isinstance(e, exp.Star) or isinstance(e.this, exp.Star) for e in leaf.expressions):
        known = leaf.meta.get("columns")
        return list(known.values()) if known else None
    return [
        "NULL" if isinstance(bare(e.unalias()), exp.Null) else kind_of(e) for e in leaf.expressions
    ]


def _joined(kinds: list[object]) -> object:
    known = [k for k in kinds if k != "NULL"]
    out = known[0] if known else None
    for k in known[1:]:
        out = join_kinds(out, k)
    return out


def _leaves(node: Node | None) -> list[exp.Select]:
    while isinstance(node, exp.Subquery):
        node = node.this
    if isinstance(node, exp.SetOperation):
        return _leaves(node.this) + _leaves(node.expression)
    return [node] if isinstance(node, exp.Select) else []


def _settle_columns(leaves: list[exp.Select]) -> None:
    """A decimal literal over or under a NUMERIC is a NUMERIC; what an unknown column is, the
    binder tells from a subquery that is never run."""
    for i in range(min((len(s.expressions) for s in leaves), default=0)):
        items = [s.expressions[i] for s in leaves]
        values = _alike([e.this if isinstance(e, exp.Alias) else e for e in items])
        written = [is_decimal(v) for v in values]
        kinds = {
            kind_of(v)
            for v, w in zip(values, written, strict=True)
            if not w and not isinstance(v, exp.Null)
        }
        if not any(written) or "FLOAT64" in kinds or kinds <= {"INT64"}:
            continue
        unknown = next(
            (
                s
                for s, v, w in zip(leaves, values, written, strict=True)
                if not w and kind_of(v) is None and not isinstance(v, exp.Null)
            ),
            None,
        )
        if any(s.find(exp.Star) in s.expressions for s in leaves):
            raise DialectError("a decimal literal in a UNION beside *; name the columns")
        for leaf, value, w in zip(leaves, values, written, strict=True):
            if not w:
                continue
            new = as_numeric(value)
            if "NUMERIC" not in kinds and unknown is not None:
                new = call("bq.beside", _probe(unknown, i), value.copy(), new)
            if value is leaf.expressions[i]:
                leaf.expressions[i].replace(new)
            else:
                value.replace(new)
            if "NUMERIC" in kinds and leaf.meta.get("columns"):
                name = leaf.expressions[i].alias_or_name.lower()
                leaf.meta["columns"] = {**leaf.meta["columns"], name: "NUMERIC"}


def _alike(values: list[Node]) -> list[Node]:
    """The values of a column of a set operation, STRUCTs by position."""
    out = alike(values)
    for old, new in zip(values, out, strict=True):
        if new is not old:
            old.replace(new)
    return out


def _probe(query: exp.Select, i: int) -> Node:
    names = [exp.to_identifier(f"c{n}") for n in range(len(query.expressions))]
    source = exp.Subquery(
        this=query.copy(), alias=exp.TableAlias(this=exp.to_identifier("probe"), columns=names)
    )
    return exp.Subquery(
        this=exp.Select(expressions=[exp.column(f"c{i}")], from_=exp.From(this=source))
    )
