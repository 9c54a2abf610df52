"""PIVOT and UNPIVOT of a subquery, written out as aggregates and arrays."""

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import aggregates
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, call, mark

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


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
    key = field.this
    parts = [*pivot.expressions, key]
    used = {c.name.lower() for e in parts for c in e.find_all(exp.Column)}
    used |= {key.name.lower()} if isinstance(key, exp.Identifier) else set()
    inner = Scope(outer=scope, sources={"turned": columns})
    items: list[Node] = [_kept(used)]
    kinds = {k: v for k, v in columns.items() if k not in used}
    for value in field.expressions:
        plain = value.this if isinstance(value, exp.PivotAlias) else value
        named = value.args["alias"].name if plain is not value else _title(plain)
        for e in pivot.expressions:
            made = _cell(t, e.unalias(), key, plain, inner)
            title = f"{e.alias}_{named}" if e.alias else named
            title = "_" + title if title[:1].isdigit() else title
            kinds[title.lower()] = made.meta.get("kind")
            items.append(exp.alias_(made, title, quoted=True))
    out = exp.Select(expressions=items)
    out.set("group", exp.Group(all=True))
    out.meta["columns"] = kinds
    return out


def _title(value: Node) -> str:
    """What GoogleSQL calls the column of a value without a name."""
    if isinstance(value, exp.Neg):
        return "minus_" + _title(value.this)
    if isinstance(value, exp.Literal) and (value.is_string or value.name.isdigit()):
        return value.name
    if isinstance(value, exp.Boolean):
        return "true" if value.this else "false"
    if isinstance(value, exp.Null):
        return "NULL"
    if isinstance(value, exp.Cast) and isinstance(value.this, exp.Literal):
        kind = value.to.this.name
        if kind == "DATE":
            return value.this.name.replace("-", "_")
        if kind == "DECIMAL":
            text = f"{Decimal(value.this.name).normalize():f}"
            return text.replace("-", "minus_").replace(".", "_point_")
    raise DialectError("PIVOT for a value other than a plain literal needs AS name")


def _cell(t: "Translator", aggregate: Node, key: Node, value: Node, scope: Scope) -> Node:
    """An aggregate over the rows that have the value."""
    if not isinstance(aggregate, exp.Anonymous) or aggregate.name.upper() not in aggregates.RULES:
        raise DialectError(f"PIVOT by {aggregate.sql('bigquery')[:40]} is not translated")
    key = exp.column(key.name) if isinstance(key, exp.Identifier) else key.copy()
    same: Node = exp.EQ(this=key, expression=value.copy())
    if isinstance(value, exp.Null):
        same = exp.Is(this=key, expression=value.copy())
    hit = t.visit(same, scope)
    raw = [e.copy() for e in aggregate.expressions]
    parts, combine = aggregates.build(t, aggregate.name.upper(), raw, scope)
    return combine(*[mark(_only(p, hit.copy())) for p in parts])


def _only(part: Node, hit: Node) -> Node:
    if isinstance(part, exp.Filter):
        hit = exp.and_(part.expression.this, hit, copy=False)
        part = part.this
    return exp.Filter(this=part, expression=exp.Where(this=hit))
