"""Random expressions over awkward values, through GoogleSQL and through DuckDB.

`python -m tests.dialect.exam.fuzz --seed 1 --count 300` prints each expression for which DuckDB
gives another value than GoogleSQL, or a value where GoogleSQL raises, shortest first.
"""

import argparse
import datetime as dt
import random
import sys
from collections import Counter
from decimal import Decimal
from typing import Any

import duckdb

from bigquery.dialect import DialectError, prepare, to_duckdb
from tests.dialect.exam.compare import difference
from tests.dialect.exam.fixture import INF, NAN, at
from tests.dialect.exam.run import duckdb_type
from tests.googlesql.client import GoogleSQL, Rejected

COLUMNS = {
    "k": "INT64",
    "i": "INT64",
    "j": "INT64",
    "f": "FLOAT64",
    "g": "FLOAT64",
    "n": "NUMERIC",
    "m": "NUMERIC",
    "s": "STRING",
    "r": "STRING",
    "b": "BOOL",
    "d": "DATE",
    "e": "DATE",
    "t": "TIMESTAMP",
    "u": "TIMESTAMP",
    "c": "DATETIME",
    "h": "TIME",
    "y": "BYTES",
    "xi": "ARRAY<INT64>",
    "xs": "ARRAY<STRING>",
    "z": "STRING",
}
VALUES: dict[str, list[Any]] = {
    "INT64": [0, 1, -1, 2, 3, -7, 10, 48, 1000, -13, 123456789, None],
    "FLOAT64": [0.0, -0.0, 1.0, -1.5, 2.5, 0.1, NAN, INF, -INF, 1e21, 1e-7, 3.5, 1e15, -0.5,
                123456.789, None, 0.30000000000000004],
    "NUMERIC": [Decimal(x) for x in ("0", "1", "-1", "2.5", "-2.5", "0.000000001", "1234.567891234",
                                     "-0.1", "99999999999.999999999", "10")] + [None],
    "STRING": ["", "a", "kWh", "Zürich ⚡", "100%", "a_b", "x\\y", "it's", " pad ", "2.7", "yes", "12",
               "-3", "true", "2025-10-26", "01:30:00", "2025-10-26 01:30:00", "banana", "ÉLAN", None],
    "BOOL": [True, False, None],
    "DATE": [dt.date.fromisoformat(x) for x in ("2025-01-01", "2024-12-29", "2024-12-30", "2024-02-29",
             "1969-12-31", "2025-10-26", "2026-01-01", "2025-03-30", "1970-01-04", "2023-01-01")] + [None],
    "TIMESTAMP": [at(x) for x in ("2025-10-26T00:30:00", "2025-10-26T01:30:00", "2025-03-30T01:00:00",
                  "1969-12-31T23:59:59.500000", "2024-02-29T23:59:59.999999", "1970-01-01T00:00:00",
                  "2025-04-05T14:45:00", "2026-01-01T18:20:00.000001", "2025-10-04T15:40:00",
                  "1960-06-15T12:34:56.789", "2024-12-30T00:00:00")] + [None],
    "DATETIME": [dt.datetime.fromisoformat(x) for x in ("2025-10-26T01:30:00", "1969-12-31T23:59:59.5",
                 "2024-02-29T23:59:59.999999", "2025-03-30T01:30:00", "2024-12-29T00:00:00",
                 "2026-01-01T18:20:00.000001")] + [None],
    "TIME": [dt.time.fromisoformat(x) for x in ("00:00:00", "23:59:59.999999", "07:30:00.5", "12:00:00")]
            + [None],
    "BYTES": [b"", b"\x00\xff", b"abc", b"caf\xc3\xa9", None],
    "ARRAY<INT64>": [[], [1], [3, -1, 3], [10, 20, 30, 40], None],
    "ARRAY<STRING>": [[], ["a"], ["b", "", "a%"], ["x", "x"], None],
}
ZONES = ["UTC", "Europe/Dublin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
         "America/St_Johns", "+05:30"]
COLUMN = {"I": "ij", "F": "fg", "N": "nm", "S": "sr", "B": "b", "D": "de", "T": "tu", "C": "c", "H": "h",
          "Y": "y", "X": ["xi"], "Z": ["xs"]}
