"""GROUP BY, HAVING and QUALIFY, where a name means the select item of that name first."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import aggregates
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def group_by(
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


def substitute(part: Node, aliases: dict[str, Node]) -> None:
    for column in list(part.find_all(exp.Column)):
        if (
            not column.table
            and column.name.lower() in aliases
            and not _inside_aggregate(column, part)
        ):
            column.replace(exp.Paren(this=aliases[column.name.lower()].copy()))


def having(t: "Translator", node: exp.Select, aliases: dict[str, Node], scope: Scope) -> None:
    for key in ("having", "qualify"):
        part = node.args.get(key)
        if part:
            substitute(part, aliases)
            node.set(key, t.visit(part, scope))
