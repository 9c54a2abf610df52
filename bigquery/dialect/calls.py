"""Function calls: the list of what is translated. A name that is not here is refused."""

from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import aggregates, arrays, documents, numbers, texts, time_rules, time_values
from bigquery.dialect.coercion import join_all, settle, wide
from bigquery.dialect.names import substituted
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.structs import struct_call, visited
from bigquery.dialect.times import Rule
from bigquery.dialect.tree import (
    Node,
    call,
    cast,
    kind_of,
    mark,
    overloaded,
    paren,
    tried,
    typed,
)

if TYPE_CHECKING:
    from bigquery.dialect.translate import Translator

ARG = object()  # the type of the first argument
# GoogleSQL name: (DuckDB name, fewest, most arguments, type of the result)
CALLS: dict[str, tuple[str, int, int, object]] = {
    "ABS": ("abs", 1, 1, ARG), "CEIL": ("bq.ceil", 1, 1, ARG), "CEILING": ("bq.ceil", 1, 1, ARG), "FLOOR": ("bq.floor", 1, 1, ARG),
    "SQRT": ("bq.sqrt", 1, 1, "FLOAT64"), "LN": ("bq.ln", 1, 1, "FLOAT64"), "LOG10": ("bq.log10", 1, 1, "FLOAT64"),
    "LOG": ("bq.log", 1, 2, "FLOAT64"), "EXP": ("bq.exp", 1, 1, "FLOAT64"),
    "SIN": ("bq.sin", 1, 1, "FLOAT64"), "COS": ("bq.cos", 1, 1, "FLOAT64"), "TAN": ("bq.tan", 1, 1, "FLOAT64"),
    "ATAN": ("atan", 1, 1, "FLOAT64"), "ATAN2": ("atan2", 2, 2, "FLOAT64"),
    "IS_NAN": ("bq.is_nan", 1, 1, "BOOL"), "IS_INF": ("bq.is_inf", 1, 1, "BOOL"),
    "IEEE_DIVIDE": ("bq.ieee_divide", 2, 2, "FLOAT64"), "SIGN": ("bq.sign", 1, 1, ARG),
    "RANGE_BUCKET": ("bq.range_bucket", 2, 2, "INT64"),
    "UPPER": ("bq.upper", 1, 1, "STRING"), "LOWER": ("bq.lower", 1, 1, "STRING"),
    "LENGTH": ("bq.length", 1, 1, "INT64"), "CHAR_LENGTH": ("bq.length", 1, 1, "INT64"),
    "CHARACTER_LENGTH": ("bq.length", 1, 1, "INT64"), "BYTE_LENGTH": ("bq.byte_length", 1, 1, "INT64"),
    "OCTET_LENGTH": ("bq.byte_length", 1, 1, "INT64"),
    "SUBSTR": ("bq.substr", 2, 3, "STRING"), "SUBSTRING": ("bq.substr", 2, 3, "STRING"),
    "LEFT": ("bq.left", 2, 2, "STRING"), "RIGHT": ("bq.right", 2, 2, "STRING"),
    "TRIM": ("bq.trim", 1, 2, "STRING"), "LTRIM": ("bq.ltrim", 1, 2, "STRING"), "RTRIM": ("bq.rtrim", 1, 2, "STRING"),
    "REPLACE": ("bq.replace", 3, 3, "STRING"), "REVERSE": ("bq.reverse", 1, 1, "STRING"), "REPEAT": ("bq.repeat", 2, 2, "STRING"),
    "STARTS_WITH": ("bq.starts_with", 2, 2, "BOOL"), "ENDS_WITH": ("bq.ends_with", 2, 2, "BOOL"),
    "STRPOS": ("bq.strpos", 2, 2, "INT64"), "SOUNDEX": ("bq_soundex", 1, 1, "STRING"),
    "TRANSLATE": ("translate", 3, 3, "STRING"), "ASCII": ("bq.ascii", 1, 1, "INT64"), "CHR": ("bq.chr", 1, 1, "STRING"), "UNICODE": ("bq.unicode", 1, 1, "INT64"),
    "ASIN": ("bq.asin", 1, 1, "FLOAT64"), "ACOS": ("bq.acos", 1, 1, "FLOAT64"), "SINH": ("sinh", 1, 1, "FLOAT64"),
    "COSH": ("cosh", 1, 1, "FLOAT64"), "TANH": ("tanh", 1, 1, "FLOAT64"), "ASINH": ("asinh", 1, 1, "FLOAT64"),
    "ACOSH": ("bq.acosh", 1, 1, "FLOAT64"), "ATANH": ("bq.atanh", 1, 1, "FLOAT64"), "CODE_POINTS_TO_BYTES": ("bq_points_to_bytes", 1, 1, "BYTES"),
    **{n: (f"bq.{n.lower()}", 1, 1, "FLOAT64") for n in ("COT", "COTH", "CSC", "CSCH", "SEC", "SECH")},
    "CBRT": ("bq.cbrt", 1, 1, "FLOAT64"), "PARSE_NUMERIC": ("bq_parse_numeric", 1, 1, "NUMERIC"),
    "TO_CODE_POINTS": ("bq.to_code_points", 1, 1, ("ARRAY", "INT64")),
    "CODE_POINTS_TO_STRING": ("bq.code_points_to_string", 1, 1, "STRING"),
    "TO_HEX": ("bq.to_hex", 1, 1, "STRING"), "FROM_HEX": ("bq.from_hex", 1, 1, "BYTES"),
    "TO_BASE64": ("bq.to_base64", 1, 1, "STRING"), "FROM_BASE64": ("bq.from_base64", 1, 1, "BYTES"),
    "MD5": ("bq.md5", 1, 1, "BYTES"), "SHA1": ("bq.sha1", 1, 1, "BYTES"), "SHA256": ("bq.sha256", 1, 1, "BYTES"),
    "SHA512": ("bq.sha512", 1, 1, "BYTES"), "FARM_FINGERPRINT": ("bq.farm_fingerprint", 1, 1, "INT64"),
    "SAFE_CONVERT_BYTES_TO_STRING": ("bq_utf8", 1, 1, "STRING"),
    "ARRAY_REVERSE": ("bq.array_reverse", 1, 1, ARG), "ARRAY_TO_STRING": ("bq.array_to_string", 2, 3, "STRING"),
    "ARRAY_LENGTH": ("len", 1, 1, "INT64"), "PARSE_JSON": ("json", 1, 1, "JSON"),
    "GENERATE_UUID": ("uuid", 0, 0, "STRING"), "RAND": ("random", 0, 0, "FLOAT64"),
    "BIT_COUNT": ("bit_count", 1, 1, "INT64"),
}  # fmt: skip
OVERLOADED = {"bq.ceil", "bq.floor", "bq.sqrt", "bq.exp", "bq.ln", "bq.log10"}
FOUND_IN_TEXT_OR_BYTES = {"bq.starts_with", "bq.ends_with", "bq.strpos", "bq.to_code_points"}
OF_TEXT_OR_BYTES = {
    *(f"bq.{n}" for n in ("left", "right", "lower", "upper", "repeat", "replace")),
    *(f"bq.{n}" for n in ("reverse", "substr", "trim", "ltrim", "rtrim")),
}
SAFE_NAMES = {
    "LN": "bq.safe_ln",
    "SQRT": "bq.safe_sqrt",
    "LOG10": "bq.safe_log10",
    "LOG": "bq.safe_log",
}


