"""JSON: what is read from a document and what is written as one."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect.coercion import wide
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.structs import visited
from bigquery.dialect.times import Rule, check_zone
from bigquery.dialect.tree import (
    Node,
    call,
    cast,
    document,
    kind_of,
    lifted,
    overloaded,
    typed,
)

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator


_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|\['([^']*)'\]|\.\"([^\"]*)\"|\[\"([^\"]*)\"\]")


def _path(node: Node | None) -> str:
    if node is None:
        return "$"
    if not isinstance(node, exp.Literal) or not node.name.startswith("$"):
        raise DialectError("a JSON path that is not written out")
    rest, out = node.name[1:], "$"
    while rest:
        m = _STEP.match(rest)
        if m is None:
            raise DialectError(f"JSON path {node.name!r} is not translated")
        key = next((g for g in (m[1], m[3], m[4], m[5]) if g is not None), None)
        out += f"[{m[2]}]" if key is None else f'."{key}"'
        rest = rest[m.end() :]
    return out


def _json(name: str, of_text: object, of_json: object) -> Rule:
    """JSON_VALUE, JSON_QUERY and their ARRAYs: what they give hangs on whether the document is a
    STRING or JSON; where that is not known, on the type that DuckDB finds."""

    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        doc = t.visit(args[0], scope)
        path = exp.Literal.string(_path(t.visit(args[1], scope) if len(args) > 1 else None))
        known = kind_of(doc)
        if isinstance(doc, exp.Parameter | exp.Placeholder | exp.Null):
            known = "STRING"
        if known not in ("STRING", "JSON", None):
            raise DialectError(f"JSON of {known}")
        if of_text == of_json:
            text = doc if known == "STRING" else cast(doc, "TEXT")
            typed_json: Node = exp.Boolean(this=known == "JSON")
            if known is None:
                json_name = exp.Literal.string("JSON")
                typed_json = exp.EQ(this=call("typeof", doc.copy()), expression=json_name)
            return lifted(
                lambda text, is_json: call(f"bq_{name}", text, path, is_json, kind=of_text),
                text,
                typed_json,
            )
        if known is None:
            unknown = ("ARRAY", None) if isinstance(of_text, tuple) else None
            return overloaded(f"bq.{name}", doc, path, kind=unknown)
        if known == "STRING":
            return call(f"bq.{name}_of_text", doc, path, kind=of_text)
        return call(f"bq.{name}_of_json", doc, path, kind=of_json)

    return rule


def _to_json_string(t: "Translator", args: list[Node], scope: Scope) -> Node:
    x = wide(t.visit(args[0], scope))
    pretty = args[1] if len(args) > 1 else None
    if pretty is not None and not isinstance(pretty, exp.Boolean):
        raise DialectError("TO_JSON_STRING whose second argument is not TRUE or FALSE")
    name = "bq_to_json_pretty" if pretty is not None and pretty.this else "bq_to_json_string"
    return call(name, call("typeof", x), document(x.copy()), kind="STRING")


def _to_json(t: "Translator", args: list[Node], scope: Scope) -> Node:
    if len(args) != 1:
        raise DialectError("TO_JSON with stringify_wide_numbers")
    x = wide(t.visit(args[0], scope))
    text = call("bq_to_json_value", call("typeof", x), document(x.copy()))
    return cast(text, "JSON", "JSON")


def _json_object(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """JSON_OBJECT(key, value, ...)."""
    given = visited(t, args, scope)
    if len(given) % 2 or any(isinstance(kind_of(g), tuple) for g in given[::2]):
        raise DialectError("JSON_OBJECT takes keys and values in turn here")
    members = [
        exp.DPipe(
            this=exp.DPipe(this=_json_text(k), expression=exp.Literal.string(":")),
            expression=_json_text(v),
        )
        for k, v in zip(given[::2], given[1::2], strict=True)
    ]
    return _json_of(members, "{", "}")


def _json_array(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return _json_of([_json_text(x) for x in visited(t, args, scope)], "[", "]")


def _json_text(x: Node) -> Node:
    x = wide(x)
    return call("bq_to_json_value", call("typeof", x), document(x.copy()))


def _json_of(members: Sequence[Node], first: str, last: str) -> Node:
    out: Node = exp.Literal.string(first)
    for n, member in enumerate(members):
        if n:
            out = exp.DPipe(this=out, expression=exp.Literal.string(","))
        out = exp.DPipe(this=out, expression=member)
    text = exp.Paren(this=exp.DPipe(this=out, expression=exp.Literal.string(last)))
    return cast(call("bq_to_json_value", "JSON", text), "JSON", "JSON")


def _json_type(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("bq_json_kind", cast(t.visit(args[0], scope), "TEXT"), kind="STRING")


def _json_to(how: str, kind: str, duck: str) -> Rule:
    """INT64(json), LAX_INT64(json) and their like."""

    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        if len(args) != 1:
            raise DialectError(f"{kind} of JSON with options")
        x = t.visit(args[0], scope)
        return cast(call(f"bq_json_{how}", kind, cast(x, "TEXT")), duck, kind)

    return rule


def _string(t: "Translator", args: list[Node], scope: Scope) -> Node:
    x = t.visit(args[0], scope)
    if kind_of(x) == "JSON":
        return call("bq_json_as", "STRING", cast(x, "TEXT"), kind="STRING")
    if len(args) == 2:
        return call("bq.str_at", x, check_zone(t.visit(args[1], scope)), kind="STRING")
    plain = call("bq.str", x, kind="STRING")
    if kind_of(x) is not None:
        return plain
    is_json = exp.EQ(this=call("typeof", x.copy()), expression=exp.Literal.string("JSON"))
    text = call("bq_json_as", "STRING", cast(x.copy(), "TEXT"))
    return typed(exp.Case(ifs=[exp.If(this=is_json, true=text)], default=plain), "STRING")


RULES: dict[str, Rule] = {
    "JSON_OBJECT": _json_object, "JSON_ARRAY": _json_array, "TO_JSON_STRING": _to_json_string, "TO_JSON": _to_json,
    "JSON_TYPE": _json_type, "STRING": _string, "INT64": _json_to("as", "INT64", "BIGINT"),
    "FLOAT64": _json_to("as", "FLOAT64", "DOUBLE"), "BOOL": _json_to("as", "BOOL", "BOOLEAN"),
    "LAX_INT64": _json_to("lax", "INT64", "BIGINT"), "LAX_FLOAT64": _json_to("lax", "FLOAT64", "DOUBLE"),
    "LAX_BOOL": _json_to("lax", "BOOL", "BOOLEAN"), "LAX_STRING": _json_to("lax", "STRING", "TEXT"),
    "JSON_VALUE": _json("json_value", "STRING", "STRING"),
    "JSON_EXTRACT_SCALAR": _json("json_value", "STRING", "STRING"), "JSON_QUERY": _json("json_query", "STRING", "JSON"),
    "JSON_EXTRACT": _json("json_query", "STRING", "JSON"),
    **{n: _json("json_value_array", ("ARRAY", "STRING"), ("ARRAY", "STRING")) for n in ("JSON_VALUE_ARRAY", "JSON_EXTRACT_STRING_ARRAY")},
    **{n: _json("json_array", ("ARRAY", "STRING"), ("ARRAY", "JSON")) for n in ("JSON_QUERY_ARRAY", "JSON_EXTRACT_ARRAY")},
}  # fmt: skip
