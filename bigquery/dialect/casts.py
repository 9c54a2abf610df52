"""CAST and SAFE_CAST."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import picture, times
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import Node, call, cast, duck_type, kind_of, kind_of_type, typed

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

TO = {
    "INT64": "to_int", "FLOAT64": "to_float", "BOOL": "to_bool", "NUMERIC": "to_numeric", "DATE": "to_date",
    "TIMESTAMP": "to_timestamp", "DATETIME": "to_datetime", "TIME": "to_time", "STRING": "str", "BYTES": "to_bytes",
}  # fmt: skip
# Casts that DuckDB does as GoogleSQL does, for a value that is known to have the type
SAME = {("INT64", "FLOAT64"), ("INT64", "NUMERIC"), ("DATE", "DATETIME"), ("DATE", "TIMESTAMP"), ("DATE", "STRING"),
        ("INT64", "STRING"), ("BOOL", "STRING"), ("TIMESTAMP", "DATE"), ("DATETIME", "DATE"), ("DATETIME", "TIMESTAMP"),
        ("BOOL", "INT64"), ("NUMERIC", "FLOAT64")}  # fmt: skip


def cast_node(t: "Translator", node: exp.Cast, scope: Scope) -> Node:
    """CAST, SAFE_CAST, and a typed literal such as DATE '2026-01-01'."""
    if node.args.get("format"):
        return _formatted(t, node, scope)
    safe = isinstance(node, exp.TryCast)
    kind = kind_of_type(node.to)
    inner = node.this
    if isinstance(kind, tuple) and kind[0] == "STRUCT" and not safe:
        fields = inner.expressions if isinstance(inner, exp.Tuple | exp.Struct) else None
        if isinstance(inner, exp.Anonymous) and inner.name.upper() == "STRUCT":
            fields = inner.expressions
        if fields is not None and len(fields) == len(node.to.expressions):
            return _struct(t, fields, node.to, scope)
    if isinstance(kind, tuple):
        value = t.visit(inner, scope)
        if safe and kind_of(value) is not None:
            raise DialectError("SAFE_CAST to ARRAY or STRUCT")
        return typed(exp.Cast(this=value, to=duck_type(node.to)), kind)
    if isinstance(inner, exp.AtTimeZone):
        if kind != "STRING":
            raise DialectError("CAST with AT TIME ZONE to a type other than STRING")
        zone = t.visit(inner.args["zone"], scope)
        return call("bq.str_at", t.visit(inner.this, scope), zone, kind="STRING")
    to = duck_type(node.to)
    value = t.visit(inner, scope)
    if isinstance(value, exp.Null):
        return typed(exp.Cast(this=value, to=to), kind)
    given = kind_of(value)
    if given == "INTERVAL":
        value = times.interval_of(value) if isinstance(value, exp.Interval) else value
        if kind != "STRING":
            raise DialectError(f"CAST of INTERVAL to {kind}")
        return call("bq.interval_text", value, kind="STRING")
    if given == kind == "FLOAT64" and isinstance(value, exp.Literal):
        return typed(exp.Cast(this=value, to=to), kind)  # no literal that would turn to NUMERIC
    if given == kind and not node.to.expressions:
        return exp.Paren(this=value) if not isinstance(value, exp.Literal | exp.Column) else value
    if kind == "JSON":
        raise DialectError("CAST to JSON; write PARSE_JSON or TO_JSON")
    if (given, kind) in SAME and not node.to.expressions:
        return typed(exp.Cast(this=value, to=to), kind)
    if (
        not safe
        and isinstance(inner, exp.Literal)
        and inner.is_string
        and _plain(str(kind), inner.name)
    ):
        return typed(exp.Cast(this=value, to=to), kind)
    name = TO[str(kind)]
    if safe and name not in ("to_bytes", "to_time"):
        name = "safe_" + name
    elif safe and name == "to_time":
        return typed(exp.Anonymous(this="try", expressions=[call("bq.to_time", value)]), kind)
    out = call("bq." + name, value, kind=kind)
    if node.to.expressions and kind == "NUMERIC":
        return typed(exp.Cast(this=out, to=to), kind)
    return out


def _formatted(t: "Translator", node: exp.Cast, scope: Scope) -> Node:
    """CAST(x AS type FORMAT 'picture' [AT TIME ZONE zone])."""
    shape, zone = node.args["format"], None
    if isinstance(shape, exp.AtTimeZone):
        zone = times.check_zone(t.visit(shape.args["zone"], scope))
        shape = shape.this
    if not isinstance(shape, exp.Literal) or not shape.is_string:
        raise DialectError("CAST with a FORMAT that is not written out")
    kind, value = kind_of_type(node.to), t.visit(node.this, scope)
    try:
        if kind == "STRING":
            picture.elements(shape.name)
        else:
            read = picture.parse_format(shape.name)
    except ValueError as error:
        raise DialectError(str(error)) from None
    utc = zone or exp.Literal.string("UTC")
    if kind == "STRING":
        given = kind_of(value)
        if given == "TIMESTAMP" or (given is None and ("TZ" in shape.name.upper() or zone)):
            us = call("epoch_us", times.only(value, "TIMESTAMP", "CAST with FORMAT"))
            return call("bq_cast_instant", shape, us, utc, kind="STRING")
        if given not in ("DATE", "DATETIME", "TIME", None) or zone or "TZ" in shape.name.upper():
            raise DialectError(f"CAST of {given} with this FORMAT")
        local = value if given else call("bq.timely", value)
        return call("bq_cast_local", shape, call("epoch_us", local), kind="STRING")
    if kind not in ("DATE", "DATETIME", "TIMESTAMP"):
        raise DialectError(f"CAST to {kind} with FORMAT")
    safe = "safe_" if isinstance(node, exp.TryCast) else ""
    if kind == "TIMESTAMP":
        instant = call(f"bq_{safe}parse_instant", read, value, utc)
        return call("make_timestamptz", instant, kind=kind)
    local = call("make_timestamp", call(f"bq_{safe}parse_local", read, value), kind="DATETIME")
    return local if kind == "DATETIME" else cast(local, "DATE", "DATE")


def _struct(t: "Translator", given: list[Node], to: exp.DataType, scope: Scope) -> Node:
    """STRUCT<a INT64, b STRING>(x, y): each field by position to its type."""
    pairs = []
    for value, field in zip(given, to.expressions, strict=True):
        if not isinstance(field, exp.ColumnDef):
            raise DialectError("a STRUCT type without field names: DuckDB needs names; name them")
        plain = value.expression if isinstance(value, exp.PropertyEQ) else value.unalias()
        out = cast_node(t, exp.Cast(this=plain, to=field.args["kind"].copy()), scope)
        pairs.append(
            exp.PropertyEQ(this=exp.to_identifier(field.name, quoted=True), expression=out)
        )
    return typed(exp.Struct(expressions=pairs), kind_of_type(to))


def _plain(kind: str, text: str) -> bool:
    """Whether DuckDB reads the literal as GoogleSQL does."""
    import re

    date = r"\d{4}-\d\d-\d\d"
    clock = r"\d\d:\d\d:\d\d(\.\d{1,6})?"
    patterns = {
        "DATE": date,
        "DATETIME": rf"{date}([ T]{clock})?",
        "TIMESTAMP": rf"{date}([ T]{clock}(Z|[+-]\d\d(:\d\d)?)?)?",
        "TIME": clock,
        "NUMERIC": r"-?\d{1,20}(\.\d{1,9})?",
    }
    return kind in patterns and re.fullmatch(patterns[kind], text) is not None
