"""Are two results the same? Strictly: names, order, types of the values, values.

Floats agree to 1e-12 relative and NaN equals NaN; timestamps are instants; JSON is compared as
parsed; structs by field order and name; everything else exactly.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

RELATIVE = 1e-12


def is_ordered(sql: str) -> bool:
    """Whether the statement orders its result: an ORDER BY outside every parenthesis."""
    flat = re.sub(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", "''", sql)
    while (inner := re.sub(r"\([^()]*\)", " ", flat)) != flat:
        flat = inner
    return "ORDER BY" in flat.upper()


def same(want: Any, got: Any, kind: str = "") -> bool:
    """Whether a value of DuckDB is the value of GoogleSQL; kind is GoogleSQL's, where known."""
    if want is None or got is None:
        return want is None and got is None
    if kind == "JSON":
        return isinstance(got, str) and _json(want) == _json(got)
    match want:
        case bool():
            return isinstance(got, bool) and want == got
        case int():
            return isinstance(got, int) and not isinstance(got, bool) and want == got
        case float():
            return isinstance(got, float) and _close(want, got)
        case Decimal():
            return isinstance(got, Decimal) and want == got
        case dt.datetime():
            return (
                isinstance(got, dt.datetime)
                and (want.tzinfo is None) == (got.tzinfo is None)
                and want == got
            )
        case dict():
            return (
                isinstance(got, dict)
                and list(want) == list(got)
                and all(same(want[k], got[k]) for k in want)
            )
        case tuple():
            cells = tuple(got.values()) if isinstance(got, dict) else got
            return _all(want, cells, ()) if isinstance(cells, tuple) else False
        case list():
            return isinstance(got, list) and _all(want, got, ())
        case _:
            return type(want) is type(got) and bool(want == got)


def _json(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) else text


def _close(a: float, b: float) -> bool:
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or math.isclose(a, b, rel_tol=RELATIVE)


def _all(want: Sequence[Any], got: Sequence[Any], kinds: Sequence[str]) -> bool:
    if len(want) != len(got):
        return False
    padded = kinds or [""] * len(want)
    return all(same(w, g, k) for w, g, k in zip(want, got, padded, strict=True))


def _key(row: Sequence[Any]) -> str:
    return repr([f"{c + 0.0:.9g}" if isinstance(c, float) else c for c in row])  # -0.0 is 0.0


def difference(
    want: tuple[list[str], list[str], list[tuple[Any, ...]]],
    got: tuple[list[str], list[tuple[Any, ...]]],
    ordered: bool,
) -> str | None:
    """None when equal, else one line that says what differs first."""
    names, kinds, rows = want
    got_names, got_rows = got
    if len(names) != len(got_names):
        return f"columns {names} != {got_names}"
    for a, b in zip(names, got_names, strict=True):
        if a and not a.startswith("$") and a != b:
            return f"column {a!r} is called {b!r}"
    if len(rows) != len(got_rows):
        return f"{len(rows)} rows != {len(got_rows)} rows"
    if not ordered:
        rows, got_rows = sorted(rows, key=_key), sorted(got_rows, key=_key)
    for i, (w, g) in enumerate(zip(rows, got_rows, strict=True)):
        for name, kind, a, b in zip(names, kinds, w, g, strict=True):
            if not same(a, b, kind):
                return f"row {i}, {name or '(no name)'}: GoogleSQL {a!r}, DuckDB {b!r}"
    return None
