"""What a DuckDB connection needs before it runs translated SQL."""

import functools
import re
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from typing import Any

import duckdb

from bigquery.dialect import (
    clock,
    exact_documents,
    exact_numbers,
    exact_texts,
    picture,
    regexps,
    render,
)

_NUMERIC = "DECIMAL(38,9)"
_V, _I, _F, _B = "VARCHAR", "BIGINT", "DOUBLE", "BLOB"

# name: (function, argument types, result type, whether there is a safe one)
FUNCTIONS: dict[str, tuple[Callable[..., Any], list[str], str, bool]] = {
    "numeric_divide": (exact_numbers.numeric_divide, [_NUMERIC] * 2, _NUMERIC, False),
    "numeric_div": (exact_numbers.numeric_div, [_NUMERIC] * 2, _NUMERIC, False),
    "numeric_multiply": (exact_numbers.numeric_multiply, [_NUMERIC] * 2, _NUMERIC, False),
    "numeric_round": (exact_numbers.numeric_round, [_NUMERIC, _I], _NUMERIC, False),
    "numeric_trunc": (exact_numbers.numeric_trunc, [_NUMERIC, _I], _NUMERIC, False),
    "numeric_pow": (exact_numbers.numeric_pow, [_NUMERIC] * 2, _NUMERIC, False),
    "numeric_sqrt": (exact_numbers.numeric_sqrt, [_NUMERIC], _NUMERIC, False),
    "numeric_exp": (exact_numbers.numeric_exp, [_NUMERIC], _NUMERIC, False),
    "numeric_ln": (exact_numbers.numeric_ln, [_NUMERIC], _NUMERIC, False),
    "numeric_log10": (exact_numbers.numeric_log10, [_NUMERIC], _NUMERIC, False),
    "parse_numeric": (exact_numbers.parse_numeric, [_V], _NUMERIC, False),
    "round_digits": (exact_numbers.round_digits, [_F, _I], _F, False),
    "trunc_digits": (exact_numbers.trunc_digits, [_F, _I], _F, False),
    "text_to_int": (exact_numbers.text_to_int, [_V], _I, True),
    "float_to_int": (exact_numbers.float_to_int, [_F], _I, True),
    "decimal_to_int": (exact_numbers.decimal_to_int, [_V], _I, True),
    "text_to_float": (exact_numbers.text_to_float, [_V], _F, True),
    "text_to_numeric": (exact_numbers.text_to_numeric, [_V], _NUMERIC, True),
    "float_to_numeric": (exact_numbers.float_to_numeric, [_F], _NUMERIC, True),
    "float_text": (exact_numbers.float_text, [_F], _V, False),
    "float_json": (exact_numbers.float_json, [_F], _V, False),
    "json_value": (exact_documents.json_value, [_V, _V, "BOOLEAN"], _V, False),
    "json_query": (exact_documents.json_query, [_V, _V, "BOOLEAN"], _V, False),
    "json_kind": (exact_documents.json_kind, [_V], _V, False),
    "json_as": (exact_documents.json_as, [_V, _V], _V, True),
    "json_lax": (exact_documents.json_lax, [_V, _V], _V, False),
    "regexp_instr": (regexps.regexp_instr, [_V, _V, _I, _I, _I], _I, False),
    "regexp_extract": (regexps.regexp_extract, [_V, _V, _I, _I], _V, False),
    "regexp_extract_all": (regexps.regexp_extract_all, [_V, _V], "VARCHAR[]", False),
    "nested_equal": (render.nested_equal, [_V] * 4, "BOOLEAN", False),
    "nested_in": (render.nested_in, [_V] * 4, "BOOLEAN", False),
    "printf": (render.printf, [_V, "VARCHAR[]", "VARCHAR[]"], _V, False),
    "to_json_string": (render.to_json_string, [_V, _V], _V, False),
    "to_json_value": (render.to_json_value, [_V, _V], _V, False),
    "points_to_bytes": (exact_texts.points_to_bytes, ["BIGINT[]"], _B, False),
    "shift_left": (exact_numbers.shift_left, [_I, _I], _I, False),
    "shift_right": (exact_numbers.shift_right, [_I, _I], _I, False),
    "to_json_pretty": (render.to_json_pretty, [_V, _V], _V, False),
    "json_array": (exact_documents.json_array, [_V, _V], "VARCHAR[]", False),
    "json_value_array": (exact_documents.json_value_array, [_V, _V, "BOOLEAN"], "VARCHAR[]", False),
    "reverse_bytes": (exact_texts.reverse_bytes, [_B], _B, False),
    "contains_substr": (exact_texts.contains_substr, [_V, _V], "BOOLEAN", False),
    "bytes_text": (exact_texts.bytes_text, [_B], _V, False),
    "text_bytes": (exact_texts.text_bytes, [_V], _B, False),
    "upper_bytes": (exact_texts.upper_bytes, [_B], _B, False),
    "lower_bytes": (exact_texts.lower_bytes, [_B], _B, False),
    "trim_bytes": (exact_texts.trim_bytes, [_B, _B, _V], _B, False),
    "reverse": (exact_texts.reverse, [_V], _V, False),
    "time_text": (exact_texts.time_text, [_V], _V, False),
    "blob_text": (exact_texts.blob_text, [_V], _V, True),
    "utf8": (exact_texts.utf8, [_B], _V, False),
    "sha512": (exact_texts.sha512, [_B], _B, False),
    "farm_fingerprint": (exact_texts.farm_fingerprint, [_B], _I, False),
    "initcap": (exact_texts.initcap, [_V, _V], _V, False),
    "normalize": (exact_texts.normalize, [_V, _V], _V, False),
    "normalize_casefold": (exact_texts.normalize_casefold, [_V, _V], _V, False),
    "soundex": (exact_texts.soundex, [_V], _V, False),
    "instr": (exact_texts.instr, [_V, _V, _I, _I], _I, False),
    "format_local": (clock.format_local, [_V, _I], _V, True),
    "format_instant": (clock.format_instant, [_V, _I, _V], _V, True),
    "cast_local": (picture.cast_local, [_V, _I], _V, False),
    "cast_instant": (picture.cast_instant, [_V, _I, _V], _V, False),
    "instant_text": (clock.instant_text, [_I, _V], _V, False),
    "parse_local": (clock.parse_local, [_V, _V], _I, True),
    "parse_instant": (clock.parse_instant, [_V, _V, _V], _I, True),
    "text_to_timestamp": (clock.text_to_timestamp, [_V, _V], _I, True),
    "text_to_datetime": (clock.text_to_datetime, [_V], _I, True),
    "text_to_date": (clock.text_to_date, [_V], "DATE", True),
}

