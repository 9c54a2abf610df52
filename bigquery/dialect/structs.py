"""STRUCTs that are written out, and arguments."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import (
    Fields,
    Node,
    cast,
    kind_of,
    typed,
)

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def visited(t: "Translator", args: list[Node], scope: Scope) -> list[Node]:
    """The DuckDB forms of arguments."""
    return [value(t, a, scope) for a in args]


def value(t: "Translator", node: Node, scope: Scope) -> Node:
    """(a, b) as an argument is a STRUCT."""
    if isinstance(node, exp.Tuple):
        return struct(t, [e.unalias() for e in node.expressions], scope, nameless=True)
    return t.visit(node, scope)


def struct(
    t: "Translator",
    items: list[Node],
    scope: Scope,
    names: list[str] | None = None,
    nameless: bool = False,
) -> Node:
    """STRUCT(...) with names given or taken from columns; without a name it is refused."""
    pairs: list[Node] = []
    kinds: dict[str, object] = {}
    if names is not None:
        items = [
            exp.alias_(i.this if isinstance(i, exp.Alias) else i, n)
            for i, n in zip(items, names, strict=True)
        ]
    for item in items:
        if isinstance(item, exp.PropertyEQ):
            name, value = item.this.name, item.expression
        else:
            name, value = (
                item.alias_or_name if isinstance(item, exp.Alias | exp.Column) else "",
                item,
            )
            value = item.this if isinstance(item, exp.Alias) else item
        name = "" if nameless else name
        if name.lower() in kinds:
            raise DialectError("a STRUCT with two fields of one name")
        name = name or f"_field_{len(kinds) + 1}"
        out = t.visit(value, scope)
        kinds[name.lower()] = kind_of(out)
        if kind_of(out) == "INT64" and isinstance(out, exp.Literal):
            out = cast(out, "BIGINT", "INT64")
        pairs.append(exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=out))
    return typed(exp.Struct(expressions=pairs), ("STRUCT", Fields(kinds)))


def struct_call(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return struct(t, args, scope)
