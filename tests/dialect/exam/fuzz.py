"""Random expressions over awkward values, through GoogleSQL and through DuckDB.

`python -m tests.dialect.exam.fuzz --seed 1 --count 300` prints each expression for which DuckDB
gives another value than GoogleSQL, or a value where GoogleSQL raises, shortest first.
"""

import argparse
import datetime as dt
import random
import re
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from bigquery.dialect import DialectError, prepare, to_duckdb
from tests.dialect.exam.compare import difference, is_ordered
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
    "FLOAT64": [
        0.0,
        -0.0,
        1.0,
        -1.5,
        2.5,
        0.1,
        NAN,
        INF,
        -INF,
        1e21,
        1e-7,
        3.5,
        1e15,
        -0.5,
        123456.789,
        None,
        0.30000000000000004,
    ],
    "NUMERIC": [
        Decimal(x)
        for x in (
            "0",
            "1",
            "-1",
            "2.5",
            "-2.5",
            "0.000000001",
            "1234.567891234",
            "-0.1",
            "99999999999.999999999",
            "10",
        )
    ]
    + [None],
    "STRING": [
        "",
        "a",
        "kWh",
        "Zürich ⚡",
        "100%",
        "a_b",
        "x\\y",
        "it's",
        " pad ",
        "2.7",
        "yes",
        "12",
        "-3",
        "true",
        "2025-10-26",
        "01:30:00",
        "2025-10-26 01:30:00",
        "banana",
        "ÉLAN",
        None,
    ],
    "BOOL": [True, False, None],
    "DATE": [
        dt.date.fromisoformat(x)
        for x in (
            "2025-01-01",
            "2024-12-29",
            "2024-12-30",
            "2024-02-29",
            "1969-12-31",
            "2025-10-26",
            "2026-01-01",
            "2025-03-30",
            "1970-01-04",
            "2023-01-01",
        )
    ]
    + [None],
    "TIMESTAMP": [
        at(x)
        for x in (
            "2025-10-26T00:30:00",
            "2025-10-26T01:30:00",
            "2025-03-30T01:00:00",
            "1969-12-31T23:59:59.500000",
            "2024-02-29T23:59:59.999999",
            "1970-01-01T00:00:00",
            "2025-04-05T14:45:00",
            "2026-01-01T18:20:00.000001",
            "2025-10-04T15:40:00",
            "1960-06-15T12:34:56.789",
            "2024-12-30T00:00:00",
        )
    ]
    + [None],
    "DATETIME": [
        dt.datetime.fromisoformat(x)
        for x in (
            "2025-10-26T01:30:00",
            "1969-12-31T23:59:59.5",
            "2024-02-29T23:59:59.999999",
            "2025-03-30T01:30:00",
            "2024-12-29T00:00:00",
            "2026-01-01T18:20:00.000001",
        )
    ]
    + [None],
    "TIME": [
        dt.time.fromisoformat(x) for x in ("00:00:00", "23:59:59.999999", "07:30:00.5", "12:00:00")
    ]
    + [None],
    "BYTES": [b"", b"\x00\xff", b"abc", b"caf\xc3\xa9", None],
    "ARRAY<INT64>": [[], [1], [3, -1, 3], [10, 20, 30, 40], None],
    "ARRAY<STRING>": [[], ["a"], ["b", "", "a%"], ["x", "x"], None],
}
ZONES = [
    "UTC",
    "Europe/Dublin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "+05:30",
]
COLUMN = {
    "I": "ij",
    "F": "fg",
    "N": "nm",
    "S": "sr",
    "B": "b",
    "D": "de",
    "T": "tu",
    "C": "c",
    "H": "h",
    "Y": "y",
    "X": ["xi"],
    "Z": ["xs"],
}
GRAMMAR = yaml.safe_load((Path(__file__).parent / "fuzz.yaml").read_text())
RULES: dict[str, list[str]] = GRAMMAR["rules"]
CHOICES: dict[str, list[str]] = GRAMMAR["choices"]


def expression(kind: str, depth: int, rng: random.Random) -> str:
    """A random expression of the type."""
    if depth == 0 or (depth < 3 and rng.random() < 0.25):
        return rng.choice(COLUMN[kind])
    return fill(rng.choice(RULES[kind]), depth, rng)


def fill(rule: str, depth: int, rng: random.Random) -> str:
    """A template with random expressions in its places; {G} is one of any type that groups."""
    out, rest = "", rule
    while "{" in rest:
        head, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        if name == "A":
            out += head + fill(rng.choice(GRAMMAR["aggregates"]), depth, rng)
            continue
        name = rng.choice("IFNSBDTCHY") if name == "G" else name
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
        self.connection.executemany(f"INSERT INTO v VALUES ({marks})", self.rows)

    def ask(self, text: str, where: str = "") -> tuple[str, str]:
        """(verdict, why) of one expression."""
        whole = text[:5] in {"SELEC", "WITH "}
        sql = text if whole else f"SELECT k, {text} AS x FROM v {where} ORDER BY k"
        want, judge_error = None, ""
        try:
            names, _, found = self.judge.typed_query(sql, {"v": COLUMNS}, {"v": self.rows})
            want = names, [""] * len(names), found
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
        except Exception as error:
            if want is None:
                return "both raise", ""
            return "error", f"{str(error)[:200]} | {translated}"
        if want is None:
            return "no error", f"GoogleSQL: {judge_error}; DuckDB: {got[1][:1]}"
        differs = difference(want, got, is_ordered(sql))
        if differs:
            if whole:
                return "wrong", f"{differs} | {translated}"
            row = int(differs.split(",")[0].removeprefix("row ")) if differs[:4] == "row " else 0
            values = dict(zip(COLUMNS, self.rows[want[2][row][0]], strict=True))
            used = {c: values[c] for c in COLUMNS if re.search(rf"\b{c}\b", text)}
            return "wrong", f"{differs} | {used} | {translated}"
        return "equal", ""

    def examine(self, text: str) -> tuple[str, str]:
        """As ask; where both raise over all rows, row by row."""
        verdict, why = self.ask(text)
        if verdict in {"both raise", "no error"} and text[:5] not in {"SELEC", "WITH "}:
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
    parser.add_argument("--shapes", action="store_true", help="whole queries")
    chosen = parser.parse_args()
    counts: Counter[str] = Counter()
    bad = []
    with GoogleSQL() as judge:
        bench = Bench(judge, chosen.seed)
        rng = bench.rng
        if chosen.shapes:
            pool = GRAMMAR["shapes"]
            texts = [fill(rng.choice(pool), chosen.depth, rng) for _ in range(chosen.count)]
        elif chosen.all:
            texts = [
                expression_of(rule, rng) for kind in RULES for rule in RULES[kind] for _ in (1, 2)
            ]
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
