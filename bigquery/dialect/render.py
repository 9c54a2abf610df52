"""Any value as text: TO_JSON_STRING, FORMAT's %t and %T. A value comes as DuckDB's typeof() and its
to_json(); together they say all of it."""

import base64
import json
import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bigquery.dialect import exact_documents, exact_numbers, exact_texts, specifiers

Kind = str | tuple[str, Any]  # "BIGINT", ("list", kind), ("struct", {name: kind})
SAFE_INTEGER = 2**53


@lru_cache(maxsize=1024)
def kind_of(text: str) -> Kind:
    """A type as DuckDB's typeof writes it."""
    if text.endswith("]"):
        return ("list", kind_of(text[: text.rindex("[")]))
    if text.startswith("STRUCT("):
        return ("struct", [(_name(f), kind_of(_type(f))) for f in _fields(text[7:-1])])
    return text.partition("(")[0]


def _fields(text: str) -> list[str]:
    out, depth, quoted, start = [], 0, False, 0
    for i, c in enumerate(text):
        quoted ^= c == '"'
        depth += 0 if quoted else (c == "(") - (c == ")")
        if c == "," and not depth and not quoted:
            out.append(text[start:i].strip())
            start = i + 1
    return [*out, text[start:].strip()]


_FIELD = re.compile(r'("(?:[^"]|"")*"|\S+) (.*)', re.S)


def _name(field: str) -> str:
    name = _FIELD.fullmatch(field)[1]  # type: ignore[index]
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _type(field: str) -> str:
    return _FIELD.fullmatch(field)[2]  # type: ignore[index]


class Digits(str):
    """A number as it was written."""


def read(text: str) -> Any:
    return json.loads(text, parse_float=Digits, parse_int=Digits, parse_constant=Digits)


def quoted(s: str) -> str:
    """A STRING as GoogleSQL writes it in JSON."""
    out = json.dumps(s, ensure_ascii=False)
    return out.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def canonical(v: Any) -> str:
    """A JSON value with its keys in order, as GoogleSQL's type JSON writes it."""
    match v:
        case Digits():
            return exact_documents.json_number(v)
        case str():
            return json.dumps(v, ensure_ascii=False)
        case dict():
            return (
                "{"
                + ",".join(
                    json.dumps(k, ensure_ascii=False) + ":" + canonical(v[k]) for k in sorted(v)
                )
                + "}"
            )
        case list():
            return "[" + ",".join(map(canonical, v)) + "]"
    return json.dumps(v)


