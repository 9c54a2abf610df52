"""Functions of STRING and BYTES that must agree with GoogleSQL to the last character.

Each is registered as bq_<name>; see prepare.py. NULL arguments give NULL.
"""

import hashlib
import re
import unicodedata

from bigquery.dialect.farmhash import fingerprint64


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
