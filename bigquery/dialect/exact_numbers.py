"""Numbers as GoogleSQL computes, reads and writes them, to the last digit: exact, not fast.

Each is registered as bq_<name>; see prepare.py. NULL arguments give NULL.
"""

import math
import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, InvalidOperation

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
