"""PIVOT and UNPIVOT of a subquery, written out as aggregates and arrays."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, call

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

PIVOTED = ("COUNT", "SUM", "AVG", "MAX")


def turn(t: "Translator", query: Node, pivot: exp.Pivot, scope: Scope) -> Node:
    """The query with its columns turned. Raises DialectError where the columns are not known."""
    columns = dict(query.meta.get("columns", {}))
    if pivot.args.get("alias"):
        raise DialectError("PIVOT with an alias")
    if len(pivot.args["fields"]) != 1 or not columns:
        raise DialectError("PIVOT needs one FOR and a subquery that names its columns")
    field = pivot.args["fields"][0]
    if pivot.args.get("unpivot"):
        done = _unpivot(pivot, field, columns)
    else:
        done = _pivot(t, pivot, field, columns, scope)
    holder = exp.TableAlias(this=exp.to_identifier("turned"))
    done.set("from_", exp.From(this=exp.Subquery(this=query, alias=holder)))
    return done


def _pair(name: str, value: Node) -> Node:
    return exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value)


def _unpivot(pivot: exp.Pivot, field: exp.In, columns: dict[str, object]) -> exp.Select:
    named = pivot.expressions
    if (
        pivot.args.get("include_nulls")
        or len(named) != 1
        or not isinstance(named[0], exp.Identifier)
    ):
        raise DialectError("UNPIVOT with INCLUDE NULLS or several columns")
    if not all(isinstance(c, exp.Column) for c in field.expressions):
        raise DialectError("UNPIVOT with names for its columns")
    names = [c.name for c in field.expressions]
    lost = {n.lower() for n in names}
    kept = [n for n in columns if n not in lost]
    value, title = named[0].name, field.this.name
    rows = [
        exp.Struct(expressions=[_pair(value, exp.column(n)), _pair(title, exp.Literal.string(n))])
        for n in names
    ]
    present = exp.Var(this=f'lambda e: e."{value}" IS NOT NULL')
    depth = exp.Kwarg(this=exp.var("max_depth"), expression=exp.Literal.number(2))
    listed = call("list_filter", exp.Array(expressions=rows), present)
    turned = exp.Anonymous(this="unnest", expressions=[listed, depth])
    out = exp.Select(expressions=[*[exp.column(k) for k in kept], turned])
    out.meta["columns"] = {k: columns[k] for k in kept} | {
        value.lower(): columns.get(names[0].lower()),
        title.lower(): "STRING",
    }
    return out


def _pivot(
    t: "Translator", pivot: exp.Pivot, field: exp.In, columns: dict[str, object], scope: Scope
) -> exp.Select:
    titles = [c.name for c in pivot.args.get("columns") or []]
    key = field.this.name.lower()
    used = {c.name.lower() for e in pivot.expressions for c in e.find_all(exp.Column)} | {key}
    kept = [n for n in columns if n not in used]
    inner = Scope(outer=scope, sources={"turned": columns})
    items: list[Node] = [exp.column(k) for k in kept]
    kinds = {k: columns[k] for k in kept}
    for value in field.expressions:
        plain = value.this if isinstance(value, exp.PivotAlias) else value
        for e in pivot.expressions:
            made = _cell(t, e.this if isinstance(e, exp.Alias) else e, key, plain, inner)
            title = titles[len(items) - len(kept)]
            kinds[title.lower()] = made.meta.get("kind")
            items.append(exp.alias_(made, title))
    out = exp.Select(expressions=items)
    if kept:
        out.set("group", exp.Group(expressions=[exp.column(k) for k in kept]))
    out.meta["columns"] = kinds
    return out


def _cell(t: "Translator", aggregate: Node, key: str, value: Node, scope: Scope) -> Node:
    given = aggregate.expressions
    plain = isinstance(aggregate, exp.Anonymous) and aggregate.name.upper() in PIVOTED
    if not plain or len(given) != 1 or isinstance(given[0], exp.Distinct):
        raise DialectError(f"PIVOT by {aggregate.sql('bigquery')[:40]} is not translated")
    hit = exp.EQ(this=exp.column(key), expression=value.copy())
    what = exp.Literal.number(1) if isinstance(given[0], exp.Star) else given[0].copy()
    chosen = exp.Case(ifs=[exp.If(this=hit, true=what)])
    return t.visit(exp.Anonymous(this=aggregate.name, expressions=[chosen]), scope)
