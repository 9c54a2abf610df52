"""ORDER BY and windows: where NULL and NaN stand."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import aggregates
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, call, kind_of, mark

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


def is_double(value: Node) -> bool:
    return kind_of(value) in ("FLOAT64", None)


def ranked(item: exp.Ordered, place: Node, value: Node | None) -> list[Node]:
    """An order item, with a key before it that puts NaN where GoogleSQL has it."""
    desc = bool(item.args.get("desc"))
    first = item.args.get("nulls_first")
    first = not desc if first is None else bool(first)
    plain = exp.Ordered(this=place, desc=desc, nulls_first=first)
    if value is None or not is_double(value) or isinstance(value, exp.Literal):
        return [plain]
    rank = call("bq.rank_nulls_first" if first != desc else "bq.rank_nulls_last", value.copy())
    return [exp.Ordered(this=rank, desc=desc, nulls_first=first), plain]


def order(t: "Translator", clause: exp.Order, scope: Scope) -> Node:
    """ORDER BY inside an aggregate or a window."""
    out: list[Node] = []
    for item in clause.expressions:
        value = t.visit(item.this, scope)
        out += ranked(item, value, value)
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
