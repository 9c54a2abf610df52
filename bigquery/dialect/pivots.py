"""PIVOT and UNPIVOT of a subquery, written out as aggregates and arrays."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, call

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

PIVOTED = (
    "COUNT",
    "SUM",
    "AVG",
    "MAX",
    "MIN",
    "ANY_VALUE",
    "COUNTIF",
    "STRING_AGG",
    "LOGICAL_OR",
    "LOGICAL_AND",
    "STDDEV",
)


def turn(t: "Translator", query: Node, pivot: exp.Pivot, scope: Scope) -> Node:
    """The query with its columns turned."""
    columns = dict(query.meta.get("columns", {}))
    if len(pivot.args["fields"]) != 1:
        raise DialectError("PIVOT needs one FOR")
    field = pivot.args["fields"][0]
    if pivot.args.get("unpivot"):
        done = _unpivot(pivot, field, columns)
    else:
        done = _pivot(t, pivot, field, columns, scope)
    holder = exp.TableAlias(this=exp.to_identifier("turned"))
    done.set("from_", exp.From(this=exp.Subquery(this=query, alias=holder)))
    return done


def _kept(lost: set[str]) -> Node:
    """Every column but these."""
    return exp.Star(except_=[exp.to_identifier(n, quoted=True) for n in sorted(lost)])


def _pair(name: str, value: Node) -> Node:
    return exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value)


def _names(node: Node) -> list[str]:
    items = node.expressions if isinstance(node, exp.Tuple) else [node]
    if not all(isinstance(i, exp.Column | exp.Identifier) for i in items):
        raise DialectError("UNPIVOT takes columns by name")
    return [i.name for i in items]


def _unpivot(pivot: exp.Pivot, field: exp.In, columns: dict[str, object]) -> exp.Select:
    if len(pivot.expressions) != 1:
        raise DialectError("UNPIVOT of this form is not translated")
    values, title = _names(pivot.expressions[0]), field.this.name
    lost, rows = set(), []
    for item in field.expressions:
        group = _names(item.this if isinstance(item, exp.PivotAlias) else item)
        if len(group) != len(values):
            raise DialectError("UNPIVOT needs as many columns in each group as it has values")
        lost |= {n.lower() for n in group}
        label: Node = exp.Literal.string("_".join(group))
        if isinstance(item, exp.PivotAlias):
            label = item.args["alias"].copy()
            if not label.is_string:
                label = exp.cast(label, "BIGINT")
        pairs = [_pair(v, exp.column(n)) for v, n in zip(values, group, strict=True)]
        rows.append(exp.Struct(expressions=[*pairs, _pair(title, label)]))
    depth = exp.Kwarg(this=exp.var("max_depth"), expression=exp.Literal.number(2))
    listed: Node = exp.Array(expressions=rows)
    if not pivot.args.get("include_nulls"):
        known = " OR ".join(f'e."{v}" IS NOT NULL' for v in values)
        listed = call("list_filter", listed, exp.Var(this=f"lambda e: {known}"))
    turned = exp.Anonymous(this="unnest", expressions=[listed, depth])
    out = exp.Select(expressions=[_kept(lost), turned])
    first = _names(pivot.expressions[0])[0].lower()
    out.meta["columns"] = {k: v for k, v in columns.items() if k not in lost} | {
        first: columns.get(min(lost)) if len({columns.get(n) for n in lost}) == 1 else None
    }
    return out


def _pivot(
    t: "Translator", pivot: exp.Pivot, field: exp.In, columns: dict[str, object], scope: Scope
) -> exp.Select:
    titles = [c.name for c in pivot.args.get("columns") or []]
    key = field.this.name.lower()
    used = {c.name.lower() for e in pivot.expressions for c in e.find_all(exp.Column)} | {key}
    inner = Scope(outer=scope, sources={"turned": columns})
    items: list[Node] = [_kept(used)]
    kinds = {k: v for k, v in columns.items() if k not in used}
    for value in field.expressions:
        plain = value.this if isinstance(value, exp.PivotAlias) else value
        if plain is value and not isinstance(plain, exp.Literal | exp.Boolean | exp.Null):
            raise DialectError("PIVOT for a value other than a plain literal needs AS name")
        for e in pivot.expressions:
            made = _cell(t, e.this if isinstance(e, exp.Alias) else e, key, plain, inner)
            title = titles[len(items) - 1]
            kinds[title.lower()] = made.meta.get("kind")
            items.append(exp.alias_(made, title, quoted=True))
    out = exp.Select(expressions=items)
    out.set("group", exp.Group(all=True))
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
