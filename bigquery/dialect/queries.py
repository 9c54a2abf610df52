"""SELECT and what it is made of: its items, grouping by alias, what is sorted and joined."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import aggregates
from bigquery.dialect.names import guard
from bigquery.dialect.ordering import is_double, order, ranked
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Columns, Scope, columns_of
from bigquery.dialect.tree import Fields, Node, call, kind_of, typed

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
    node.set("expressions", [_named(e) for e in node.expressions])
    aliases = {e.alias.lower(): e.this.copy() for e in node.expressions if isinstance(e, exp.Alias)}
    if group:
        node.set("group", _group(t, group, aliases, node, scope))
    if node.args.get("where"):
        node.set("where", t.visit(node.args["where"], scope))
    for w in node.args.get("windows") or []:
        t.children(w, scope)
    _having(t, node, aliases, scope)
    tail = _opened(node, scope)
    source_order = node.args.get("order")
    node.set("expressions", [_item(t, e, scope) for e in node.expressions])
    if source_order:
        node.set("order", _order(t, source_order, node, aliases, scope))
    for key in ("limit", "offset"):
        if node.args.get(key):
            node.set(key, t.visit(node.args[key], scope))
    distinct = node.args.get("distinct")
    if distinct is not None and distinct.args.get("on"):
        raise DialectError("DISTINCT ON")
    columns = _outputs(node, scope)
    node.meta["columns"] = columns
    guard(node)
    if kind:
        node.set("kind", None)
        return _as_value(node, kind)
    _using_first(node)
    return _ordered_outside(t, node, tail, scope) if tail else node


def _named(e: Node) -> Node:
    """A path is called by its last part, which ORDER BY, GROUP BY and HAVING may use: written out,
    for DuckDB would look for a column of that name.
    """
    path = isinstance(e, exp.Dot) or (isinstance(e, exp.Column) and len(e.parts) > 1)
    last = e.expression if isinstance(e, exp.Dot) else e
    if (
        not path
        or isinstance(e.this, exp.Star)
        or not isinstance(last, exp.Column | exp.Identifier)
    ):
        return e
    return exp.alias_(e, last.name, quoted=True)


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


def _item(t: "Translator", e: Node, scope: Scope) -> Node:
    if isinstance(e, exp.Star):
        return _star(t, e, scope)
    if isinstance(e, exp.Column) and isinstance(e.this, exp.Star):
        star = e.this
        _star(t, star, scope)
        return _fields(t, e, scope) if len(e.parts) > 2 else e
    # GoogleSQL calls a column as the query writes it, DuckDB as the table does
    last = e.expression if isinstance(e, exp.Dot) else e
    written = last.name if isinstance(last, exp.Column | exp.Identifier) else ""
    out = t.visit(e, scope)
    same = isinstance(out, exp.Column) and written == written.lower()
    return exp.alias_(out, written, quoted=True) if written and not same else out


def _fields(t: "Translator", e: exp.Column, scope: Scope) -> Node:
    """a.b.*: the fields of a STRUCT as columns."""
    if e.this.args.get("except_") or e.this.args.get("replace"):
        raise DialectError("value.* EXCEPT; name the fields")
    path = exp.column(*reversed(e.parts[:-1]))  # type: ignore[call-overload]
    return call("unnest", t.visit(path, scope))


def _star(t: "Translator", star: exp.Star, scope: Scope) -> Node:
    for r in star.args.get("replace") or []:
        r.set("this", t.visit(r.this, scope))
    if star.args.get("rename"):
        raise DialectError("SELECT * RENAME")
    return star


def _outputs(node: exp.Select, scope: Scope) -> Columns:
    out: Columns = {}
    for e in node.expressions:
        star = e if isinstance(e, exp.Star) else e.this if isinstance(e, exp.Column) else None
        if isinstance(star, exp.Star):
            gone = {
                x.name.lower() for x in star.args.get("except_") or star.args.get("except") or []
            }
            changed = {x.alias.lower(): kind_of(x.this) for x in star.args.get("replace") or []}
            wanted = e.table.lower() if isinstance(e, exp.Column) else None
            for name, columns in scope.sources.items():
                if wanted in (None, name):
                    out |= {c: changed.get(c, k) for c, k in columns.items() if c not in gone}
            out |= (
                {n: k for n, k in scope.values.items() if wanted in (None, n)}
                if wanted is None
                else {}
            )
        elif e.alias_or_name:
            out[e.alias_or_name.lower()] = kind_of(e)
    return out


def _as_value(node: exp.Select, kind: str) -> Node:
    """SELECT AS STRUCT and SELECT AS VALUE."""
    if str(kind).upper() == "STRUCT":
        holder = node.parent
        if isinstance(holder, exp.Subquery) and isinstance(holder.parent, exp.From | exp.Join):
            return node  # a source's columns are the fields
        pairs = []
        whole = _whole_row(node)
        if whole is not None:
            node.set("expressions", [whole])
            node.meta["value"] = kind_of(whole)
            return node
        for e in node.expressions:
            if isinstance(e, exp.Star) or isinstance(e.this, exp.Star) or not e.alias_or_name:
                raise DialectError("SELECT AS STRUCT needs a name for every field")
            value = e.this if isinstance(e, exp.Alias) else e
            pairs.append(
                exp.PropertyEQ(
                    this=exp.to_identifier(e.alias_or_name, quoted=True), expression=value
                )
            )
        kinds = ("STRUCT", Fields({e.alias_or_name.lower(): kind_of(e) for e in node.expressions}))
        if node.args.get("distinct"):
            raise DialectError("SELECT DISTINCT AS STRUCT")
        node.set("expressions", [typed(exp.Struct(expressions=pairs), kinds)])
        node.meta["value"] = kinds
        return node
    value = node.expressions[0]
    node.meta["value"] = kind_of(value)
    k = node.meta["value"]
    node.meta["columns"] = dict(k[1]) if isinstance(k, tuple) and k[0] == "STRUCT" else {}
    node.meta["as_value"] = True
    return node


def _whole_row(node: exp.Select) -> Node | None:
    """SELECT AS STRUCT x.*, or * of one source: the row of that source."""
    e = node.expressions[0]
    star = e if isinstance(e, exp.Star) else e.this
    if len(node.expressions) > 1 or not isinstance(star, exp.Star) or node.args.get("distinct"):
        return None
    if any(star.args.get(k) for k in ("except_", "replace")):
        return None
    if isinstance(e, exp.Column):
        return exp.column(e.table) if len(e.parts) == 2 else None
    if not node.args.get("from_") or node.args.get("joins"):
        return None
    name = node.args["from_"].this.alias_or_name
    return exp.column(name) if name else None


def _using_first(node: exp.Select) -> None:
    """SELECT * over JOIN USING: GoogleSQL gives the shared columns first."""
    joins = node.args.get("joins") or []
    sets = [[u.name.lower() for u in j.args.get("using") or []] for j in joins]
    stars = [e for e in node.expressions if isinstance(e, exp.Star)]
    if not any(sets) or not stars:
        return
    star = stars[0]
    gone = [x.name.lower() for x in star.args.get("except_") or []]
    changed = {r.alias.lower() for r in star.args.get("replace") or []}
    if any(s != sets[0] for s in sets) or changed & set(sets[0]):
        raise DialectError("SELECT * over several joins with USING; name the columns")
    names = [exp.to_identifier(n) for n in [*sets[0], *gone]]
    star.set("except_", list({n.name: n for n in names}.values()))
    at = node.expressions.index(star)
    shared = [exp.column(u) for u in sets[0] if u not in gone]
    node.set("expressions", [*node.expressions[:at], *shared, *node.expressions[at:]])


def _group(
    t: "Translator", group: exp.Group, aliases: dict[str, Node], node: exp.Select, scope: Scope
) -> Node:
    """GROUP BY, where a name means the select item of that name before a column."""
    if group.args.get("all"):
        group.set("all", None)
        group.set("expressions", [
            exp.Literal.number(n)
            for n, e in enumerate(node.expressions, 1)
            if not any(
                isinstance(f, exp.Anonymous) and f.name.upper() in aggregates.RULES
                for f in e.find_all(exp.Anonymous)
            )
        ])  # fmt: skip
    names = [e.alias_or_name.lower() for e in node.expressions]
    plain: list[Node] = []
    for e in group.expressions:
        if isinstance(e, exp.Column) and not e.table and e.name.lower() in aliases:
            plain.append(exp.Literal.number(names.index(e.name.lower()) + 1))
        elif isinstance(e, exp.Literal) and not e.is_string:
            plain.append(e)
        else:
            plain.append(t.visit(e, scope))
    group.set("expressions", plain)
    for key in ("rollup", "cube", "grouping_sets"):
        for part in group.args.get(key) or []:
            for column in list(part.find_all(exp.Column)):
                if not column.table and column.name.lower() in aliases:
                    column.replace(aliases[column.name.lower()].copy())
            t.children(part, scope)
    return group


def _inside_aggregate(node: Node, top: Node) -> bool:
    up = node.parent
    while up is not None and up is not top:
        if (isinstance(up, exp.Anonymous) and up.name.upper() in aggregates.RULES) or isinstance(
            up, exp.Select
        ):
            return True
        up = up.parent
    return False


def _substitute(part: Node, aliases: dict[str, Node]) -> None:
    for column in list(part.find_all(exp.Column)):
        if (
            not column.table
            and column.name.lower() in aliases
            and not _inside_aggregate(column, part)
        ):
            column.replace(exp.Paren(this=aliases[column.name.lower()].copy()))


def _having(t: "Translator", node: exp.Select, aliases: dict[str, Node], scope: Scope) -> None:
    for key in ("having", "qualify"):
        part = node.args.get(key)
        if part:
            _substitute(part, aliases)
            node.set(key, t.visit(part, scope))


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
        _substitute(item, aliases)
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