def function(t: "Translator", node: exp.Anonymous, scope: Scope) -> Node:
    """One call. Raises DialectError for a function that is not on the list."""
    name, args = node.name.upper(), list(node.expressions)
    if name in aggregates.RULES:
        parts, combine = aggregates.build(t, name, args, scope)
        return combine(*parts)
    if name in t.functions:
        return _user(t, name, args, scope)
    if name in SPECIAL:
        return SPECIAL[name](t, args, scope)
    if name not in CALLS:
        raise DialectError(
            f"function {name} is not translated: it was never held against GoogleSQL"
        )
    to, fewest, most, kind = CALLS[name]
    if not fewest <= len(args) <= most:
        raise DialectError(f"{name} takes {fewest} to {most} arguments")
    given = [t.visit(a, scope) for a in args]
    if to in OVERLOADED:
        kind = kind_of(given[0]) if kind_of(given[0]) not in ("INT64",) else "FLOAT64"
        return overloaded(to, *[wide(g) for g in given], kind=kind)
    if to in OF_TEXT_OR_BYTES:
        return overloaded(to, *given, kind=kind_of(given[0]))
    if to in FOUND_IN_TEXT_OR_BYTES:
        return overloaded(to, *given, kind=kind)
    if kind is ARG:
        kind = kind_of(given[0])
        if kind == "NUMERIC" and name in ("ABS", "SIGN"):
            return cast(call(to, *given), "DECIMAL(38,9)", "NUMERIC")
    return call(to, *given, kind=kind)


def safe(t: "Translator", node: Node, scope: Scope) -> Node:
    """SAFE.fn: NULL where fn raises."""
    name = node.name.upper()
    args = list(node.expressions)
    if name in SAFE_NAMES:
        return call(SAFE_NAMES[name], *[t.visit(a, scope) for a in args], kind="FLOAT64")
    if name in time_values.SAFE_RULES:
        return time_values.SAFE_RULES[name](t, args, scope)
    if name in ("DATE", "TIMESTAMP", "DATETIME") and len(args) == 1:
        return call(f"bq.safe_to_{name.lower()}", t.visit(args[0], scope), kind=name)
    if name in NEVER_RAISES:
        return function(t, node, scope)  # type: ignore[arg-type]
    if name in ("DATE",) and len(args) == 3:
        inner = function(t, node, scope)  # type: ignore[arg-type]
        return tried(inner)
    if name in TRIED:
        inner = function(t, node, scope)  # type: ignore[arg-type]
        return tried(inner)
    raise DialectError(f"SAFE.{name} is not translated")


