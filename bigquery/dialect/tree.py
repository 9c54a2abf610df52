"""Small constructors of DuckDB tree nodes, and the type that a translated node is known to have."""

from collections.abc import Callable
from itertools import count

from sqlglot import exp

from bigquery.dialect.refusal import DialectError

Node = exp.Expr
_numbers = count()

KINDS = {
    "BIGINT": "INT64", "INT": "INT64", "SMALLINT": "INT64", "TINYINT": "INT64", "DOUBLE": "FLOAT64", "FLOAT": "FLOAT64",
    "TEXT": "STRING", "VARCHAR": "STRING", "BOOLEAN": "BOOL", "BINARY": "BYTES", "VARBINARY": "BYTES", "DATE": "DATE",
    "TIMESTAMP": "DATETIME", "DATETIME": "DATETIME", "TIMESTAMPTZ": "TIMESTAMP", "TIME": "TIME",
    "DECIMAL": "NUMERIC", "JSON": "JSON", "ARRAY": "ARRAY", "STRUCT": "STRUCT", "BIGDECIMAL": "BIGNUMERIC",
    "INTERVAL": "INTERVAL",
}  # fmt: skip
DUCK = {
    "INT64": "BIGINT", "FLOAT64": "DOUBLE", "STRING": "TEXT", "BOOL": "BOOLEAN", "BYTES": "BLOB", "DATE": "DATE",
    "DATETIME": "TIMESTAMP", "TIMESTAMP": "TIMESTAMPTZ", "TIME": "TIME", "JSON": "JSON",
}  # fmt: skip


class Fields(dict[str, object]):
    """The fields of a STRUCT; a type can stand in a set."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


def typed(node: Node, kind: object) -> Node:
    """The node, marked with a known type: a GoogleSQL name, ("ARRAY", element) or
    ("STRUCT", {field: type}); None is unknown."""
    node.meta["kind"] = kind
    return node


def kind_of(node: Node | None) -> object:
    """The known type of a translated node, or None."""
    while isinstance(node, exp.Paren | exp.Alias) and node.meta.get("kind") is None:
        node = node.this
    return None if node is None else node.meta.get("kind")


def call(name: str, *args: Node | str | int, kind: object = None) -> Node:
    """A DuckDB function or macro."""
    return typed(exp.Anonymous(this=name, expressions=[_node(a) for a in args]), kind)


def _node(a: Node | str | int) -> Node:
    if isinstance(a, str):
        return exp.Literal.string(a)
    return exp.Literal.number(a) if isinstance(a, int) else a


def cast(node: Node, to: str, kind: object = None) -> Node:
    """CAST to a DuckDB type by name."""
    return typed(exp.Cast(this=node, to=exp.DataType.build(to, dialect="duckdb")), kind)


def paren(node: Node) -> Node:
    return typed(exp.Paren(this=node), kind_of(node))


def mark(node: Node) -> Node:
    """Mark an aggregate or a window: where one stands, DuckDB cannot tell overloads apart."""
    node.meta["aggregate"] = True
    return node


def has_aggregate(node: Node) -> bool:
    found = node.walk(prune=lambda n: isinstance(n, exp.Select | exp.Subquery))
    return any(n.meta.get("aggregate") for n in found)


def lifted(build: Callable[..., Node], *args: Node) -> Node:
    """build(*args), where build calls a macro that is overloaded by type. An aggregate among the
    arguments is handed over as a lambda's parameter: the binder knows the type of that."""
    if not any(has_aggregate(a) for a in args):
        return build(*args)
    names: list[tuple[str, Node]] = []
    given: list[Node] = []
    for a in args:
        if isinstance(bare(a), exp.Literal | exp.Null | exp.Boolean):
            given.append(a)
            continue
        names.append((f"a{len(names)}_{next(_numbers)}", a))
        given.append(typed(exp.column(names[-1][0]), kind_of(a)))
    return _lambdas(build(*given), names)


