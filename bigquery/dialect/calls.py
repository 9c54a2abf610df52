"""Function calls: the list of what is translated. A name that is not here is refused."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from bigquery.dialect import aggregates, arrays, regexps, times
from bigquery.dialect.coercion import join_all, settle
from bigquery.dialect.names import substituted
from bigquery.dialect.refusal import DialectError
from bigquery.dialect.scope import Scope
from bigquery.dialect.tree import (
    Fields,
    Node,
    call,
    cast,
    kind_of,
    lifted,
    lifted_whole,
    mark,
    overloaded,
    paren,
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
    if name in times.RULES:
        return times.RULES[name](t, args, scope)
    if name in arrays.RULES:
        return arrays.RULES[name](t, args, scope)
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
        return overloaded(to, *[_wide(g) for g in given], kind=kind)
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
    if name in times.SAFE_RULES:
        return times.SAFE_RULES[name](t, args, scope)
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


def divide(prefix: str, a: Node, b: Node) -> Node:
    """a / b, or with prefix "safe_" NULL on zero."""
    a, b = settle([a, b])
    ka, kb = kind_of(a), kind_of(b)
    if "FLOAT64" in (ka, kb) or {ka, kb} == {"INT64"}:
        return call(f"bq.{prefix}fdiv", a, b, kind="FLOAT64")
    if "NUMERIC" in (ka, kb) and {ka, kb} <= {"NUMERIC", "INT64"}:
        return call(f"bq.{prefix}ndiv", a, b, kind="NUMERIC")
    return lifted(lambda a, b: call(f"bq.{prefix}div", kinds_of(a, b), a, b), a, b)


def kinds_of(a: Node, b: Node) -> Node:
    """An expression that has the common type of two numbers; it is never computed."""
    return exp.Paren(this=exp.Add(this=a.copy(), expression=b.copy()))


def _visit(t: "Translator", args: list[Node], scope: Scope) -> list[Node]:
    return [value(t, a, scope) for a in args]


def value(t: "Translator", node: Node, scope: Scope) -> Node:
    """(a, b) as an argument is a STRUCT."""
    if isinstance(node, exp.Tuple):
        return struct(t, [e.unalias() for e in node.expressions], scope, nameless=True)
    return t.visit(node, scope)


def tried(inner: Node) -> Node:
    """NULL where it raises; TRY takes no aggregates, so these go in by a lambda."""
    return lifted_whole(
        lambda e: typed(exp.Anonymous(this="try", expressions=[e]), kind_of(inner)), inner
    )


def _safe_divide(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return divide("safe_", *_visit(t, args, scope))


def _by_type(name: str) -> times.Rule:
    """A function of two numbers that is INT64, NUMERIC or FLOAT64 as they are."""

    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        a, b = settle([_wide(x) for x in _visit(t, args, scope)])
        return lifted(
            lambda a, b: call("bq." + name, kinds_of(a, b), a, b, kind=_number(a, b)), a, b
        )

    return rule


def _number(a: Node, b: Node) -> object:
    kinds = {kind_of(a), kind_of(b)}
    return (
        "FLOAT64"
        if "FLOAT64" in kinds
        else None
        if None in kinds
        else "NUMERIC"
        if "NUMERIC" in kinds
        else "INT64"
    )


def _round(name: str) -> times.Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        given = _visit(t, args, scope)
        kind = kind_of(given[0])
        kind = "FLOAT64" if kind == "INT64" else kind
        return overloaded(f"bq.{name}", *given, kind=kind)

    return rule


def _safe_arithmetic(operator: type[exp.Binary]) -> times.Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        inner = t.visit(operator(this=args[0], expression=args[1]), scope)
        return tried(inner)

    return rule


def _pow(t: "Translator", args: list[Node], scope: Scope) -> Node:
    a, b = _visit(t, args, scope)
    if {kind_of(a), kind_of(b)} <= {"INT64", "FLOAT64"}:
        return call("bq.fpow", a, b, kind="FLOAT64")
    return lifted(lambda a, b: call("bq.pow", kinds_of(a, b), a, b), a, b)


def _extreme(name: str) -> times.Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        given = settle(_visit(t, args, scope))

        kind = join_all(given)
        ifs = [
            exp.If(
                this=exp.or_(*[exp.Is(this=g.copy(), expression=exp.Null()) for g in given]),
                true=exp.Null(),
            )
        ]
        if kind in (None, "FLOAT64"):
            ifs += [exp.If(this=call("bq.nan", g.copy()), true=g.copy()) for g in given]
        return typed(exp.Case(ifs=ifs, default=call(name, *given)), kind)

    return rule


def _concat(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """CONCAT, which turns what is neither STRING nor BYTES into text."""
    given = _visit(t, args, scope)
    if not any(kind_of(x) == "BYTES" for x in given):
        given = [_worded(x) for x in given]
    out = given[0]
    for g in given[1:]:
        out = exp.DPipe(this=out, expression=g)
    return typed(exp.Paren(this=out), kind_of(given[0]))


def _worded(x: Node) -> Node:
    if kind_of(x) in ("STRING", "BYTES"):
        return x
    if isinstance(x, exp.Parameter | exp.Placeholder):
        return call("bq.str", x, kind="STRING")
    if kind_of(x) is None:
        return overloaded("bq.worded", x)
    return call("bq.str", x, kind="STRING")


def _array_concat(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = _visit(t, args, scope)
    out = given[0]
    for g in given[1:]:
        out = call("bq.flat_concat", out, g)
    return typed(out, kind_of(given[0]))


def _coalesce(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = settle(_visit(t, args, scope))
    return call("coalesce", *given, kind=join_all(given))


def _nullif(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """NULLIF, of the type that both values have together."""
    same = t.visit(exp.EQ(this=args[0].copy(), expression=args[1].copy()), scope)
    a, b = settle(_visit(t, args, scope))
    kind = join_all([a, b])
    ifs = [exp.If(this=same, true=exp.Null())]
    if kind is None or kind != kind_of(a):
        ifs.append(exp.If(this=exp.false(), true=b))  # never taken; DuckDB takes its type
    return typed(exp.Case(ifs=ifs, default=a), kind)


def _ifcall(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return t.on_case(exp.Case(ifs=[exp.If(this=args[0], true=args[1])], default=args[2]), scope)


def _pad(name: str) -> times.Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        given = _visit(t, args, scope)
        if len(given) == 2:
            given.append(
                exp.Literal.string(" ") if kind_of(given[0]) != "BYTES" else call("encode", " ")
            )
        return overloaded(f"bq.{name}", *given, kind=kind_of(given[0]))

    return rule


def _groups(pattern: Node) -> int:
    if not isinstance(pattern, exp.Literal):
        raise DialectError("a regular expression that is not written out")
    plain = re.sub(r"\\.|\[\^?\]?[^\]]*\]", "", pattern.name)
    return len(re.findall(r"\((?!\?)|\(\?P?<", plain))


def _in_python(pattern: Node) -> None:
    try:
        regexps.compiled(pattern.name)
    except ValueError as error:
        raise DialectError(str(error)) from None


def _regexp_extract(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = _visit(t, args, scope)
    pattern = given[1]
    n = _groups(pattern)
    if n > 1:
        raise DialectError("REGEXP_EXTRACT with more than one group is an error in GoogleSQL")
    if len(given) > 2 or (n and not regexps.always_groups(pattern.name)):
        _in_python(pattern)
        places = [*given[2:], *[exp.Literal.number(1)] * (4 - len(given))]
        return call("bq_regexp_extract", given[0], pattern, *places, kind="STRING")
    return call("bq.regexp_extract", given[0], pattern, exp.Literal.number(n), kind="STRING")


def _regexp_extract_all(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = _visit(t, args, scope)
    pattern, n = given[1], _groups(given[1])
    kind = ("ARRAY", "STRING")
    if n > 1:
        raise DialectError("REGEXP_EXTRACT_ALL with more than one group is an error in GoogleSQL")
    if regexps.may_be_empty(pattern.name) or (n and not regexps.always_groups(pattern.name)):
        _in_python(pattern)
        return call("bq_regexp_extract_all", *given, kind=kind)
    return call("regexp_extract_all", *given, n, kind=kind)


def _regexp_replace(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = _visit(t, args, scope)
    _groups(given[1])
    return call("regexp_replace", *given, "g", kind="STRING")


def _regexp_contains(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("regexp_matches", *_visit(t, args, scope), kind="BOOL")


def _split(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = _visit(t, args, scope)
    mark = given[1] if len(given) > 1 else exp.Literal.string(",")
    return overloaded("bq.split", given[0], mark, kind=("ARRAY", kind_of(given[0])))


def _instr(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = _visit(t, args, scope)
    return overloaded("bq.instr", *given, *[exp.Literal.number(1)] * (4 - len(given)), kind="INT64")


def _initcap(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = _visit(t, args, scope)
    marks: Node = (
        given[1]
        if len(given) > 1
        else exp.Literal.string(' \t\n\r\f\v[](){}/|\\<>!?@"^#$&~_,.:;*%+-')
    )
    return call("bq_initcap", given[0], marks, kind="STRING")


def _normalize(name: str) -> times.Rule:
    def rule(t: "Translator", args: list[Node], scope: Scope) -> Node:
        form = args[1].name.upper() if len(args) > 1 else "NFC"
        return call(name, t.visit(args[0], scope), form, kind="STRING")

    return rule


def _generate_array(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = [_wide(x) for x in settle(_visit(t, args, scope))]
    given += [cast(exp.Literal.number(1), "BIGINT", "INT64")] * (3 - len(given))
    if not any(kind_of(g) is None for g in given):
        kind = join_all(given)
        name = {"INT64": "series", "FLOAT64": "farray", "NUMERIC": "narray"}[str(kind)]
        return call(f"bq.{name}", *given, kind=("ARRAY", kind))
    known = exp.Add(this=exp.Add(this=given[0], expression=given[1]), expression=given[2])
    if all(isinstance(g, exp.Parameter | exp.Cast) for g in given):
        return call("bq.series", *given, kind=("ARRAY", "INT64"))
    return overloaded(
        "bq.generate_array", exp.Paren(this=known.copy()), *given, kind=("ARRAY", None)
    )


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


def _json(name: str, of_text: object, of_json: object) -> times.Rule:
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


def _format(t: "Translator", args: list[Node], scope: Scope) -> Node:
    fmt, *rest = _visit(t, args, scope)
    kinds = exp.Array(expressions=[call("typeof", _wide(x)) for x in rest])
    texts = exp.Array(expressions=[_document(_wide(x).copy()) for x in rest])
    lists = [cast(x, "VARCHAR[]") for x in (kinds, texts)]
    return call("bq_printf", fmt, *lists, kind="STRING")


def _document(x: Node) -> Node:
    return cast(call("to_json", x), "TEXT")


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


def _struct(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return struct(t, args, scope)


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


def _wide(node: Node) -> Node:
    """An integer literal as INT64, since DuckDB would take 32 bits."""
    whole = isinstance(node, exp.Literal) and kind_of(node) == "INT64"
    return cast(node, "BIGINT", "INT64") if whole else node


def _to_json_string(t: "Translator", args: list[Node], scope: Scope) -> Node:
    x = _wide(t.visit(args[0], scope))
    pretty = args[1] if len(args) > 1 else None
    if pretty is not None and not isinstance(pretty, exp.Boolean):
        raise DialectError("TO_JSON_STRING whose second argument is not TRUE or FALSE")
    name = "bq_to_json_pretty" if pretty is not None and pretty.this else "bq_to_json_string"
    return call(name, call("typeof", x), _document(x.copy()), kind="STRING")


def _to_json(t: "Translator", args: list[Node], scope: Scope) -> Node:
    if len(args) != 1:
        raise DialectError("TO_JSON with stringify_wide_numbers")
    x = _wide(t.visit(args[0], scope))
    text = call("bq_to_json_value", call("typeof", x), _document(x.copy()))
    return cast(text, "JSON", "JSON")


def _contains_substr(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """CONTAINS_SUBSTR of a value that CAST makes a STRING of."""
    x, part = _visit(t, args, scope)
    return call("bq_contains_substr", call("bq.str", x), part, kind="BOOL")


def _grouping(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return mark(cast(call("grouping", *_visit(t, args, scope)), "BIGINT", "INT64"))


def _json_object(t: "Translator", args: list[Node], scope: Scope) -> Node:
    """JSON_OBJECT(key, value, ...)."""
    given = _visit(t, args, scope)
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
    return _json_of([_json_text(x) for x in _visit(t, args, scope)], "[", "]")


def _json_text(x: Node) -> Node:
    x = _wide(x)
    return call("bq_to_json_value", call("typeof", x), _document(x.copy()))


def _json_of(members: Sequence[Node], first: str, last: str) -> Node:
    out: Node = exp.Literal.string(first)
    for n, member in enumerate(members):
        if n:
            out = exp.DPipe(this=out, expression=exp.Literal.string(","))
        out = exp.DPipe(this=out, expression=member)
    text = exp.Paren(this=exp.DPipe(this=out, expression=exp.Literal.string(last)))
    return cast(call("bq_to_json_value", "JSON", text), "JSON", "JSON")


def _error(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("error", t.visit(args[0], scope))


def _json_type(t: "Translator", args: list[Node], scope: Scope) -> Node:
    return call("bq_json_kind", cast(t.visit(args[0], scope), "TEXT"), kind="STRING")


def _json_to(how: str, kind: str, duck: str) -> times.Rule:
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
        return call("bq.str_at", x, times.check_zone(t.visit(args[1], scope)), kind="STRING")
    plain = call("bq.str", x, kind="STRING")
    if kind_of(x) is not None:
        return plain
    is_json = exp.EQ(this=call("typeof", x.copy()), expression=exp.Literal.string("JSON"))
    text = call("bq_json_as", "STRING", cast(x.copy(), "TEXT"))
    return typed(exp.Case(ifs=[exp.If(this=is_json, true=text)], default=plain), "STRING")


def _regexp_instr(t: "Translator", args: list[Node], scope: Scope) -> Node:
    given = _visit(t, args, scope)
    _groups(given[1])
    _in_python(given[1])
    if regexps.may_be_empty(given[1].name):
        raise DialectError("REGEXP_INSTR of a pattern that can match nothing at all")
    defaults = [exp.Literal.number(n) for n in (1, 1, 0)][len(given) - 2 :]
    return call("bq_regexp_instr", *given, *defaults, kind="INT64")


def _safe_negate(t: "Translator", args: list[Node], scope: Scope) -> Node:
    inner = exp.Neg(this=exp.Paren(this=t.visit(args[0], scope)))
    return tried(typed(inner, kind_of(inner.this)))


SPECIAL: dict[str, times.Rule] = {
    "JSON_OBJECT": _json_object, "JSON_ARRAY": _json_array, "ERROR": _error, "GROUPING": _grouping, "CONTAINS_SUBSTR": _contains_substr,
    "TO_JSON_STRING": _to_json_string, "TO_JSON": _to_json, "JSON_TYPE": _json_type, "STRING": _string,
    "INT64": _json_to("as", "INT64", "BIGINT"), "FLOAT64": _json_to("as", "FLOAT64", "DOUBLE"),
    "BOOL": _json_to("as", "BOOL", "BOOLEAN"), "LAX_INT64": _json_to("lax", "INT64", "BIGINT"),
    "LAX_FLOAT64": _json_to("lax", "FLOAT64", "DOUBLE"), "LAX_BOOL": _json_to("lax", "BOOL", "BOOLEAN"),
    "LAX_STRING": _json_to("lax", "STRING", "TEXT"), "REGEXP_INSTR": _regexp_instr, "SAFE_NEGATE": _safe_negate,
    "IF": _ifcall, "IFNULL": _coalesce, "COALESCE": _coalesce, "NULLIF": _nullif, "GREATEST": _extreme("greatest"),
    "LEAST": _extreme("least"), "CONCAT": _concat, "SAFE_DIVIDE": _safe_divide, "DIV": _by_type("idiv"), "MOD": _by_type("mod"),
    "ROUND": _round("round"), "TRUNC": _round("trunc"), "POW": _pow, "POWER": _pow,
    "SAFE_ADD": _safe_arithmetic(exp.Add), "SAFE_SUBTRACT": _safe_arithmetic(exp.Sub), "SAFE_MULTIPLY": _safe_arithmetic(exp.Mul),
    "LPAD": _pad("lpad"), "RPAD": _pad("rpad"), "SPLIT": _split, "INSTR": _instr, "INITCAP": _initcap,
    "NORMALIZE": _normalize("bq_normalize"), "NORMALIZE_AND_CASEFOLD": _normalize("bq_normalize_casefold"),
    "REGEXP_EXTRACT": _regexp_extract, "REGEXP_SUBSTR": _regexp_extract, "REGEXP_EXTRACT_ALL": _regexp_extract_all,
    "REGEXP_REPLACE": _regexp_replace, "REGEXP_CONTAINS": _regexp_contains,
    "ARRAY_CONCAT": _array_concat, "GENERATE_ARRAY": _generate_array, "STRUCT": _struct, "FORMAT": _format,
    "JSON_VALUE": _json("json_value", "STRING", "STRING"), "JSON_EXTRACT_SCALAR": _json("json_value", "STRING", "STRING"),
    "JSON_QUERY": _json("json_query", "STRING", "JSON"), "JSON_EXTRACT": _json("json_query", "STRING", "JSON"),
    **{n: _json("json_value_array", ("ARRAY", "STRING"), ("ARRAY", "STRING")) for n in ("JSON_VALUE_ARRAY", "JSON_EXTRACT_STRING_ARRAY")},
    **{n: _json("json_array", ("ARRAY", "STRING"), ("ARRAY", "JSON")) for n in ("JSON_QUERY_ARRAY", "JSON_EXTRACT_ARRAY")},
}  # fmt: skip