NAME = {"I": "INT64", "F": "FLOAT64", "N": "NUMERIC", "S": "STRING", "B": "BOOL", "D": "DATE",
        "T": "TIMESTAMP", "C": "DATETIME", "H": "TIME", "Y": "BYTES"}
PARTS = "YEAR QUARTER MONTH WEEK ISOWEEK ISOYEAR DAY".split()
CLOCK = "HOUR MINUTE SECOND MILLISECOND MICROSECOND".split()
DAYS = "SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY".split()
# result: templates; {X} is an expression of type X, {x:...} a choice
RULES: dict[str, list[str]] = {
    "I": ["{I} + {I}", "{I} - {I}", "{I} * {I}", "-{I}", "DIV({I}, {I})", "MOD({I}, {I})", "ABS({I})",
          "SIGN({I})", "GREATEST({I}, {I})", "LEAST({I}, {I})", "IF({B}, {I}, {I})", "COALESCE({I}, {I})",
          "IFNULL({I}, {I})", "NULLIF({I}, {I})", "CAST({F} AS INT64)", "SAFE_CAST({F} AS INT64)",
          "SAFE_CAST({S} AS INT64)", "CAST({N} AS INT64)", "CAST({B} AS INT64)", "LENGTH({S})",
          "BYTE_LENGTH({S})", "STRPOS({S}, {S})", "INSTR({S}, {S})", "INSTR({S}, {S}, {pos})",
          "INSTR({S}, {S}, {pos}, 2)", "INSTR({S}, {S}, {negpos})", "LENGTH({Y})", "ARRAY_LENGTH({X})",
          "ARRAY_LENGTH({Z})", "ARRAY_LENGTH(SPLIT({S}, {S}))", "FARM_FINGERPRINT({S})",
          "DATE_DIFF({D}, {D}, {dpart})", "DATE_DIFF({D}, {D}, WEEK({wd}))", "TIMESTAMP_DIFF({T}, {T}, {tdpart})",
          "DATETIME_DIFF({C}, {C}, {adpart})", "TIME_DIFF({H}, {H}, {clock})", "UNIX_SECONDS({T})",
          "UNIX_MILLIS({T})", "UNIX_MICROS({T})", "UNIX_DATE({D})", "EXTRACT({xpart} FROM {T})",
          "EXTRACT({xpart} FROM {T} AT TIME ZONE {zone})", "EXTRACT({xdpart} FROM {D})",
          "EXTRACT({xpart} FROM {C})", "EXTRACT({clock} FROM {H})", "EXTRACT(WEEK({wd}) FROM {D})",
          "EXTRACT(WEEK({wd}) FROM {T} AT TIME ZONE {zone})", "EXTRACT(WEEK({wd}) FROM {C})",
          "{X}[SAFE_OFFSET({I})]", "{X}[SAFE_ORDINAL({I})]", "(SELECT SUM(q) FROM UNNEST({X}) AS q)",
          "(SELECT COUNT(*) FROM UNNEST({X}) AS q WITH OFFSET w WHERE w > 0)", "{I} & {I}", "{I} | {I}",
          "{I} ^ {I}", "~{I}", "{I} << {pos}", "{I} >> {pos}", "BIT_COUNT({I})", "ASCII({S})", "UNICODE({S})",
          "SAFE_ADD({I}, {I})", "SAFE_MULTIPLY({I}, {I})", "SAFE_NEGATE({I})", "RANGE_BUCKET({I}, [0, 2, 10])",
          "CASE WHEN {B} THEN {I} WHEN {B} THEN {I} ELSE {I} END", "CASE {I} WHEN 1 THEN 2 WHEN 0 THEN 3 END",
          "SAFE.MOD({I}, {I})", "SAFE.DIV({I}, {I})", "REGEXP_INSTR({S}, {re})", "CHAR_LENGTH({S})",
          "(SELECT COUNT(DISTINCT q) FROM UNNEST([{F}, {F}, {F}]) q)", "(SELECT COUNTIF(q > {F}) FROM UNNEST([{F}, {F}]) q)",
          "DATE_DIFF({D}, {D}, MONTH)"],
    "F": ["{F} + {F}", "{F} - {F}", "{F} * {F}", "{F} / {F}", "{I} / {I}", "-{F}", "IEEE_DIVIDE({F}, {F})",
          "SAFE_DIVIDE({F}, {F})", "SAFE_DIVIDE({I}, {I})", "IEEE_DIVIDE({I}, {I})", "ABS({F})", "SIGN({F})",
          "ROUND({F})", "ROUND({F}, {pos})", "ROUND({F}, -1)", "TRUNC({F})", "TRUNC({F}, 1)", "CEIL({F})",
          "FLOOR({F})", "SQRT({F})", "LN({F})", "LOG({F}, {F})", "LOG10({F})", "EXP({F})", "POW({F}, {F})",
          "SAFE.LN({F})", "SAFE.SQRT({F})", "SAFE.LOG10({F})", "SAFE.EXP({F})", "SAFE.POW({F}, {F})",
          "SAFE.LOG({F}, {F})", "GREATEST({F}, {F})", "LEAST({F}, {F})", "IF({B}, {F}, {F})",
          "COALESCE({F}, {F})", "NULLIF({F}, {F})", "IFNULL({F}, 0)", "CAST({I} AS FLOAT64)",
          "CAST({N} AS FLOAT64)", "SAFE_CAST({S} AS FLOAT64)", "SIN({F})", "ATAN2({F}, {F})",
          "(SELECT AVG(q) FROM UNNEST([{F}, {F}, {F}]) q)", "(SELECT SUM(q) FROM UNNEST([{F}, {F}]) q)",
          "(SELECT MIN(q) FROM UNNEST([{F}, {F}, {F}]) q)", "(SELECT MAX(q) FROM UNNEST([{F}, {F}, {F}]) q)",
          "(SELECT STDDEV(q) FROM UNNEST([{F}, {F}]) q)", "(SELECT VAR_POP(q) FROM UNNEST([{F}, {F}]) q)",
          "(SELECT CORR(q, q) FROM UNNEST([{F}, {F}]) q)", "{I} + {F}", "{N} * {F}", "{F} / {N}", "{I} * 0.5",
          "CAST({S} AS FLOAT64)", "TANH({F})", "SAFE.ACOS({F})"],
    "N": ["{N} + {N}", "{N} - {N}", "{N} * {N}", "{N} / {N}", "-{N}", "ABS({N})", "ROUND({N}, {pos})", "ROUND({N})",
          "TRUNC({N}, 1)", "CEIL({N})", "FLOOR({N})", "DIV({N}, {N})", "MOD({N}, {N})", "CAST({F} AS NUMERIC)",
          "CAST({I} AS NUMERIC)", "SAFE_CAST({S} AS NUMERIC)", "{N} + {I}", "{N} * {I}", "{N} / {I}",
          "SAFE_DIVIDE({N}, {N})", "GREATEST({N}, {N})", "LEAST({N}, {I})", "IF({B}, {N}, {I})", "COALESCE({N}, 0)",
          "(SELECT SUM(q) FROM UNNEST([{N}, {N}]) q)", "(SELECT AVG(q) FROM UNNEST([{N}, {N}, {N}]) q)",
          "SAFE_CAST({F} AS NUMERIC)", "SIGN({N})", "NULLIF({N}, {N})"],
    "S": ["CONCAT({S}, {S})", "{S} || {S}", "UPPER({S})", "LOWER({S})", "TRIM({S})", "LTRIM({S}, 'a ')",
          "RTRIM({S}, {S})", "SUBSTR({S}, {I})", "SUBSTR({S}, {I}, {pos})", "LEFT({S}, {pos})",
          "RIGHT({S}, {pos})", "REPLACE({S}, {S}, {S})", "REVERSE({S})", "REPEAT({S}, {pos})",
          "LPAD({S}, {pos})", "RPAD({S}, {pos}, {S})", "INITCAP({S})", "CAST({F} AS STRING)", "CAST({I} AS STRING)",
          "CAST({N} AS STRING)", "CAST({B} AS STRING)", "CAST({D} AS STRING)", "CAST({T} AS STRING)",
          "CAST({C} AS STRING)", "CAST({H} AS STRING)", "TO_JSON_STRING({F})", "TO_JSON_STRING({N})",
          "TO_JSON_STRING({S})", "TO_JSON_STRING({T})", "TO_JSON_STRING({D})", "TO_JSON_STRING({C})",
          "TO_JSON_STRING({X})", "TO_JSON_STRING({Z})", "TO_JSON_STRING({Y})", "TO_JSON_STRING({I})",
          "TO_JSON_STRING(STRUCT({F} AS a, {S} AS b, {T} AS c))", "FORMAT('%t', {F})", "FORMAT('%T', {S})",
          "FORMAT('%5d|', {I})", "FORMAT('%05d', {I})", "FORMAT('%+d', {I})", "FORMAT(\"%'d\", {I})",
          "FORMAT('%.2f', {F})", "FORMAT('%8.1f|', {F})", "FORMAT('%e', {F})", "FORMAT('%g', {F})",
          "FORMAT('%.3f', {N})", "FORMAT('%-6s|', {S})", "FORMAT('%6s|', {S})", "FORMAT('%t', {T})", "FORMAT('%t', {D})",
          "FORMAT('%x', {I})", "FORMAT('%t', {N})", "FORMAT('%t', {X})", "FORMAT('%T', {Z})", "FORMAT(\"%'.2f\", {F})",
          "FORMAT_TIMESTAMP({tfmt}, {T})", "FORMAT_TIMESTAMP({tfmt}, {T}, {zone})", "FORMAT_DATE({dfmt}, {D})",
          "FORMAT_DATETIME({cfmt}, {C})", "FORMAT_TIME('%H:%M:%E3S', {H})", "IF({B}, {S}, {S})", "COALESCE({S}, {S})",
          "NULLIF({S}, {S})", "TO_HEX({Y})", "TO_BASE64({Y})", "TO_HEX(MD5({S}))", "TO_HEX(SHA512({S}))",
          "TO_HEX(SHA1({S}))", "ARRAY_TO_STRING({Z}, ',')", "ARRAY_TO_STRING({Z}, '-', 'null')", "{Z}[SAFE_OFFSET({I})]",
          "SPLIT({S}, {S})[SAFE_OFFSET({I})]", "REGEXP_EXTRACT({S}, {re})", "REGEXP_REPLACE({S}, {re}, '<\\\\0>')",
          "TRANSLATE({S}, 'ab', 'X')", "SAFE_CONVERT_BYTES_TO_STRING({Y})", "(SELECT STRING_AGG(q, '|') FROM UNNEST({Z}) q)",
          "(SELECT MAX(q) FROM UNNEST({Z}) q)", "STRING({T}, {zone})", "CHR({pos})", "NORMALIZE({S})", "SAFE.SUBSTR({S}, 1, {I})",
          "JSON_VALUE(TO_JSON_STRING(STRUCT({F} AS a)), '$.a')", "JSON_VALUE(TO_JSON_STRING(STRUCT({S} AS a)), '$.a')"],
    "B": ["{I} = {I}", "{I} < {I}", "{F} = {F}", "{F} < {F}", "{F} > {F}", "{F} >= {F}", "{F} <= {F}", "{F} != {F}", "{N} = {N}", "{N} > {F}",
          "{I} > {F}", "{S} = {S}", "{S} < {S}", "{D} < {D}", "{T} < {T}", "{C} < {C}", "{H} < {H}", "{Y} < {Y}",
          "{B} AND {B}", "{B} OR {B}", "NOT {B}", "{F} IS NULL", "{S} IS NULL", "{B} IS TRUE", "{B} IS NOT FALSE", "IS_NAN({F})",
          "IS_INF({F})", "{F} BETWEEN {F} AND {F}", "{I} IN ({I}, {I})", "{F} IN ({F}, {F})", "{F} NOT IN ({F}, {F})",
          "{S} IN ({S}, {S})", "{I} IN UNNEST({X})", "{S} IN UNNEST({Z})", "{S} NOT IN UNNEST({Z})", "{S} LIKE {like}", "{S} LIKE {S}",
          "{S} NOT LIKE {like}", "STARTS_WITH({S}, {S})", "ENDS_WITH({S}, {S})", "REGEXP_CONTAINS({S}, {re})",
          "CAST({I} AS BOOL)", "SAFE_CAST({S} AS BOOL)", "EXISTS(SELECT 1 FROM UNNEST({X}) q WHERE q > {I})",
          "{F} IS DISTINCT FROM {F}", "{S} IS NOT DISTINCT FROM {S}", "{D} BETWEEN {D} AND {D}", "IF({B}, {B}, {B})",
          "(SELECT LOGICAL_OR(q > 1) FROM UNNEST({X}) q)", "STRUCT({I}, {S}) = STRUCT({I}, {S})"],
    "D": ["DATE_ADD({D}, INTERVAL {I} {ddpart})", "DATE_SUB({D}, INTERVAL {pos} {ddpart})", "DATE_TRUNC({D}, {trunc})",
          "DATE_TRUNC({D}, WEEK({wd}))", "LAST_DAY({D})", "LAST_DAY({D}, {lpart})", "DATE({T})", "DATE({T}, {zone})", "DATE({C})",
          "SAFE_CAST({S} AS DATE)", "DATE_FROM_UNIX_DATE({I})", "EXTRACT(DATE FROM {T} AT TIME ZONE {zone})", "GREATEST({D}, {D})",
          "IF({B}, {D}, {D})", "COALESCE({D}, {D})", "SAFE.PARSE_DATE('%Y-%m-%d', {S})", "{D} + {I}", "{D} - {I}",
          "CAST({T} AS DATE)", "(SELECT MAX(q) FROM UNNEST([{D}, {D}]) q)", "SAFE.DATE(2025, {I}, 1)"],
    "T": ["TIMESTAMP_TRUNC({T}, {ttrunc})", "TIMESTAMP_TRUNC({T}, {ttrunc}, {zone})", "TIMESTAMP_TRUNC({T}, WEEK({wd}), {zone})",
          "TIMESTAMP_ADD({T}, INTERVAL {I} {tipart})", "TIMESTAMP_SUB({T}, INTERVAL {I} {tipart})", "TIMESTAMP({D})",
          "TIMESTAMP({D}, {zone})", "TIMESTAMP({C})", "TIMESTAMP({C}, {zone})", "SAFE_CAST({S} AS TIMESTAMP)",
          "TIMESTAMP_SECONDS({I})", "TIMESTAMP_MILLIS({I})", "TIMESTAMP_MICROS({I})", "GREATEST({T}, {T})", "IF({B}, {T}, {T})",
          "COALESCE({T}, {T})", "CAST({C} AS TIMESTAMP)", "SAFE.PARSE_TIMESTAMP('%Y-%m-%d %H:%M:%S', {S})",
          "SAFE.PARSE_TIMESTAMP('%F %T', {S}, {zone})", "(SELECT MIN(q) FROM UNNEST([{T}, {T}]) q)",
          "GENERATE_TIMESTAMP_ARRAY({T}, TIMESTAMP_ADD({T}, INTERVAL 3 HOUR), INTERVAL 1 HOUR)[SAFE_OFFSET(1)]"],
    "C": ["DATETIME({T})", "DATETIME({T}, {zone})", "DATETIME_TRUNC({C}, {ttrunc})", "DATETIME_ADD({C}, INTERVAL {I} {cipart})",
          "DATETIME_SUB({C}, INTERVAL {pos} {cipart})", "SAFE_CAST({S} AS DATETIME)", "CAST({D} AS DATETIME)", "DATETIME({D}, {H})",
          "EXTRACT(DATETIME FROM {T} AT TIME ZONE {zone})", "DATETIME_TRUNC({C}, WEEK({wd}))", "CAST({T} AS DATETIME)"],
    "H": ["TIME({T})", "TIME({T}, {zone})", "TIME({C})", "TIME_ADD({H}, INTERVAL {I} {hpart})", "TIME_SUB({H}, INTERVAL {pos} {hpart})",
          "TIME_TRUNC({H}, {hpart})", "EXTRACT(TIME FROM {T})", "SAFE_CAST({S} AS TIME)", "CAST({C} AS TIME)"],
    "Y": ["CAST({S} AS BYTES)", "SHA256({S})", "SHA512({Y})", "MD5({S})", "CONCAT({Y}, {Y})", "SUBSTR({Y}, {I})", "REVERSE({Y})",
          "FROM_HEX(TO_HEX({Y}))", "SUBSTR({Y}, {I}, {pos})", "FROM_BASE64(TO_BASE64({Y}))", "LPAD({Y}, {pos})"],
    "X": ["ARRAY_REVERSE({X})", "ARRAY_CONCAT({X}, {X})", "[{I}, 1]", "GENERATE_ARRAY({I}, {I}, 5)", "TO_CODE_POINTS({S})",
          "ARRAY(SELECT q FROM UNNEST({X}) AS q ORDER BY q)", "ARRAY(SELECT q FROM UNNEST({X}) AS q ORDER BY q DESC LIMIT 2)",
          "ARRAY(SELECT w FROM UNNEST({X}) AS q WITH OFFSET AS w ORDER BY w)", "ARRAY(SELECT DISTINCT q FROM UNNEST({X}) q ORDER BY q)",
          "(SELECT ARRAY_AGG(q ORDER BY q DESC LIMIT 2) FROM UNNEST({X}) q)"],
    "Z": ["SPLIT({S}, {S})", "SPLIT({S})", "ARRAY_REVERSE({Z})", "ARRAY_CONCAT({Z}, ['q'])", "REGEXP_EXTRACT_ALL({S}, {re})",
          "ARRAY(SELECT UPPER(q) FROM UNNEST({Z}) q WITH OFFSET w ORDER BY w)"],
}
CHOICES: dict[str, list[str]] = {
    "pos": ["0", "1", "2", "3", "5"], "negpos": ["-1", "-2"],
    "dpart": PARTS, "tdpart": ["DAY", *CLOCK], "adpart": PARTS + CLOCK, "clock": CLOCK, "wd": DAYS,
    "xpart": [*PARTS, *CLOCK, "DAYOFWEEK", "DAYOFYEAR"], "xdpart": [*PARTS, "DAYOFWEEK", "DAYOFYEAR"],
    "ddpart": ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"], "trunc": PARTS, "lpart": ["MONTH", "YEAR", "WEEK", "QUARTER", "ISOWEEK", "ISOYEAR", "WEEK(MONDAY)"],
    "ttrunc": PARTS + CLOCK, "tipart": ["DAY", *CLOCK], "cipart": ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR", *CLOCK],
    "hpart": CLOCK, "zone": [*(f"'{z}'" for z in ZONES), "z"],
    "re": ["r'[a-z]+'", "r'\\d'", "'a'", "r'(\\w)'", "'^$'", "r'[^a]*'"],
    "like": ["'%a%'", "'%\\\\%%'", "'_'", "''", "'a\\\\_b'", "'%⚡'", "'K%'", "'%\\\\\\\\%'"],
    "tfmt": ["'%F %T'", "'%Y-%m-%dT%H:%M:%E*S%Ez'", "'%a %b %e'", "'%V %G %u %j %U'", "'%E3S'", "'%s'", "'%H:%M %Z'", "'%I %p %y %Q'"],
    "dfmt": ["'%F'", "'%A %d %B %Y'", "'%G-W%V'", "'%j %U %W %w %u'", "'%D %y %e %b %Q'"],
    "cfmt": ["'%F %T'", "'%E6S'", "'%c'", "'%H%M %p'"],
}


