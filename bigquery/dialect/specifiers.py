"""The printf specifiers of FORMAT."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bigquery.dialect.exact_numbers import WIDE


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
