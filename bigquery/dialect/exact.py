"""Functions that must agree with GoogleSQL to the last digit, in Python: exact, not fast.

Each is registered as bq_<name>; a name that starts with an entry of SAFE also gets a bq_safe_<name>
that gives NULL where the first raises. NULL arguments give NULL.
"""

import functools
import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from bigquery.dialect.farmhash import fingerprint64

WIDE = Context(prec=120)
NANO = Decimal("1e-9")
LIMIT = Decimal("99999999999999999999999999999.999999999")


def numeric(value: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Nine digits after the point, halves away from zero; an error outside of NUMERIC."""
    out = value.quantize(NANO, rounding, WIDE)
    if out.copy_abs() > LIMIT:  # abs() would round to 28 digits
        raise ValueError("numeric overflow")
    return out


def numeric_divide(a: Decimal, b: Decimal) -> Decimal:
    if b == 0:
        raise ValueError("division by zero")
    return numeric(WIDE.divide(a, b))


def numeric_div(a: Decimal, b: Decimal) -> Decimal:
    if b == 0:
        raise ValueError("division by zero")
    return numeric(WIDE.divide_int(a, b))


def numeric_multiply(a: Decimal, b: Decimal) -> Decimal:
    return numeric(WIDE.multiply(a, b))


def numeric_pow(a: Decimal, b: Decimal) -> Decimal:
    if (a == 0 and b < 0) or (a < 0 and b != b.to_integral_value()):
        raise ValueError("POW has no value here")
    return numeric(Decimal(1) if b == 0 else WIDE.power(a, b))


def numeric_sqrt(x: Decimal) -> Decimal:
    if x < 0:
        raise ValueError("SQRT of a negative number")
    return numeric(WIDE.sqrt(x))


def numeric_exp(x: Decimal) -> Decimal:
    return numeric(WIDE.exp(x))


def numeric_ln(x: Decimal) -> Decimal:
    if x <= 0:
        raise ValueError("LN of a number that is not positive")
    return numeric(WIDE.ln(x))


def numeric_log10(x: Decimal) -> Decimal:
    if x <= 0:
        raise ValueError("LOG10 of a number that is not positive")
    return numeric(WIDE.log10(x))


def parse_numeric(s: str) -> Decimal:
    """PARSE_NUMERIC: spaces around a sign and commas among the digits are read over."""
    return text_to_numeric(re.sub(r"(?<=\d),(?=\d)", "", s.strip()))


def _at(n: int) -> Decimal:
    return Decimal(1).scaleb(-max(min(n, 38), -60))


def numeric_round(x: Decimal, n: int) -> Decimal:
    return numeric(x.quantize(_at(n), ROUND_HALF_UP, WIDE)) if n < 9 else x


def numeric_trunc(x: Decimal, n: int) -> Decimal:
    return numeric(x.quantize(_at(n), ROUND_DOWN, WIDE)) if n < 9 else x


def _digits(x: float, n: int, rounding: str) -> float:
    if not math.isfinite(x) or n > 330:
        return x
    if n < -330:
        return math.copysign(0.0, x)
    return float(Decimal(x).quantize(Decimal(1).scaleb(-n), rounding, Context(prec=1500)))


def round_digits(x: float, n: int) -> float:
    return _digits(x, n, ROUND_HALF_UP)


def trunc_digits(x: float, n: int) -> float:
    return _digits(x, n, ROUND_DOWN)


def int64(n: int) -> int:
    if not -(2**63) <= n < 2**63:
        raise ValueError("int64 overflow")
    return n


def text_to_int(s: str) -> int:
    t = s.strip()
    if re.fullmatch(r"[+-]?0[xX][0-9a-fA-F]+", t):
        return int64(int(t, 16))
    if not re.fullmatch(r"[+-]?[0-9]+", t):
        raise ValueError(f"Bad int64 value: {s}")
    return int64(int(t))


def float_to_int(x: float) -> int:
    if not math.isfinite(x):
        raise ValueError("int64 overflow")
    return int64(int(Decimal(x).quantize(Decimal(1), ROUND_HALF_UP, Context(prec=400))))


def decimal_to_int(s: str) -> int:
    return int64(int(Decimal(s).quantize(Decimal(1), ROUND_HALF_UP, WIDE)))


def text_to_float(s: str) -> float:
    t = s.strip().lower()
    if t in ("nan", "+nan", "-nan"):
        return math.nan
    if re.fullmatch(r"[+-]?inf(inity)?", t):
        return -math.inf if t[0] == "-" else math.inf
    if re.fullmatch(r"[+-]?0x[0-9a-f]+", t):
        return float(int(t, 16))
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", t):
        raise ValueError(f"Bad double value: {s}")
    return float(t)


def text_to_numeric(s: str) -> Decimal:
    t = s.strip()
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", t):
        raise ValueError(f"Invalid NUMERIC value: {s}")
    try:
        return numeric(Decimal(t))
    except InvalidOperation:
        raise ValueError(f"Invalid NUMERIC value: {s}") from None


def float_to_numeric(x: float) -> Decimal:
    if not math.isfinite(x):
        raise ValueError("Illegal conversion of non-finite floating point number to numeric")
    return numeric(Decimal(x))


def float_text(x: float) -> str:
    """FLOAT64 as CAST writes it: 15 digits where they read back the same, else 17."""
    if x == 0:
        return "0"
    short = f"{x:.15g}"
    return short if float(short) == x or x != x else f"{x:.17g}"


def float_json(x: float) -> str:
    if math.isfinite(x):
        return float_text(x)
    return '"NaN"' if x != x else ('"Infinity"' if x > 0 else '"-Infinity"')


class _Digits(str):
    """A number of a JSON text, kept as it was written."""


def _dump(v: Any, typed: bool = False) -> str:
    """A value as JSON text; typed as GoogleSQL's JSON has it, keys in order."""
    match v:
        case _Digits():
            return json_number(v) if typed else str(v)
        case dict():
            pairs = sorted(v.items()) if typed else v.items()
            inside = (json.dumps(k, ensure_ascii=False) + ":" + _dump(x, typed) for k, x in pairs)
            return "{" + ",".join(inside) + "}"
        case list():
            return "[" + ",".join(_dump(x, typed) for x in v) + "]"
    return json.dumps(v, ensure_ascii=False)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for k, v in pairs:
        out.setdefault(k, v)
    return out


_MISSING = object()


def _find(text: str, path: str) -> Any:
    try:
        doc: Any = json.loads(
            text,
            parse_float=_Digits,
            parse_int=_Digits,
            parse_constant=_refuse_constant,
            object_pairs_hook=_first,
        )
    except (ValueError, RecursionError):
        return _MISSING
    for index, key in re.findall(r'\[(\d+)\]|\."([^"]*)"', path):
        if index and isinstance(doc, list) and int(index) < len(doc):
            doc = doc[int(index)]
        elif not index and isinstance(doc, dict) and key in doc:
            doc = doc[key]
        else:
            return _MISSING
    return doc


def json_number(v: str) -> str:
    """A number as a JSON value writes it: what is no 64-bit integer is a FLOAT64."""
    if re.fullmatch(r"-?\d+", v) and -(2**63) <= int(v) < 2**64:
        return v if v != "-0" else "0"
    return repr(float(v))


def _scalar(v: Any, typed: bool) -> str:
    if isinstance(v, bool):
        return "true" if v else "false"
    return json_number(v) if typed and isinstance(v, _Digits) else str(v)


def json_value(text: str | None, path: str, typed: bool = False) -> str | None:
    """The scalar at a path of a JSON text, or of JSON where typed, as text; None for anything
    else."""
    v = _MISSING if text is None else _find(text, path)
    if v is _MISSING or v is None or isinstance(v, dict | list):
        return None
    return _scalar(v, typed)


def json_query(text: str | None, path: str, typed: bool = False) -> str | None:
    """What is at a path of a JSON text, as JSON text; None for null."""
    v = _MISSING if text is None else _find(text, path)
    return None if v is _MISSING or (v is None and not typed) else _dump(v, typed)


def json_kind(text: str | None) -> str | None:
    """JSON_TYPE of a JSON text."""
    v = _MISSING if text is None else _find(text, "$")
    if v is _MISSING:
        return None
    if v is None:
        return "null"
    kinds = {bool: "boolean", _Digits: "number", str: "string", list: "array", dict: "object"}
    return kinds[type(v)]


def json_as(kind: str, text: str | None) -> str | None:
    """A JSON scalar of exactly one type, as text. Raises ValueError for another."""
    v = _MISSING if text is None else _find(text, "$")
    if v is _MISSING:
        return None
    match kind, v:
        case "INT64", _Digits() if re.fullmatch(r"-?\d+(\.0+)?", v):
            return str(int64(int(Decimal(v))))
        case "FLOAT64", _Digits():
            return str(v)
        case "BOOL", bool():
            return "true" if v else "false"
        case "STRING", str() if not isinstance(v, _Digits):
            return v
    raise ValueError(f"The provided JSON input is not {kind}")


def json_lax(kind: str, text: str | None) -> str | None:
    """A JSON scalar turned into a type where that can be, as text."""
    v = _MISSING if text is None else _find(text, "$")
    if v is _MISSING or v is None or isinstance(v, dict | list):
        return None
    if kind == "STRING":
        return ("true" if v else "false") if isinstance(v, bool) else str(v)
    try:
        if kind == "BOOL":
            if isinstance(v, bool):
                return "true" if v else "false"
            if isinstance(v, _Digits):
                return "true" if float(v) else "false"
            text = str(v).lower()
            return text if text in ("true", "false") else None
        if isinstance(v, bool):
            return ("1" if v else "0") if kind == "INT64" else None
        x = text_to_float(str(v))
        return str(float_to_int(x)) if kind == "INT64" else str(x)
    except ValueError:
        return None


def json_array(text: str | None, path: str) -> list[str] | None:
    """The elements of the array at a path, each as JSON text."""
    v = _MISSING if text is None else _find(text, path)
    return [_dump(x) for x in v] if isinstance(v, list) else None


def json_value_array(text: str | None, path: str, typed: bool = False) -> list[str | None] | None:
    """The scalars of the array at a path, each as text; None where one is not a scalar."""
    v = _MISSING if text is None else _find(text, path)
    if not isinstance(v, list) or any(isinstance(x, dict | list) for x in v):
        return None
    return [None if x is None else _scalar(x, typed) for x in v]


def reverse(s: str) -> str:
    return s[::-1]


def reverse_bytes(b: bytes) -> bytes:
    return bytes(b)[::-1]


def contains_substr(s: str, part: str) -> bool:
    """CONTAINS_SUBSTR: normalized and without case."""
    return normalize_casefold(part, "NFKC") in normalize_casefold(s, "NFKC")


def bytes_text(b: bytes) -> str:
    """A character for each byte."""
    return bytes(b).decode("latin-1")


def text_bytes(s: str) -> bytes:
    return s.encode("latin-1")


def upper_bytes(b: bytes) -> bytes:
    return bytes(b).upper()


def lower_bytes(b: bytes) -> bytes:
    return bytes(b).lower()


def trim_bytes(b: bytes, cut: bytes, side: str) -> bytes:
    how = {"trim": bytes.strip, "ltrim": bytes.lstrip, "rtrim": bytes.rstrip}[side]
    return how(bytes(b), bytes(cut))


def time_text(s: str) -> str:
    """DuckDB's text of a time with its fraction in groups of three digits."""
    return re.sub(r"\.(\d+)", lambda m: "." + m[1] + "0" * (-len(m[1]) % 3), s)


def blob_text(s: str) -> str:
    raw = re.sub(rb"\\x([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), s.encode("latin-1"))
    return raw.decode()


def utf8(b: bytes) -> str:
    return b.decode(errors="replace")


def sha512(b: bytes) -> bytes:
    return hashlib.sha512(b).digest()


def farm_fingerprint(b: bytes) -> int:
    n = fingerprint64(bytes(b))
    return n - 2**64 if n >= 2**63 else n


def initcap(s: str, delimiters: str) -> str:
    out, start = [], True
    for c in s:
        out.append(c.upper() if start else c.lower())
        start = c in delimiters
    return "".join(out)


def normalize(s: str, form: str) -> str:
    return unicodedata.normalize(form, s)  # type: ignore[arg-type]


def normalize_casefold(s: str, form: str) -> str:
    folded = unicodedata.normalize(form, s).casefold()  # type: ignore[arg-type]
    return unicodedata.normalize(form, folded)  # type: ignore[arg-type]


def soundex(s: str) -> str:
    codes = {c: d for d, cs in enumerate(("BFPV", "CGJKQSXZ", "DT", "L", "MN", "R"), 1) for c in cs}
    letters = [c for c in s if c.isascii() and c.isalpha()]
    if not letters:
        return ""
    out, last = letters[0], codes.get(letters[0].upper(), 0)
    for c in letters[1:]:
        code = codes.get(c.upper(), 0)
        if code and code != last:
            out += str(code)
        last = code or last
    return (out + "000")[:4]


def instr(s: str, t: str, position: int, occurrence: int) -> int:
    if position == 0 or occurrence <= 0:
        raise ValueError("INSTR: position and occurrence must not be 0")
    if not t:  # found between any two characters
        if position > 0:
            at = position + occurrence - 1
            return at if position <= len(s) + 1 and at <= len(s) + 1 else 0
        return max(len(s) + 2 + position - (occurrence - 1), 0)
    if position > 0:
        at = position - 2
        for _ in range(occurrence):
            at = s.find(t, at + 1)
            if at < 0:
                return 0
        return at + 1
    end = len(s) + position
    if end < 0:
        return 0
    for _ in range(occurrence):
        at = s.rfind(t, 0, end + len(t))
        if at < 0:
            return 0
        end = at - 1
        if end < 0:
            end = -len(t)
    return at + 1


def points_to_bytes(points: list[int]) -> bytes:
    return bytes(points)


def shift_left(a: int, n: int) -> int:
    if n < 0:
        raise ValueError("a shift by a negative number")
    out = (a << n) % 2**64 if n < 64 else 0
    return out - 2**64 if out >= 2**63 else out


def shift_right(a: int, n: int) -> int:
    if n < 0:
        raise ValueError("a shift by a negative number")
    out = (a % 2**64) >> n
    return out - 2**64 if out >= 2**63 else out


def group_thousands(digits: str) -> str:
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", digits)


def format_value(spec: str, value: Any) -> str:
    """One printf specifier, as GoogleSQL's FORMAT writes it."""
    m = re.fullmatch(r"%([-+ #0']*)(\d*)(?:\.(\d+))?([a-zA-Z])", spec)
    if m is None:
        raise ValueError(f"FORMAT does not know {spec}")
    flags, width, precision, kind = m.groups()
    quoted = "'" in flags
    flags = flags.replace("'", "")
    if kind in "fFeEgG" and not math.isfinite(value):
        text = "nan" if value != value else ("inf" if value > 0 else "-inf")
        sign = "+" if "+" in flags else " " if " " in flags else ""
        text = text if text.startswith("-") else sign + text
        text = text.upper() if kind.isupper() else text
        return text.ljust(int(width or 0)) if "-" in flags else text.rjust(int(width or 0))
    dot = f".{precision}" if precision is not None else ""
    if kind in "fFeEgG" and value == 0:
        value = 0.0  # GoogleSQL writes no negative zero
    if kind == "o" and "#" in flags:
        return format_value("%" + flags.replace("#", "") + width + "s", f"0{value:o}")
    if not quoted:
        return str(("%" + flags + width + dot + kind) % value)
    body = ("%" + "".join(f for f in flags if f in "+ #") + dot + kind) % value
    sign, number, rest = re.fullmatch(r"([-+ ]?)(\d*)(.*)", body, re.S).groups()  # type: ignore[union-attr]
    body = group_thousands(number) + rest
    fill = int(width or 0) - len(sign) - len(body)
    if "-" in flags:
        return sign + body + " " * max(fill, 0)
    return (
        sign + "0" * fill + body if "0" in flags and fill > 0 else " " * max(fill, 0) + sign + body
    )


def format_decimal(spec: str, value: Decimal) -> str:
    """A floating point specifier of a NUMERIC."""
    m = re.fullmatch(r"%([-+ #0']*)(\d*)(?:\.(\d+))?([a-zA-Z])", spec)
    if m is None:
        raise ValueError(f"FORMAT does not know {spec}")
    flags, width, precision, kind = m.groups()
    if kind not in "fF":
        return format_value(spec, float(value))
    digits = 6 if precision is None else int(precision)
    body = f"{value.copy_abs().quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE):f}"
    sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
    if "'" in flags:
        whole, point, rest = body.partition(".")
        body = group_thousands(whole) + point + rest
    fill = max(int(width or 0) - len(sign) - len(body), 0)
    if "-" in flags:
        return sign + body + " " * fill
    return sign + "0" * fill + body if "0" in flags else " " * fill + sign + body


def safely(f: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with NULL in the place of an error."""

    @functools.wraps(f)
    def safe(*args: Any) -> Any:
        if any(a is None for a in args):
            return None
        try:
            return f(*args)
        except (ValueError, ArithmeticError, LookupError):
            return None

    return safe
