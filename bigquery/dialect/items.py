"""What a SELECT gives: its items, stars, names and types, AS STRUCT and AS VALUE."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Columns, Scope
from bigquery.dialect.tree import Fields, Node, call, kind_of, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def named(e: Node) -> Node:
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


def item(t: "Translator", e: Node, scope: Scope) -> Node:
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


def outputs(node: exp.Select, scope: Scope) -> Columns:
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


def as_value(node: exp.Select, kind: str) -> Node:
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


def using_first(node: exp.Select) -> None:
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
