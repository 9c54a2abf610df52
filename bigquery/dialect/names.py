"""Names that stand for something else: a script's variables, the arguments of functions.

In GoogleSQL a column is before a variable of its name. No schema is known here, so every query that
a value is put into also gets a join that DuckDB finds ambiguous when there is such a column: an
error, never another number.
"""

from sqlglot import exp

from bigquery.dialect.tree import Node

TABLE_FUNCTION = "table_function_"


def substituted(node: Node, given: dict[str, Node]) -> Node:
    """The node with expressions in the place of unqualified names; a column keeps its title."""
    if not given:
        return node
    holder = exp.Paren(this=node.copy())
    for c in list(holder.find_all(exp.Column)):
        name = c.name.lower()
        if c.table or name not in given or _is_alias(c, name):
            continue
        _guard(c, name)
        value = given[name].copy()
        titled = isinstance(c.parent, exp.Select) and c.arg_key == "expressions"
        c.replace(exp.alias_(value, c.name) if titled else value)
    out: Node = holder.this
    return out


def _is_alias(column: exp.Column, name: str) -> bool:
    """Whether it names an item of the SELECT list, as in ORDER BY."""
    clause = column.find_ancestor(exp.Order, exp.Group, exp.Having, exp.Qualify, exp.Select)
    select = column.find_ancestor(exp.Select)
    if clause is None or select is None or clause is select:
        return False
    return any(e.alias.lower() == name for e in select.expressions if isinstance(e, exp.Alias))


def _guard(column: exp.Column, name: str) -> None:
    up = column.find_ancestor(exp.Select)
    while up is not None:
        up.meta.setdefault("guarded", [])
        if name not in up.meta["guarded"]:
            up.meta["guarded"].append(name)
        up = up.find_ancestor(exp.Select)


def guard(select: exp.Select) -> None:
    """Joins that fail where a source has a column of a name that was put in."""
    if not select.args.get("from_"):
        return
    joins = select.args.get("joins") or []
    for join in joins:
        if not any(join.args.get(k) for k in ("kind", "side", "method", "on", "using")):
            join.set("kind", "CROSS")  # a comma would keep the guard from what is before it
    for n, name in enumerate(select.meta.get("guarded", [])):
        alias = exp.TableAlias(this=exp.to_identifier(f"variable_{n}"))
        one = exp.Select(expressions=[exp.alias_(exp.Null(), name, quoted=True)])
        seen = exp.Is(this=exp.column(name, quoted=True), expression=exp.Null())
        select.append(
            "joins",
            exp.Join(
                this=exp.Subquery(this=one, alias=alias), kind="SEMI", on=exp.or_(seen, exp.true())
            ),
        )