NULL_TOO = ("json_", "to_json_", "printf", "nested_", "regexp_extract")  # these see NULL

SETTINGS = (
    "SET GLOBAL TimeZone = 'UTC'",  # GoogleSQL's default zone
    "SET GLOBAL default_null_order = 'nulls_last'",
    "SET GLOBAL ieee_floating_point_ops = false",
)


def _is_prepared(connection: duckdb.DuckDBPyConnection) -> bool:
    try:
        connection.execute("SELECT bq.prepared()").fetchall()  # the last macro
    except duckdb.Error:
        return False
    return True


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Register macros and functions for the connection's database; twice is once.

    They live in an attached in-memory database named bq, so nothing is written to the user's file
    and every cursor sees them. Settings changed: TimeZone, default_null_order,
    ieee_floating_point_ops.
    """
    if _is_prepared(connection):
        return
    for setting in SETTINGS:
        connection.execute(setting)
    connection.execute("ATTACH IF NOT EXISTS ':memory:' AS bq")
    for name, (function, arguments, result, safe) in FUNCTIONS.items():
        nulls = "special" if name.startswith(NULL_TOO) else "default"
        _create(connection, f"bq_{name}", function, arguments, result, nulls)
        if safe:
            guarded = safely(function)
            _create(connection, f"bq_safe_{name}", guarded, arguments, result, "special")
    macros = files("bigquery.dialect").joinpath("macros.sql").read_text("utf-8")
    connection.execute(re.sub(r"(?m)^--.*$", "", macros))


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


def _create(connection: duckdb.DuckDBPyConnection, name: str, *rest: Any) -> None:
    function, arguments, result, nulls = rest
    with suppress(duckdb.NotImplementedException):  # an earlier prepare() that was stopped made it
        connection.create_function(name, function, arguments, result, null_handling=nulls)
