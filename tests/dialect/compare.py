"""One query through GoogleSQL and through the dialect and DuckDB: equal, refused, or wrong."""

import datetime as dt
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from bigquery.dialect import DialectError, prepare, to_duckdb

CORPUS = Path(__file__).parent / "corpus"
UTC = dt.UTC


@dataclass(frozen=True)
class Query:
    family: str
    name: str
    sql: str


@dataclass(frozen=True)
class Verdict:
    """equal, refused, failed (DuckDB raises where GoogleSQL answers) or wrong."""

    query: Query
    word: str
    why: str = ""


def corpus() -> list[Query]:
    """Every query of corpus/*.sql: a line `-- name` starts one."""
    out = []
    for path in sorted(CORPUS.glob("*.sql")):
        for block in ("\n" + path.read_text("utf-8")).split("\n-- ")[1:]:
            name, _, sql = block.partition("\n")
            out.append(Query(path.stem, name.strip(), sql.strip().rstrip(";")))
    return out


def judge_query(
    judge: Any,
    connection: duckdb.DuckDBPyConnection,
    query: Query,
    tables: Any = None,
    rows: Any = None,
) -> Verdict:
    """The verdict on one query."""
    from tests.googlesql.client import Rejected

    try:
        names, truth = judge.query(query.sql, tables, rows)
        error = None
    except Rejected as rejected:
        truth, names, error = None, [], str(rejected)
    try:
        text = to_duckdb(query.sql)
    except DialectError as refusal:
        return Verdict(query, "refused", str(refusal))
    try:
        cursor = connection.cursor()
        got = cursor.execute(text).fetchall()
        titles = [d[0] for d in cursor.description]
    except duckdb.Error as failure:
        return Verdict(
            query, "equal" if error else "failed", f"{str(failure)[:200]} || {text[:300]}"
        )
    if error is not None:
        return Verdict(query, "wrong", f"GoogleSQL raises: {error}; DuckDB gives {got[:2]}")
    for a, b in zip(names, titles, strict=False):
        if a and not a.startswith("$") and a.lower() != b.lower():
            return Verdict(query, "wrong", f"column {a} is called {b}")
    ordered = " ORDER BY " in " ".join(query.sql.upper().split())
    if same_rows(truth, got, ordered=ordered):
        return Verdict(query, "equal")
    return Verdict(query, "wrong", f"\n   truth {truth[:6]}\n   got   {got[:6]}\n   {text[:400]}")


def same_rows(a: Iterable[Any], b: Iterable[Any], *, ordered: bool) -> bool:
    a, b = [plain(r) for r in a], [plain(r) for r in b]
    if not ordered:
        a, b = sorted(a, key=repr), sorted(b, key=repr)
    return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))


def plain(v: Any) -> Any:
    """A value without its dress: tuples, naive UTC, JSON read."""
    match v:
        case dict():
            return tuple(plain(x) for x in v.values())
        case list() | tuple():
            return tuple(plain(x) for x in v)
        case dt.datetime() if v.tzinfo is not None:
            return ("instant", v.astimezone(UTC).replace(tzinfo=None))
        case bytes() | bytearray():
            return bytes(v)
        case Decimal():
            return v.normalize()
    return v


def same(x: Any, y: Any) -> bool:
    if isinstance(x, tuple) and isinstance(y, tuple):
        return len(x) == len(y) and all(same(a, b) for a, b in zip(x, y, strict=True))
    if isinstance(x, bool) or isinstance(y, bool) or x is None or y is None:
        return x is y
    if isinstance(x, int | float | Decimal) and isinstance(y, int | float | Decimal):
        if isinstance(x, float) or isinstance(y, float):
            fx, fy = float(x), float(y)
            return (
                fx == fy
                or (fx != fx and fy != fy)
                or math.isclose(fx, fy, rel_tol=1e-9, abs_tol=1e-300)
            )
        return x == y
    if isinstance(x, str) and isinstance(y, str) and x[:1] in '{["' and x != y:
        try:
            return bool(json.loads(x) == json.loads(y)) and "".join(x.split()) == "".join(y.split())
        except ValueError:
            return False
    return type(x) is type(y) and bool(x == y)


def fresh() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    prepare(connection)
    return connection
