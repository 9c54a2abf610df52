"""SELECT: its parts in the order in which they see each other, what is sorted, WITH and joins."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import grouping, items
from bigquery.dialect.names import guard
from bigquery.dialect.ordering import is_double, order, ranked
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope, columns_of
from bigquery.dialect.tree import Node, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

SELECT_PARTS = {
    "with_", "kind", "hint", "distinct", "expressions", "limit", "operation_modifiers", "from_", "joins", "where",
    "group", "having", "qualify", "windows", "order", "offset", "laterals", "exclude",
}  # fmt: skip
INLINE = (
    "(DuckDB: inline)"  # in the comment above a CTE: run it where it is named, as BigQuery does
)


def select(t: "Translator", node: exp.Select, outer: Scope) -> Node:
    """One SELECT."""
    scope = Scope(outer=outer)
    for key, value in node.args.items():
        if value and key not in SELECT_PARTS:
            raise DialectError(f"{key.upper().replace('_', ' ')} in a SELECT is not translated")
    node.set("hint", None)
    with_clause(t, node, scope)
    if node.args.get("from_"):
        node.set("from_", t.visit(node.args["from_"], scope))
    for join in node.args.get("joins") or []:
        _join(t, join, scope)
    kind = node.args.get("kind")
    group = node.args.get("group")
    node.set("expressions", [items.named(e) for e in node.expressions])
    aliases = {e.alias.lower(): e.this.copy() for e in node.expressions if isinstance(e, exp.Alias)}
    if group:
        node.set("group", grouping.group_by(t, group, aliases, node, scope))
    if node.args.get("where"):
        node.set("where", t.visit(node.args["where"], scope))
    for w in node.args.get("windows") or []:
        t.children(w, scope)
    grouping.having(t, node, aliases, scope)
    tail = _opened(node, scope)
    source_order = node.args.get("order")
    node.set("expressions", [items.item(t, e, scope) for e in node.expressions])
    if source_order:
        node.set("order", _order(t, source_order, node, aliases, scope))
    for key in ("limit", "offset"):
        if node.args.get(key):
            node.set(key, t.visit(node.args[key], scope))
    distinct = node.args.get("distinct")
    if distinct is not None and distinct.args.get("on"):
        raise DialectError("DISTINCT ON")
    columns = items.outputs(node, scope)
    node.meta["columns"] = columns
    guard(node)
    if kind:
        node.set("kind", None)
        return items.as_value(node, kind)
    items.using_first(node)
    return _ordered_outside(t, node, tail, scope) if tail else node


def _opened(node: exp.Select, scope: Scope) -> dict[str, Node]:
    """ORDER BY and LIMIT of a SELECT that opens a STRUCT (r.*): its fields are known outside only."""
    opens = any(
        isinstance(e, exp.Column)
        and isinstance(e.this, exp.Star)
        and (len(e.parts) > 2 or e.table.lower() not in scope.sources)
        for e in node.expressions
    )
    if not node.args.get("order") or not (opens or _sorts_distinct(node)):
        return {}
    tail = {k: node.args[k] for k in ("order", "limit", "offset") if node.args.get(k)}
    for key in tail:
        node.set(key, None)
    return tail


def _sorts_distinct(node: exp.Select) -> bool:
    """Whether a SELECT DISTINCT is ordered by its own columns; DuckDB loses the order of some."""
    if not node.args.get("distinct"):
        return False
    names = {e.alias_or_name.lower() for e in node.expressions}
    by = [item.this for item in node.args["order"].expressions]
    return all(isinstance(e, exp.Column) and e.name.lower() in names for e in by)


def _ordered_outside(
    t: "Translator", node: exp.Select, tail: dict[str, Node], inner: Scope
) -> exp.Select:
    """The SELECT in another that sorts it; what is sorted by and not selected goes along."""
    hidden: list[Node] = []
    for item in tail["order"].expressions:
        by = item.this
        if isinstance(by, exp.Column) and by.table and not node.args.get("distinct"):
            name = f"order_{len(hidden)}"
            hidden.append(exp.alias_(t.visit(by, inner), name))
            item.set("this", exp.column(name))
        elif isinstance(by, exp.Column):
            item.set("this", exp.column(by.name))
    node.set("expressions", [*node.expressions, *hidden])
    holder = exp.TableAlias(this=exp.to_identifier("opened"))
    star = exp.Star(except_=[exp.to_identifier(h.alias) for h in hidden] or None)
    wrapped = exp.Select(
        expressions=[star],
        from_=exp.From(this=exp.Subquery(this=node.copy(), alias=holder)),
    )
    scope = Scope(outer=inner.outer, sources={"opened": node.meta["columns"]})
    wrapped.set("order", order(t, tail["order"], scope))  # type: ignore[arg-type]
    for key in ("limit", "offset"):
        if key in tail:
            wrapped.set(key, t.visit(tail[key], scope))
    wrapped.meta["columns"] = node.meta["columns"]
    return wrapped


def with_clause(t: "Translator", node: Node, scope: Scope) -> None:
    with_ = node.args.get("with_")
    if not with_:
        return
    for cte in with_.expressions:
        if with_.args.get("recursive"):
            scope.ctes[cte.alias.lower()] = {}
        if any(INLINE in comment for comment in cte.args["alias"].comments or ()):
            cte.set("materialized", False)
        cte.set("this", t.visit(cte.this, scope))
        scope.ctes[cte.alias.lower()] = columns_of(cte.this)
    if with_.args.get("recursive"):
        _check_recursive(with_)


def _check_recursive(with_: Node) -> None:
    for cte in with_.expressions:
        if cte.args.get("alias") and cte.args["alias"].columns:
            raise DialectError("a CTE with a list of columns")


def _order(
    t: "Translator", clause: exp.Order, node: exp.Select, aliases: dict[str, Node], scope: Scope
) -> Node:
    out = []
    distinct = bool(node.args.get("distinct"))
    for item in clause.expressions:
        this = item.this
        name = this.name.lower() if isinstance(this, exp.Column) and not this.table else ""
        index = int(this.name) - 1 if isinstance(this, exp.Literal) and not this.is_string else -1
        if name in aliases:
            index = [
                e.alias.lower() if isinstance(e, exp.Alias) else "" for e in node.expressions
            ].index(name)
        starred = any(
            isinstance(e, exp.Star) or isinstance(e.this, exp.Star) for e in node.expressions
        )
        if index >= 0 and not starred:
            chosen = node.expressions[index]
            value = chosen.this if isinstance(chosen, exp.Alias) else chosen
            place = exp.Literal.number(index + 1)
            out += ranked(item, place, None if distinct and is_double(value) else value)
            if distinct and is_double(value):
                out[-1:] = ranked(
                    item, exp.column(chosen.alias_or_name), exp.column(chosen.alias_or_name)
                )
            continue
        if index >= 0:
            out.append(item)
            continue
        grouping.substitute(item, aliases)
        value = t.visit(item.this, scope)
        out += ranked(item, value, value)
    clause.set("expressions", out)
    return clause


def _join(t: "Translator", join: exp.Join, scope: Scope) -> None:
    if join.args.get("method"):
        raise DialectError(f"{join.args['method']} JOIN is not translated")
    source = t.visit(join.this, scope)
    join.set("this", source)
    if join.args.get("on"):
        join.set("on", t.visit(join.args["on"], scope))
    if isinstance(source, exp.Lateral) and not join.args.get("on") and join.side.upper() == "LEFT":
        join.set("on", exp.true())


def array_query(t: "Translator", node: exp.Array, scope: Scope) -> Node:
    """ARRAY(SELECT ...): one column, in its order."""
    query = t.visit(node.expressions[0], scope)
    inner = query
    while isinstance(inner, exp.Subquery):
        inner = inner.this
    kind = inner.meta.get("value")
    if kind is None:
        columns = columns_of(inner)
        kind = next(iter(columns.values())) if len(columns) == 1 else None
    return typed(exp.Array(expressions=[inner]), ("ARRAY", kind))