def _decimal(v: Any) -> str:
    text = f"{Decimal(v):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _blob(v: str) -> bytes:
    return re.sub(rb"\\x([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), v.encode("latin-1"))


def to_json_string(kind: str, text: str | None) -> str:
    """A value as compact JSON."""
    return _json(kind_of(kind), None if text is None else read(text))


def to_json_value(kind: str, text: str | None) -> str:
    """A value as the JSON of TO_JSON: keys in order, numbers as they are."""
    return _value(kind_of(kind), None if text is None else read(text))


def _value(kind: Kind, v: Any) -> str:
    if v is None or (isinstance(kind, str) and kind not in ("DOUBLE", "DECIMAL", "BIGINT")):
        return _json(kind, v)
    if isinstance(kind, tuple):
        if kind[0] == "list":
            return "[" + ",".join(_value(kind[1], x) for x in v) + "]"
        return "{" + ",".join(quoted(n) + ":" + _value(k, v[n]) for n, k in sorted(kind[1])) + "}"
    if kind == "DOUBLE":
        return repr(float(v)) if math.isfinite(float(v)) else exact_numbers.float_json(float(v))
    return _decimal(v)


def to_json_pretty(kind: str, text: str | None) -> str:
    """A value as JSON in lines."""
    plain = json.loads(
        to_json_string(kind, text), parse_float=Digits, parse_int=Digits, parse_constant=Digits
    )
    return _lines(plain, "\n")


def _lines(v: Any, margin: str) -> str:
    inner = margin + "  "
    if isinstance(v, dict) and v:
        rows = [quoted(k) + ": " + _lines(x, inner) for k, x in v.items()]
        return "{" + inner + ("," + inner).join(rows) + margin + "}"
    if isinstance(v, list) and v:
        return "[" + inner + ("," + inner).join(_lines(x, inner) for x in v) + margin + "]"
    return str(v) if isinstance(v, Digits) else quoted(v) if isinstance(v, str) else json.dumps(v)


def _json(kind: Kind, v: Any) -> str:
    if v is None:
        return "null"
    if isinstance(kind, tuple):
        if kind[0] == "list":
            return "[" + ",".join(_json(kind[1], x) for x in v) + "]"
        return "{" + ",".join(quoted(_said(n)) + ":" + _json(k, v[n]) for n, k in kind[1]) + "}"
    match kind:
        case "JSON":
            return canonical(v)
        case "BOOLEAN":
            return "true" if v else "false"
        case "DOUBLE" | "FLOAT":
            return exact_numbers.float_json(float(v))
        case "DECIMAL":
            return '"' + _decimal(v) + '"' if _outside(v) else _decimal(v)
        case "TIMESTAMP WITH TIME ZONE":
            return '"' + exact_texts.time_text(v).replace(" ", "T").replace("+00", "Z") + '"'
        case "TIMESTAMP":
            return '"' + exact_texts.time_text(v).replace(" ", "T") + '"'
        case "TIME":
            return '"' + exact_texts.time_text(v) + '"'
        case "BLOB":
            return '"' + base64.b64encode(_blob(v)).decode() + '"'
    if isinstance(v, Digits):
        return str(v) if abs(int(v)) <= SAFE_INTEGER else f'"{v}"'
    return quoted(v)


def _said(name: str) -> str:
    """A field's name; one without a name has _field_1 and so on in DuckDB."""
    return "" if re.fullmatch(r"_field_\d+", name) else name


def _outside(v: str) -> bool:
    """Whether a NUMERIC is no number that JSON's readers keep."""
    return "." in _decimal(v) or abs(Decimal(v)) > SAFE_INTEGER


def _text(kind: Kind, v: Any, *, literal: bool) -> str:
    if v is None:
        return "NULL"
    if isinstance(kind, tuple):
        if kind[0] == "list":
            return "[" + ", ".join(_text(kind[1], x, literal=literal) for x in v) + "]"
        fields = ", ".join(_text(k, v[n], literal=literal) for n, k in kind[1])
        return f"STRUCT({fields})" if literal and len(kind[1]) == 1 else f"({fields})"
    plain = _plain(kind, v, literal=literal)
    return _LITERAL.get(kind, "{}").format(plain) if literal else plain


_LITERAL = {
    "DATE": 'DATE "{}"', "TIMESTAMP": 'DATETIME "{}"', "TIMESTAMP WITH TIME ZONE": 'TIMESTAMP "{}"',
    "TIME": 'TIME "{}"', "DECIMAL": 'NUMERIC "{}"',
}  # fmt: skip


def _plain(kind: str, v: Any, *, literal: bool) -> str:
    match kind:
        case "JSON":
            text = canonical(v)
            return "JSON " + _quote(text) if literal else text
        case "BOOLEAN":
            return "true" if v else "false"
        case "DOUBLE" | "FLOAT":
            return _float(float(v), literal=literal)
        case "DECIMAL":
            return _decimal(v)
        case "TIMESTAMP" | "TIMESTAMP WITH TIME ZONE" | "TIME":
            return exact_texts.time_text(v)
        case "BLOB":
            raw = _blob(v).decode("latin-1")
            return "b" + _quote(raw, ascii_only=True) if literal else _escaped(raw, "", True)
        case "VARCHAR":
            return _quote(v) if literal else str(v)
    return str(v)


def _quote(s: str, *, ascii_only: bool = False) -> str:
    mark = "'" if '"' in s and "'" not in s else '"'
    return mark + _escaped(s, mark, ascii_only) + mark


def _escaped(s: str, mark: str, raw: bool) -> str:
    named = {"\\": "\\\\", mark: "\\" + mark}
    if not raw:
        named |= {"\n": "\\n", "\t": "\\t", "\r": "\\r"}

    def one(c: str) -> str:
        if c in named:
            return named[c]
        shown = " " <= c <= "~" or (not raw and ord(c) > 127)
        return c if shown else f"\\x{ord(c):02x}"

    return "".join(map(one, s))


def _float(x: float, *, literal: bool) -> str:
    if x != x or x in (float("inf"), float("-inf")):
        name = "nan" if x != x else "inf" if x > 0 else "-inf"
        return f'CAST("{name}" AS FLOAT64)' if literal else name
    text = "-0" if x == 0 and str(x)[0] == "-" else exact_numbers.float_text(x)
    return text if re.search("[.en]", text) else text + ".0"


def nested_equal(kind: str, a: str | None, other: str, b: str | None) -> bool | None:
    """Whether two STRUCTs or ARRAYs are equal by their values; None where a NULL leaves it open."""
    if a is None or b is None:
        return None
    return _same(kind_of(kind), read(a), kind_of(other), read(b))


def nested_in(kind: str, a: str | None, listed: str, items: str | None) -> bool | None:
    """Whether a STRUCT or ARRAY is among those of an ARRAY; None where a NULL leaves it open."""
    row = kind_of(listed)
    if items is None or not isinstance(row, tuple):
        return False
    values = read(items)
    if a is None:
        return None if values else False
    found = [_same(kind_of(kind), read(a), row[1], v) for v in values]
    return True if True in found else None if None in found else False


def _same(kind: Kind, a: Any, other: Kind, b: Any) -> bool | None:
    if a is None or b is None:
        return None
    if isinstance(kind, tuple) and isinstance(other, tuple):
        if kind[0] == "list":
            cells = [(kind[1], x, other[1], y) for x, y in zip(a, b, strict=False)]
        else:
            cells = [(k, a[n], o, b[m]) for (n, k), (m, o) in zip(kind[1], other[1], strict=False)]
        if len(a) != len(b):
            return False
        found = [_same(*cell) for cell in cells]
        return False if False in found else None if None in found else True
    if isinstance(a, Digits) and isinstance(b, Digits):
        if "DOUBLE" in (kind, other):
            return float(a) == float(b)
        return Decimal(a) == Decimal(b)
    return bool(a == b)


_SPEC = re.compile(r"%(%|[-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d+))?[a-zA-Z])", re.S)


def printf(fmt: str | None, kinds: list[str], texts: list[str | None]) -> str | None:
    """FORMAT: NULL where a value of another specifier than %t and %T is NULL."""
    if fmt is None:
        return None
    values = list(
        zip(map(kind_of, kinds), [None if t is None else read(t) for t in texts], strict=True)
    )
    out, at = "", 0
    while at < len(fmt):
        if fmt[at] != "%":
            out, at = out + fmt[at], at + 1
            continue
        m = _SPEC.match(fmt, at)
        if m is None:
            raise ValueError(f"Invalid format specifier in {fmt!r}")
        at = m.end()
        if m[1] == "%":
            out += "%"
            continue
        spec = m[0]
        while "*" in spec:
            width = values.pop(0)[1]
            if width is None:
                return None
            spec = spec.replace("*", str(width), 1)
        if not values:
            raise ValueError("Too few arguments to FORMAT")
        part = _specifier(spec, *values.pop(0))
        if part is None:
            return None
        out += part
    if values:
        raise ValueError("Too many arguments to FORMAT")
    return out


def _specifier(spec: str, kind: Kind, v: Any) -> str | None:
    letter, wanted = spec[-1], kind if isinstance(kind, str) else kind[0]
    if letter in "tT":
        return specifiers.format_value(spec[:-1] + "s", _text(kind, v, literal=letter == "T"))
    if v is None:
        return None
    if letter in "diuoxX":
        if not isinstance(v, Digits) or not re.fullmatch(r"-?\d+", v):
            raise ValueError(f"Invalid type for {spec}")
        return specifiers.format_value(spec.replace("i", "d").replace("u", "d"), int(v))
    if letter in "fFeEgG":
        if wanted == "DECIMAL":
            return specifiers.format_decimal(spec, Decimal(v))
        return specifiers.format_value(spec, float(v))
    if letter == "s" and wanted in ("VARCHAR", "BLOB"):
        return specifiers.format_value(spec, str(v) if wanted == "VARCHAR" else _blob(v).decode())
    raise ValueError(f"Invalid format specifier {spec}")
