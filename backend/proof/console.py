"""GoogleSQL with its parameters filled in, to paste into the BigQuery console."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

# strings, quoted names and comments are stepped over, so an @ in them stays
_TOKENS = re.compile(
    r"""(?P<skip>'{3}.*?'{3}|"{3}.*?"{3}|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`[^`]*`
    |--[^\n]*|\#[^\n]*|/\*.*?\*/)|@(?P<name>[A-Za-z_]\w*)""",
    re.DOTALL | re.VERBOSE,
)


def type_of(value: object) -> str:  # noqa: PLR0911 - one a type
    """The GoogleSQL type of a parameter."""
    match value:
        case bool():
            return "BOOL"
        case int():
            return "INT64"
        case float():
            return "FLOAT64"
        case datetime():
            return "TIMESTAMP"
        case date():
            return "DATE"
        case list() | tuple():
            return "ARRAY<STRING>"
        case _:
            return "STRING"


def literal(value: object) -> str:  # noqa: PLR0911 - one a type
    """A parameter as GoogleSQL writes it."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return repr(value)
        case datetime():
            return f"TIMESTAMP '{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case list() | tuple():
            return f"ARRAY<STRING>[{', '.join(literal(str(item)) for item in value)}]"
        case _:
            return "'" + "".join(_escape(letter) for letter in str(value)) + "'"


def _escape(letter: str) -> str:
    if letter in "\\'":
        return "\\" + letter
    if ord(letter) < 32 or ord(letter) == 127:
        return f"\\x{ord(letter):02x}"
    return letter


def fill(sql: str, parameters: Mapping[str, object]) -> str:
    """``sql`` with each @name replaced by its value. KeyError for one without a value."""

    def value(match: re.Match[str]) -> str:
        name = match.group("name")
        return match.group(0) if name is None else literal(parameters[name])

    return _TOKENS.sub(value, sql)


def named(sql: str) -> set[str]:
    """The parameters that ``sql`` names."""
    return {match.group("name") for match in _TOKENS.finditer(sql) if match.group("name")}
