"""What stands in FROM: tables, subqueries, table functions, UNNEST."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import pivots
from bigquery.dialect.names import TABLE_FUNCTION
from bigquery.dialect.queries import with_clause
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope, columns_of
from bigquery.dialect.tree import Node, call, kind_of, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def subquery(t: "Translator", node: exp.Subquery, scope: Scope) -> Node:
    """(SELECT ...), as a source or as a value."""
    inner = Scope(outer=scope)
    with_clause(t, node, inner)
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