# Functions whose error TRY turns into NULL as SAFE does; tried against GoogleSQL
TRIED = {
    "PARSE_JSON", "FROM_HEX", "FROM_BASE64", "EXP", "REGEXP_EXTRACT", "ACOSH", "ATANH", "POW", "POWER", "ASIN", "ACOS", "SUBSTR", "SUBSTRING", "LEFT", "RIGHT",
    "REPEAT", "LPAD", "RPAD", "DIV", "MOD", "CHR", "ROUND", "TRUNC", "REGEXP_INSTR", "COSH", "SINH",
    "PARSE_NUMERIC", "TIMESTAMP_SECONDS", "TIMESTAMP_MILLIS", "TIMESTAMP_MICROS", "INT64", "FLOAT64",
    "DATE_ADD", "DATE_SUB", "DATETIME_ADD", "DATETIME_SUB", "TIMESTAMP_ADD", "TIMESTAMP_SUB",
    "BOOL", "STRING", "TIME", "COT", "CSC", "COTH", "CSCH", "ARRAY_FIRST", "ARRAY_LAST",
}  # fmt: skip

# Functions that have a value for every argument
NEVER_RAISES = {
    "UPPER", "LOWER", "LENGTH", "CHAR_LENGTH", "BYTE_LENGTH", "CONCAT", "TRIM", "LTRIM", "RTRIM", "REPLACE", "REVERSE", "SPLIT",
    "STARTS_WITH", "ENDS_WITH", "STRPOS", "INITCAP", "DATE_DIFF", "TIMESTAMP_DIFF", "DATETIME_DIFF", "DATE_TRUNC",
    "TIMESTAMP_TRUNC", "DATETIME_TRUNC", "UNIX_SECONDS", "UNIX_MILLIS", "UNIX_MICROS", "UNIX_DATE", "SIGN", "CEIL", "FLOOR",
    "GREATEST", "LEAST", "TO_HEX", "TO_BASE64", "MD5", "SHA1", "SHA256", "SHA512", "FARM_FINGERPRINT", "ARRAY_LENGTH",
    "ARRAY_TO_STRING", "ARRAY_REVERSE", "ARRAY_CONCAT", "JSON_VALUE", "JSON_QUERY", "JSON_EXTRACT", "JSON_EXTRACT_SCALAR",
    "JSON_QUERY_ARRAY", "JSON_VALUE_ARRAY", "REGEXP_CONTAINS", "REGEXP_EXTRACT_ALL", "TO_JSON_STRING", "SAFE_DIVIDE",
    "IEEE_DIVIDE", "IS_NAN", "IS_INF", "SIN", "COS", "TAN", "ATAN", "ATAN2", "TANH", "FORMAT_DATE", "FORMAT_TIMESTAMP",
    "FORMAT_DATETIME", "FORMAT_TIME",
}  # fmt: skip


def _array_concat(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = visited(t, args, scope)
    out = given[0]
    for g in given[1:]:
        out = call("bq.flat_concat", out, g)
    return typed(out, kind_of(given[0]))


def _coalesce(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = settle(visited(t, args, scope))
    return call("coalesce", *given, kind=join_all(given))


def _nullif(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """NULLIF, of the type that both values have together."""
    same = t.visit(exp.EQ(this=args[0].copy(), expression=args[1].copy()), scope)
    a, b = settle(visited(t, args, scope))
    kind = join_all([a, b])
    ifs = [exp.If(this=same, true=exp.Null())]
    if kind is None or kind != kind_of(a):
        ifs.append(exp.If(this=exp.false(), true=b))  # never taken; DuckDB takes its type
    return typed(exp.Case(ifs=ifs, default=a), kind)


def _ifcall(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return t.on_case(exp.Case(ifs=[exp.If(this=args[0], true=args[1])], default=args[2]), scope)


def _argument(value: Node, kind: exp.DataType | None) -> Node:
    return exp.Paren(this=value) if kind is None else exp.Cast(this=value, to=kind.copy())


def _user(t: "Translator", name: str, args: list[Node], scope: Scope) -> Node:
    """A temp function of the same script, put in the place of its call."""
    names, body = t.functions[name]
    if body.find(exp.From) and any(a.find(exp.Column) for a in args):
        raise DialectError(f"function {name} with a query inside, over columns")
    given = {
        n: _argument(a.copy(), t.declared.get((name, n))) for n, a in zip(names, args, strict=True)
    }
    return paren(t.visit(substituted(body, given), scope))


def _grouping(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return mark(cast(call("grouping", *visited(t, args, scope)), "BIGINT", "INT64"))


def _error(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("error", t.visit(args[0], scope))


SPECIAL: dict[str, Rule] = {
    **numbers.RULES, **texts.RULES, **documents.RULES, **arrays.RULES, **time_rules.RULES,
    "ERROR": _error, "GROUPING": _grouping, "IF": _ifcall, "IFNULL": _coalesce, "COALESCE": _coalesce,
    "NULLIF": _nullif, "ARRAY_CONCAT": _array_concat, "STRUCT": struct_call,
}  # fmt: skip