def lifted_whole(build: Callable[[Node], Node], tree: Node) -> Node:
    """build(tree), with every aggregate inside of the tree handed over as a lambda's parameter."""
    found = []
    for n in tree.walk(prune=lambda n: isinstance(n, exp.Select | exp.Subquery)):
        up = n.parent
        while up is not None and not up.meta.get("aggregate"):
            up = up.parent
        if n.meta.get("aggregate") and up is None:
            found.append(n)
    if not found:
        return build(tree)
    names = []
    for n in found:
        names.append((f"w{next(_numbers)}", n.copy()))
        inner = typed(exp.column(names[-1][0]), kind_of(n))
        if n is tree:
            tree = inner
        else:
            n.replace(inner)
    return _lambdas(build(tree), names)


def _lambdas(out: Node, names: list[tuple[str, Node]]) -> Node:
    """out, in which each name is a field of the parameter of one lambda."""
    row = f"r{next(_numbers)}"
    listed = {name for name, _ in names}
    holder = exp.Paren(this=out)
    for c in list(holder.find_all(exp.Column)):
        if c.name in listed and not c.table:
            c.replace(call("struct_extract", exp.column(row), c.name, kind=kind_of(c)))
    out = holder.this
    fields = [
        exp.PropertyEQ(this=exp.to_identifier(n, quoted=True), expression=a) for n, a in names
    ]
    step = exp.Lambda(this=out, expressions=[exp.to_identifier(row)])
    one = exp.Array(expressions=[exp.Struct(expressions=fields)])
    mapped = exp.Anonymous(this="list_transform", expressions=[one, step])
    return typed(
        exp.Anonymous(this="list_extract", expressions=[mapped, exp.Literal.number(1)]),
        kind_of(out),
    )


def tried(inner: Node) -> Node:
    """NULL where it raises; TRY takes no aggregates, so these go in by a lambda."""
    return lifted_whole(
        lambda e: typed(exp.Anonymous(this="try", expressions=[e]), kind_of(inner)), inner
    )


def document(x: Node) -> Node:
    """A value as JSON text."""
    return cast(call("to_json", x), "TEXT")


def overloaded(name: str, *args: Node, kind: object = None) -> Node:
    """A call of a macro that is overloaded by type."""
    return lifted(lambda *given: call(name, *given, kind=kind), *args)


def bare(node: Node) -> Node:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def kind_of_type(t: exp.DataType) -> object:
    name = t.this.name if not isinstance(t.this, str) else t.this
    if name == "ARRAY":
        return ("ARRAY", kind_of_type(t.expressions[0]) if t.expressions else None)
    if name == "STRUCT":
        return (
            "STRUCT",
            Fields(
                {
                    d.name.lower(): kind_of_type(d.args["kind"])
                    for d in t.expressions
                    if isinstance(d, exp.ColumnDef)
                }
            ),
        )
    return KINDS.get(name)


def duck_type(t: exp.DataType) -> exp.DataType:
    """A GoogleSQL type in DuckDB's words; refused where it cannot be kept."""
    name = t.this.name if not isinstance(t.this, str) else t.this
    if name == "ARRAY":
        return exp.DataType(
            this=exp.DType.ARRAY, expressions=[duck_type(e) for e in t.expressions], nested=True
        )
    if name == "STRUCT":
        fields = []
        for d in t.expressions:
            if not isinstance(d, exp.ColumnDef):
                raise DialectError(
                    "a STRUCT type without field names: DuckDB needs names; name them"
                )
            fields.append(
                exp.ColumnDef(
                    this=exp.to_identifier(d.name, quoted=True), kind=duck_type(d.args["kind"])
                )
            )
        return exp.DataType(this=exp.DType.STRUCT, expressions=fields, nested=True)
    kind = KINDS.get(name)
    if kind == "NUMERIC":
        given = [int(p.name) for p in t.expressions]
        if not given:
            return exp.DataType.build("DECIMAL(38,9)")
        return exp.DataType.build(f"DECIMAL({given[0]},{given[1] if len(given) > 1 else 0})")
    if kind in DUCK and (not t.expressions or kind == "STRING"):
        return exp.DataType.build(DUCK[str(kind)], dialect="duckdb")
    raise DialectError(f"type {t.sql('bigquery')} has no equal in DuckDB")
