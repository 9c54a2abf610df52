"""SELECT and what it is made of: sources, UNNEST, grouping by alias, order, windows."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import aggregates, pivots
from bigquery.dialect.coercion import alike, as_numeric, is_decimal, join_kinds
from bigquery.dialect.names import TABLE_FUNCTION, guard
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Columns, Scope
from bigquery.dialect.tree import Fields, Node, call, kind_of, mark, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

SELECT_PARTS = {
    "with_", "kind", "hint", "distinct", "expressions", "limit", "operation_modifiers", "from_", "joins", "where",
    "group", "having", "qualify", "windows", "order", "offset", "laterals", "exclude",
}  # fmt: skip

INLINE = (
    "(DuckDB: inline)"  # in the comment above a CTE: run it where it is named, as BigQuery does
)


def columns_of(node: Node | None) -> Columns:
    """The output columns of a translated query, as far as they are known."""
    while isinstance(node, exp.Subquery | exp.CTE | exp.Paren):
        node = node.this
    if node is not None and isinstance(node, exp.SetOperation):
        node = node.this
        return columns_of(node)
    return dict(node.meta.get("columns", {})) if node is not None else {}


def select(t: "Translator", node: exp.Select, outer: Scope) -> Node:
    """One SELECT."""
    scope = Scope(outer=outer)
    for key, value in node.args.items():
        if value and key not in SELECT_PARTS:
            raise DialectError(f"{key.upper().replace('_', ' ')} in a SELECT is not translated")
    node.set("hint", None)
    _with(t, node, scope)
    if node.args.get("from_"):
        node.set("from_", t.visit(node.args["from_"], scope))
    for join in node.args.get("joins") or []:
        _join(t, join, scope)
    kind = node.args.get("kind")
    group = node.args.get("group")
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


def _with(t: "Translator", node: Node, scope: Scope) -> None:
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
            out += _ranked(item, place, None if distinct and _is_double(value) else value)
            if distinct and _is_double(value):
                out[-1:] = _ranked(
                    item, exp.column(chosen.alias_or_name), exp.column(chosen.alias_or_name)
                )
            continue
        if index >= 0:
            out.append(item)
            continue
        _substitute(item, aliases)
        value = t.visit(item.this, scope)
        out += _ranked(item, value, value)
    clause.set("expressions", out)
    return clause


def _is_double(value: Node) -> bool:
    return kind_of(value) in ("FLOAT64", None)


def _ranked(item: exp.Ordered, place: Node, value: Node | None) -> list[Node]:
    """An order item, with a key before it that puts NaN where GoogleSQL has it."""
    desc = bool(item.args.get("desc"))
    first = item.args.get("nulls_first")
    first = not desc if first is None else bool(first)
    plain = exp.Ordered(this=place, desc=desc, nulls_first=first)
    if value is None or not _is_double(value) or isinstance(value, exp.Literal):
        return [plain]
    rank = call("bq.rank_nulls_first" if first != desc else "bq.rank_nulls_last", value.copy())
    return [exp.Ordered(this=rank, desc=desc, nulls_first=first), plain]


def order(t: "Translator", clause: exp.Order, scope: Scope) -> Node:
    """ORDER BY inside an aggregate or a window."""
    out: list[Node] = []
    for item in clause.expressions:
        value = t.visit(item.this, scope)
        out += _ranked(item, value, value)
    return exp.Order(expressions=out)


def window(t: "Translator", node: exp.Window, scope: Scope) -> Node:
    """fn(...) OVER (...)."""
    fn = node.this
    nulls = None
    if isinstance(fn, exp.IgnoreNulls | exp.RespectNulls):
        nulls, fn = type(fn), fn.this
    if not isinstance(fn, exp.Anonymous) or fn.name.upper() not in aggregates.RULES:
        raise DialectError(f"{fn.sql('bigquery')[:50]} over a window is not translated")
    raw = list(fn.expressions)
    if nulls and raw:
        raw[0] = nulls(this=raw[0])
    parts, combine = aggregates.build(t, fn.name.upper(), raw, scope, over=True)
    window_parts(t, node, scope)
    made = []
    for part in parts:
        copy = node.copy()
        copy.set("this", part)
        made.append(mark(copy))
    return combine(*made)


def window_parts(t: "Translator", node: exp.Window, scope: Scope) -> None:
    node.set("partition_by", [t.visit(p, scope) for p in node.args.get("partition_by") or []])
    spec = node.args.get("spec")
    bounds = [spec.args.get("start"), spec.args.get("end")] if spec else []
    by_value = (
        spec is not None
        and str(spec.args.get("kind")).upper() == "RANGE"
        and any(isinstance(b, exp.Expression) for b in bounds)
    )
    clause = node.args.get("order")
    if clause is not None:
        if by_value:
            clause.set(
                "expressions",
                [
                    exp.Ordered(
                        this=t.visit(i.this, scope),
                        desc=i.args.get("desc"),
                        nulls_first=not i.args.get("desc"),
                    )
                    for i in clause.expressions
                ],
            )
        else:
            node.set("order", order(t, clause, scope))


def subquery(t: "Translator", node: exp.Subquery, scope: Scope) -> Node:
    """(SELECT ...), as a source or as a value."""
    inner = Scope(outer=scope)
    _with(t, node, inner)
    node.set("this", t.visit(node.this, inner))
    for pivot in node.args.get("pivots") or []:
        node.set("this", pivots.turn(t, node.this, pivot, inner))
        if pivot.args.get("alias"):
            node.set("alias", pivot.args["alias"])
    node.set("pivots", None)
    columns = columns_of(node.this)
    if node.parent is not None and isinstance(node.parent, exp.From | exp.Join):
        if node.alias:
            scope.sources[node.alias.lower()] = columns
        else:
            scope.sources[f"#{len(scope.sources)}"] = columns
        return node
    if columns:
        typed(node, next(iter(columns.values())))
    return node


def table(t: "Translator", node: exp.Table, scope: Scope) -> Node:
    """A table by name; the project is dropped."""
    if node.args.get("pivots"):
        plain = node.copy()
        plain.set("pivots", None)
        turned = exp.Subquery(this=exp.Select(expressions=[exp.Star()], from_=exp.From(this=plain)))
        turned.set("pivots", node.args["pivots"])
        node.replace(turned)
        return subquery(t, turned, scope)
    for key in (
        "version",
        "when",
        "sample",
        "changes",
        "partition",
        "rows_from",
        "pattern",
    ):
        if node.args.get(key):
            raise DialectError(
                f"{ {'version': 'FOR SYSTEM_TIME', 'sample': 'TABLESAMPLE', 'pivots': 'PIVOT and UNPIVOT'}.get(key, key) } is not translated"
            )
    if isinstance(node.this, exp.Anonymous) and not node.args.get("offset"):
        return _table_call(t, node, scope)
    if not isinstance(node.this, exp.Identifier):
        raise DialectError(f"{node.sql('bigquery')[:60]} is not a table")
    name = node.name
    if "*" in name or "$" in name or "@" in name:
        raise DialectError(f"wildcard tables and decorators ({name}) are BigQuery's own")
    dataset = node.db
    if (
        "INFORMATION_SCHEMA" in (dataset.upper(), node.catalog.upper())
        or "INFORMATION_SCHEMA" in name.upper()
    ):
        raise DialectError("INFORMATION_SCHEMA differs from DuckDB's")
    head = node.catalog or dataset
    if head and scope.knows(head):
        value = exp.column(name, table=dataset, db=node.catalog or None)
        return unnest(
            t,
            exp.Unnest(
                expressions=[value],
                alias=exp.TableAlias(columns=[exp.to_identifier(node.alias or name)]),
                offset=node.args.get("offset"),
            ),
            scope,
            node,
        )
    if node.args.get("offset"):
        raise DialectError("WITH OFFSET of what is no array")
    node.set("catalog", None)
    known = t.tables.get(f"{dataset}.{name}") if dataset else scope.cte(name)
    if known is None:
        known = t.tables.get(name)
    scope.sources[(node.alias or name).lower()] = known or {}
    return node


def _table_call(t: "Translator", node: exp.Table, scope: Scope) -> Node:
    """A table function; only those that CREATE TABLE FUNCTION made have such a name."""
    name = node.this.name.lower()
    if any(isinstance(e, exp.Kwarg | exp.PropertyEQ) for e in node.this.expressions):
        raise DialectError("a table function with named arguments")
    given = [t.visit(e, scope) for e in node.this.expressions]
    node.set("this", exp.Anonymous(this=TABLE_FUNCTION + name, expressions=given))
    node.set("db", None)
    node.set("catalog", None)
    if not node.alias:
        node.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    scope.sources[node.alias.lower()] = {}
    return node


def unnest(t: "Translator", node: exp.Unnest, scope: Scope, place: Node | None = None) -> Node:
    """UNNEST of an array as a source, in the place of a node: its alias is a value, or has the
    fields of a STRUCT as columns; an alias that is used by itself is a value."""
    if len(node.expressions) != 1:
        raise DialectError("UNNEST of several arrays")
    array = t.visit(node.expressions[0], scope)
    alias = node.args.get("alias")
    name = alias.columns[0].name if alias is not None and alias.columns else node.alias
    correlated = array.find(exp.Column) is not None
    number = scope.size()
    kind = kind_of(array)
    element = kind[1] if isinstance(kind, tuple) and kind[0] == "ARRAY" else None
    offset = node.args.get("offset")
    position = (offset.name if isinstance(offset, exp.Expression) else "offset") if offset else None
    value = name or f"value_{number}"
    struct = isinstance(element, tuple) and element[0] == "STRUCT"
    opened = (struct or element is None) and _opens(place or node, value, struct)
    holder = value if opened else f"unnest_{number}"
    if opened:
        depth = exp.Kwarg(this=exp.var("max_depth"), expression=exp.Literal.number(2))
        one: Node = exp.Anonymous(this="unnest", expressions=[array, depth])
        scope.sources[value.lower()] = dict(element[1]) if struct else {}  # type: ignore[index]
        items = [one if struct else exp.alias_(one, value, quoted=True)]
    else:
        items = [exp.alias_(exp.Anonymous(this="unnest", expressions=[array]), value, quoted=True)]
        scope.values[value.lower()] = element
        scope.holders[value.lower()] = holder
    if position:
        scope.values[position.lower()] = "INT64"
        scope.holders[position.lower()] = holder
        counted = exp.Anonymous(
            this="unnest", expressions=[call("range", call("len", array.copy()))]
        )
        items.append(exp.alias_(counted, position, quoted=True))
    inner = exp.Select(expressions=items)
    if not isinstance(array, exp.Column) or array.name.lower() == value.lower():
        inner = _beside_its_columns(inner)
    named = exp.TableAlias(this=exp.to_identifier(holder, quoted=True))
    if correlated:
        return exp.Lateral(this=exp.Subquery(this=inner), alias=named)
    return exp.Subquery(this=inner, alias=named)


def _beside_its_columns(inner: exp.Select) -> exp.Select:
    """A lateral SELECT whose outer columns come in by a FROM of its own: DuckDB cannot expand a
    macro that is overloaded over a column from outside."""
    if inner.find(exp.Anonymous, exp.Case) is None or inner.find(exp.Select) is not inner:
        return inner
    given: dict[str, Node] = {}
    for c in list(inner.find_all(exp.Column)):
        up = c.parent
        while up is not None and not isinstance(up, exp.Lambda | exp.Select):
            up = up.parent
        if isinstance(up, exp.Lambda | exp.Select) and up is not inner:
            return inner
        known = given.setdefault(c.sql(), exp.alias_(c.copy(), f"outer_{len(given)}"))
        c.replace(typed(exp.column(known.alias), kind_of(c)))
    if given:
        items = list(given.values())
        source = exp.TableAlias(this=exp.to_identifier("outside"))
        inner.set(
            "from_", exp.From(this=exp.Subquery(this=exp.Select(expressions=items), alias=source))
        )
    return inner


def _opens(node: Node, value: str, struct: bool) -> bool:
    """Whether the fields of an array's STRUCTs come as columns: where * is selected, and where the
    alias does not stand by itself."""
    select = node.find_ancestor(exp.Select)
    if select is None:
        return struct
    if any(isinstance(e, exp.Star) for e in select.expressions):
        return True
    return not any(
        c.name.lower() == value.lower() and not c.table for c in select.find_all(exp.Column)
    )


def _join(t: "Translator", join: exp.Join, scope: Scope) -> None:
    if join.args.get("method"):
        raise DialectError(f"{join.args['method']} JOIN is not translated")
    source = t.visit(join.this, scope)
    join.set("this", source)
    if join.args.get("on"):
        join.set("on", t.visit(join.args["on"], scope))
    if isinstance(source, exp.Lateral) and not join.args.get("on") and join.side.upper() == "LEFT":
        join.set("on", exp.true())


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
    _with(t, node, inner)
    node.set("this", t.visit(node.this, inner))
    node.set("expression", t.visit(node.expression, inner))
    within = node.parent.parent if isinstance(node.parent, exp.CTE) else None
    if within is None or not within.args.get("recursive"):  # a probe would call itself
        _settle_columns(_leaves(node))
    columns = columns_of(node.this)
    other = columns_of(node.expression)
    if list(columns) and len(columns) == len(other):
        columns = {
            n: a if a == b else join_kinds(a, b)
            for (n, a), b in zip(columns.items(), other.values(), strict=True)
        }
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
                out += _ranked(item, item.this, item.this)
            else:
                out.append(item)
        clause.set("expressions", out)
    return node


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