def expression(kind: str, depth: int, rng: random.Random) -> str:
    """A random expression of the type."""
    if depth == 0 or (depth < 3 and rng.random() < 0.25):
        return rng.choice(COLUMN[kind])
    rule = rng.choice(RULES[kind])
    out, rest = "", rule
    while "{" in rest:
        head, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        inner = rng.choice(CHOICES[name]) if name in CHOICES else expression(name, depth - 1, rng)
        simple = inner.isalnum() or inner.startswith("'") or name in CHOICES
        out += head + (inner if simple else f"({inner})" if " " in inner else inner)
    return out + rest


def rows(rng: random.Random, count: int = 24) -> list[tuple[Any, ...]]:
    """Rows that meet every value of each type."""
    out = []
    for k in range(count):
        row: list[Any] = [k]
        for name, kind in list(COLUMNS.items())[1:]:
            pool = ZONES[:-1] if name == "z" else VALUES[kind]
            row.append(pool[k % len(pool)] if name in "ifnsbdtchy" else rng.choice(pool))
        out.append(tuple(row))
    return out


class Bench:
    """Both engines over the same rows."""

    def __init__(self, judge: GoogleSQL, seed: int) -> None:
        self.judge, self.rng = judge, random.Random(seed)
        self.rows = rows(self.rng)
        self.connection = duckdb.connect()
        prepare(self.connection)
        fields = ", ".join(f"{c} {duckdb_type(k)}" for c, k in COLUMNS.items())
        self.connection.execute(f"CREATE TABLE v ({fields})")
        marks = ", ".join(f"CAST(? AS {duckdb_type(k)})" for k in COLUMNS.values())
        self.connection.executemany(f"INSERT INTO v VALUES ({marks})", self.rows)  # noqa: S608

    def ask(self, text: str, where: str = "") -> tuple[str, str]:
        """(verdict, why) of one expression."""
        sql = f"SELECT k, {text} AS x FROM v {where} ORDER BY k"  # noqa: S608
        want, judge_error = None, ""
        try:
            names, _, found = self.judge.typed_query(sql, {"v": COLUMNS}, {"v": self.rows})
            want = names, [""] * 2, found
        except Rejected as error:
            judge_error = str(error)
            if "[at " in judge_error or "Unsupported" in judge_error or "not found" in judge_error:
                return "judge", judge_error
        try:
            translated = to_duckdb(sql)
        except DialectError as error:
            return "refused", str(error)
        try:
            result = self.connection.execute(translated)
            got = [c[0] for c in result.description or []], result.fetchall()
        except Exception as error:  # noqa: BLE001 - whatever DuckDB raises is the finding
            if want is None:
                return "both raise", ""
            return "error", f"{str(error)[:200]} | {translated}"
        if want is None:
            return "no error", f"GoogleSQL: {judge_error}; DuckDB: {got[1][:1]}"
        differs = difference(want, got, True)
        if differs:
            row = int(differs.split(",")[0].removeprefix("row ")) if differs[:4] == "row " else 0
            values = {c: v for c, v in zip(COLUMNS, self.rows[want[2][row][0]], strict=True)}
            import re as regex

            used = {c: values[c] for c in COLUMNS if regex.search(rf"\b{c}\b", text)}
            return "wrong", f"{differs} | {used} | {translated}"
        return "equal", ""

    def examine(self, text: str) -> tuple[str, str]:
        """As ask; where both raise over all rows, row by row."""
        verdict, why = self.ask(text)
        if verdict in {"both raise", "no error"}:
            for k in range(len(self.rows)):
                verdict, why = self.ask(text, f"WHERE k = {k}")
                if verdict in {"wrong", "error", "no error"}:
                    return verdict, f"k={k}: {why}"
        return verdict, why


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--depth", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="every rule once, over columns")
    chosen = parser.parse_args()
    counts: Counter[str] = Counter()
    bad = []
    with GoogleSQL() as judge:
        bench = Bench(judge, chosen.seed)
        rng = bench.rng
        if chosen.all:
            texts = [expression_of(rule, rng) for kind in RULES for rule in RULES[kind] for _ in (1, 2)]
        else:
            texts = [
                expression(rng.choice(list(RULES)), chosen.depth, rng) for _ in range(chosen.count)
            ]
        for text in dict.fromkeys(texts):
            verdict, why = bench.examine(text)
            counts[verdict] += 1
            if verdict not in {"equal", "both raise"}:
                bad.append((verdict, text, why))
    for verdict, text, why in sorted(bad, key=lambda x: (x[0] == "refused", x[0], len(x[1]))):
        sys.stdout.write(f"{verdict:8} {text}\n         {why[:700]}\n")
    sys.stdout.write(f"{dict(counts)}\n")


def expression_of(rule: str, rng: random.Random) -> str:
    """A rule over plain columns."""
    out, rest = "", rule
    while "{" in rest:
        head, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        out += head + (rng.choice(CHOICES[name]) if name in CHOICES else rng.choice(COLUMN[name]))
    return out + rest


if __name__ == "__main__":
    main()
