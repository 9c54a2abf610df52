"""The exam: each query through GoogleSQL and through DuckDB; `python -m tests.dialect.exam.run`.

Arguments name rounds (folders of this one); none means all. --json FILE writes every verdict,
--only NAME runs the queries whose name contains NAME and shows their SQL.
"""

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from bigquery.dialect import DialectError, prepare, to_duckdb
from tests.dialect.exam.compare import difference, is_ordered
from tests.dialect.exam.fixture import ROWS, TABLES, at
from tests.googlesql.client import GoogleSQL, Rejected
from tests.googlesql.values import types

HERE = Path(__file__).parent
VERDICTS = ["equal", "wrong", "refused", "error", "judge"]
SCALAR = {
    "INT64": "BIGINT",
    "FLOAT64": "DOUBLE",
    "STRING": "VARCHAR",
    "BYTES": "BLOB",
    "BOOL": "BOOLEAN",
    "NUMERIC": "DECIMAL(38,9)",
    "DATETIME": "TIMESTAMP",
    "TIMESTAMP": "TIMESTAMPTZ",
}


@dataclass(frozen=True)
class Question:
    """One query of the exam. `then` reads what a statement left; `judge` is its equal in a plain
    query, for what the judge cannot execute."""

    round: str
    area: str
    name: str
    sql: str
    params: dict[str, tuple[str, Any]]
    then: str | None = None
    judge: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What became of a question: one of VERDICTS, and why."""

    question: Question
    verdict: str
    why: str = ""
    duckdb: str = ""


def questions(rounds: list[str] | None = None) -> Iterator[Question]:
    """Every question, in the order of the files."""
    for path in sorted(HERE.glob("round*/*.yaml")):
        if rounds and path.parent.name not in rounds:
            continue
        for name, body in yaml.safe_load(path.read_text()).items():
            q = {"sql": body} if isinstance(body, str) else body
            given = {n: (k, _value(v, k)) for n, (k, v) in q.get("params", {}).items()}
            area = path.stem.split("_", 1)[1]
            yield Question(
                path.parent.name, area, name, q["sql"], given, q.get("then"), q.get("judge")
            )


def _value(raw: Any, kind: str) -> Any:
    if raw is None:
        return None
    if kind.startswith("ARRAY<"):
        return [_value(v, kind[6:-1]) for v in raw]
    match kind:
        case "TIMESTAMP":
            return at(raw)
        case "DATETIME":
            return dt.datetime.fromisoformat(raw)
        case "DATE":
            return dt.date.fromisoformat(raw)
        case "TIME":
            return dt.time.fromisoformat(raw)
        case "NUMERIC" | "BIGNUMERIC":
            return Decimal(raw)
        case "FLOAT64":
            return float(raw)
        case "BYTES":
            return raw.encode()
    return raw


def duckdb_type(kind: str) -> str:
    """The DuckDB column that holds a GoogleSQL type."""
    if kind.startswith("ARRAY<"):
        return duckdb_type(kind[6:-1]) + "[]"
    if kind.startswith("STRUCT<"):
        parts, depth, start, inner = [], 0, 0, kind[7:-1]
        for i, c in enumerate(inner + ","):
            depth += (c in "<(") - (c in ">)")
            if c == "," and not depth:
                name, _, field = inner[start:i].strip().partition(" ")
                parts.append(f"{name} {duckdb_type(field)}")
                start = i + 1
        return f"STRUCT({', '.join(parts)})"
    return SCALAR.get(kind, kind)


def database() -> duckdb.DuckDBPyConnection:
    """DuckDB with the fixture, prepared as the dialect wants it."""
    connection = duckdb.connect()
    prepare(connection)
    for table, columns in TABLES.items():
        fields = ", ".join(f"{c} {duckdb_type(k)}" for c, k in columns.items())
        if "." in table:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")
        connection.execute(f"CREATE TABLE {table} ({fields})")
        marks = ", ".join(f"CAST(? AS {duckdb_type(k)})" for k in columns.values())
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", ROWS[table])
    return connection


class RefusedError(Exception):
    """The dialect refused."""


def ask_duckdb(
    connection: duckdb.DuckDBPyConnection, q: Question
) -> tuple[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """The translated SQL and its result. Raises RefusedError, or what DuckDB raised."""
    try:
        translated = to_duckdb(q.sql)
        after = to_duckdb(q.then) if q.then else None
    except DialectError as error:
        raise RefusedError(str(error)) from None
    connection.execute("BEGIN")
    try:
        values = {n: v for n, (_, v) in q.params.items()}
        result = (
            connection.execute(translated, values) if values else connection.execute(translated)
        )
        if after:
            result = connection.execute(after)
        rows = result.fetchall()
        return translated, ([c[0] for c in result.description or []], rows)
    except Exception as error:
        error.add_note(translated)
        raise
    finally:
        connection.execute("ROLLBACK")


def examine(judge: GoogleSQL, connection: duckdb.DuckDBPyConnection, q: Question) -> Verdict:
    """Put one question to both."""
    reference = q.judge or q.then or q.sql
    want, judge_error = None, ""
    try:
        names, kinds, rows = judge.typed_query(reference, TABLES, ROWS, q.params)
        want = names, ["JSON" if k.type_kind == types.TYPE_JSON else "" for k in kinds], rows
    except Rejected as error:
        judge_error = str(error)
        if not q.name.endswith("_is_an_error"):
            return Verdict(q, "judge", judge_error)
    try:
        translated, got = ask_duckdb(connection, q)
    except RefusedError as error:
        return Verdict(q, "refused", str(error))
    except Exception as error:
        if want is None:
            return Verdict(q, "equal", "both raise")
        notes = "".join(getattr(error, "__notes__", []))
        return Verdict(q, "error", f"{type(error).__name__}: {str(error)[:400]}", notes)
    if want is None:
        return Verdict(q, "wrong", f"GoogleSQL raises: {judge_error}; DuckDB gave rows", translated)
    differs = difference(want, got, is_ordered(reference))
    return (
        Verdict(q, "wrong", differs, translated) if differs else Verdict(q, "equal", "", translated)
    )


def exam(judge: GoogleSQL, rounds: list[str] | None = None, only: str = "") -> list[Verdict]:
    """All verdicts."""
    connection = database()
    chosen = (q for q in questions(rounds) if only in f"{q.area}/{q.name}")
    return [examine(judge, connection, q) for q in chosen]


def table(verdicts: list[Verdict]) -> str:
    """Counts by round and class, as Markdown."""
    lines = ["| class | " + " | ".join(VERDICTS) + " |", "|---|" + "---:|" * len(VERDICTS)]
    groups: dict[str, Counter[str]] = {}
    for v in verdicts:
        groups.setdefault(f"{v.question.round} {v.question.area}", Counter())[v.verdict] += 1
    groups["all"] = Counter(v.verdict for v in verdicts)
    for name, counts in groups.items():
        lines.append(f"| {name} | " + " | ".join(str(counts[k]) for k in VERDICTS) + " |")
    return "\n".join(lines)


def findings(verdicts: list[Verdict]) -> str:
    """Every question that is not equal, worst first, as Markdown."""
    out = []
    for kind in VERDICTS[1:]:
        for v in verdicts:
            if v.verdict == kind:
                q = v.question
                out.append(f"### {kind}: {q.round}/{q.area}/{q.name}\n{v.why}")
                out.append(f"```sql\n{q.sql.strip()}\n-- DuckDB\n{v.duckdb}\n```\n")
    return "\n".join(out)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="*")
    parser.add_argument("--only", default="")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--findings", type=Path)
    chosen = parser.parse_args()
    with GoogleSQL() as judge:
        verdicts = exam(judge, chosen.rounds, chosen.only)
    out = sys.stdout.write
    for v in verdicts:
        if v.verdict != "equal" or chosen.only:
            q = v.question
            out(f"{v.verdict:8} {q.round}/{q.area}/{q.name}: {v.why[:300]}\n")
            if chosen.only:
                out(f"  {q.sql.strip()}\n  -> {v.duckdb}\n")
    out(table(verdicts) + "\n")
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(v) for v in verdicts], default=str, indent=1))
    if chosen.findings:
        chosen.findings.write_text(table(verdicts) + "\n\n" + findings(verdicts))


if __name__ == "__main__":
    main()
