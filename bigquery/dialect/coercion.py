"""Coercion: the one type that several values come to have, and literals that take it on."""

from decimal import ROUND_HALF_UP, Context, Decimal

from sqlglot import exp

from bigquery.dialect.tree import Fields, Node, bare, call, cast, kind_of, lifted, typed


def alike(nodes: list[Node]) -> list[Node]:
    """STRUCTs that must have one type, all but the first without names: DuckDB goes by name where
    there are names, and GoogleSQL by position."""
    given = [n for n in nodes if not isinstance(bare(n), exp.Null)]
    if not any(_has_struct(kind_of(n)) for n in given):
        return nodes
    first = kind_of(given[0])
    return [n if n is given[0] or not _differ(kind_of(n), first) else positional(n) for n in nodes]


def _has_struct(kind: object) -> bool:
    return isinstance(kind, tuple) and (kind[0] == "STRUCT" or _has_struct(kind[1]))


def _differ(a: object, b: object) -> bool:
    """Whether the names of two types' fields may differ."""
    if not isinstance(a, tuple) or not isinstance(b, tuple):
        return isinstance(a, tuple) or isinstance(b, tuple)
    if a[0] == b[0] == "STRUCT":
        return list(a[1]) != list(b[1]) or any(map(_differ, a[1].values(), b[1].values()))
    return _differ(a[1], b[1]) if a[0] == b[0] else True


def positional(node: Node) -> Node:
    """A STRUCT without the names of its fields."""
    kind, inner = kind_of(node), bare(node)
    if isinstance(inner, exp.Struct):
        return call("row", *[positional(e.expression) for e in inner.expressions], kind=kind)
    if isinstance(inner, exp.Array) and _has_struct(kind) and not inner.find(exp.Select):
        return typed(exp.Array(expressions=[positional(e) for e in inner.expressions]), kind)
    if not isinstance(kind, tuple) or kind[0] != "STRUCT":
        return node
    fields = [
        positional(call("struct_extract_at", inner.copy(), n, kind=k))
        for n, k in enumerate(kind[1].values(), 1)
    ]
    missing = exp.Is(this=inner.copy(), expression=exp.Null())
    return typed(
        exp.Case(ifs=[exp.If(this=missing, true=exp.Null())], default=call("row", *fields)), kind
    )


def settle(nodes: list[Node]) -> list[Node]:
    """Values that must have one type, where a decimal literal beside a NUMERIC is a NUMERIC."""
    nodes = alike(nodes)
    plain = [n for n in nodes if not isinstance(bare(n), exp.Null)]
    others = [n for n in plain if not is_decimal(n)]
    kinds = {kind_of(n) for n in others}
    if len(others) == len(plain) or not others or not kinds <= {None, "NUMERIC", "INT64"}:
        return nodes
    if kinds == {"INT64"}:
        return nodes
    if None not in kinds:
        return [as_numeric(n) if is_decimal(n) else n for n in nodes]
    other = others[0] if len(others) == 1 else call("coalesce", *others)
    return [_literal_beside(n, other) if is_decimal(n) else n for n in nodes]


def is_decimal(node: Node) -> bool:
    inner = bare(node)
    inner = bare(inner.this) if isinstance(inner, exp.Neg) else inner
    return isinstance(inner, exp.Literal) and kind_of(inner) == "FLOAT64"


def as_numeric(node: Node) -> Node:
    inner = bare(node)
    sign, inner = ("-", bare(inner.this)) if isinstance(inner, exp.Neg) else ("", inner)
    value = f"{Decimal(inner.name).quantize(Decimal('1e-9'), ROUND_HALF_UP, Context(prec=80)):f}"
    return cast(exp.Literal.string(sign + value), "DECIMAL(38,9)", "NUMERIC")


def _literal_beside(node: Node, other: Node) -> Node:
    if abs(float(bare(node).sql())) >= 1e28:
        return node
    return lifted(lambda k: call("bq.beside", k, node.copy(), as_numeric(node)), other.copy())


def wide(node: Node) -> Node:
    """An integer literal as INT64, since DuckDB would compute in 32 bits."""
    if isinstance(node, exp.Literal) and kind_of(node) == "INT64":
        return cast(node, "BIGINT", "INT64")
    return node


def join_kinds(a: object, b: object) -> object:
    """The type that two types come to; None where that is not known."""
    if a == b:
        return a
    if isinstance(a, tuple) and isinstance(b, tuple) and a[0] == b[0]:
        if a[0] == "ARRAY":
            return ("ARRAY", join_kinds(a[1], b[1]))
        return ("STRUCT", join_fields(a[1], b[1])) if len(a[1]) == len(b[1]) else None
    if {a, b} == {"INT64", "FLOAT64"} or {a, b} == {"NUMERIC", "FLOAT64"}:
        return "FLOAT64"
    return "NUMERIC" if {a, b} == {"INT64", "NUMERIC"} else None


def join_fields(row: Fields, other: Fields) -> Fields:
    """The types of the fields of two STRUCTs, by position; a NULL has none of its own."""
    out = Fields()
    for (name, a), b in zip(row.items(), other.values(), strict=True):
        out[name] = b if a is None else a if b is None else join_kinds(a, b)
    return out


def join_all(nodes: list[Node]) -> object:
    """The type that several values come to."""
    kinds = [kind_of(n) for n in nodes if not isinstance(bare(n), exp.Null)]
    out = kinds[0] if kinds else None
    for k in kinds[1:]:
        out = join_kinds(out, k)
    return out
