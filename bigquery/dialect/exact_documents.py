"""JSON as GoogleSQL reads and writes it: numbers as they were written, keys in order.

Each is registered as bq_<name>; see prepare.py. NULL arguments give NULL.
"""

import json
import re
from decimal import Decimal
from typing import Any

from bigquery.dialect.exact_numbers import float_to_int, int64, text_to_float


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
