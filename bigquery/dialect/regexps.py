"""Regular expressions where DuckDB's functions do not say enough: groups that took no part, empty
matches, positions. RE2's syntax as far as Python reads it alike."""

import re
from functools import lru_cache

# RE2 has these and Python has not, or reads them otherwise
_FOREIGN = re.compile(r"\\[pPCQEzAX]|\[\[:|\(\?[a-zA-Z]*[Usm]|\(\?P?<|\(\?[a-zA-Z-]+:")


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """RE2's pattern for Python. Raises ValueError for what Python would read otherwise."""
    if _FOREIGN.search(re.sub(r"\\\\", "", pattern)):
        raise ValueError(f"regular expression {pattern!r} is not translated here")
    ends = re.sub(r"(\\.)|(\[\^?\]?(?:\\.|[^\]\\])*\])|\$", _end, pattern)
    try:
        return re.compile(ends, re.ASCII)
    except (re.error, OverflowError) as error:
        raise ValueError(f"regular expression {pattern!r}: {error}") from None


def _end(m: re.Match[str]) -> str:
    return r"\Z" if m[0] == "$" else m[0]


def may_be_empty(pattern: str) -> bool:
    """Whether a pattern can match nothing at all, as far as one can see."""
    try:
        return r"\b" in pattern.lower() or compiled(pattern).search("") is not None
    except ValueError:
        return True


def always_groups(pattern: str) -> bool:
    """Whether the group of a pattern takes part in every match, as far as one can see."""
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern)
    return "|" not in plain and not re.search(r"\)(\?|\*|\{0?,)", plain)


def _matches(s: str, pattern: str) -> list[re.Match[str]]:
    """Every match: one that is empty at the end of the text counts only as the first."""
    found, at, regexp = [], 0, compiled(pattern)
    while at < len(s) or not at:
        m = regexp.search(s, at)
        if m is None:
            break
        found.append(m)
        at = m.end() + (m.end() == m.start())
    return found


def regexp_extract_all(s: str | None, pattern: str | None) -> list[str | None] | None:
    """Every match of a pattern, or of its one group."""
    if s is None or pattern is None:
        return None
    return [m[m.re.groups] for m in _matches(s, pattern)]


def regexp_extract(
    s: str | None, pattern: str | None, position: int | None, occurrence: int | None
) -> str | None:
    """One match of a pattern, or its one group, in the text from a position on."""
    if s is None or pattern is None or position is None or occurrence is None:
        return None
    if position < 1 or occurrence < 1:
        raise ValueError("REGEXP_EXTRACT: position and occurrence start at 1")
    rest = s[position - 1 :]
    if position > 1 and not rest:
        return None
    found = _matches(rest, pattern)
    m = found[occurrence - 1] if len(found) >= occurrence else None
    return None if m is None else m[m.re.groups]


def regexp_instr(s: str, pattern: str, position: int, occurrence: int, after: int) -> int:
    """Where a match starts, or ends, counted in characters from 1; 0 without one."""
    if position < 1 or occurrence < 1 or after not in (0, 1):
        raise ValueError("REGEXP_INSTR: position and occurrence start at 1")
    if position > len(s):
        return 0
    found = _matches(s[position - 1 :], pattern)
    if len(found) < occurrence:
        return 0
    m = found[occurrence - 1]
    at = m.span(m.re.groups)[after]
    return at + position if at >= 0 else 0
