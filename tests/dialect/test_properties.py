"""Random rows through both engines: what a type makes of an operator never differs."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bigquery.dialect import to_duckdb
from tests.dialect.compare import fresh, same_rows

TABLES = {"t": {"k": "INT64", "n": "NUMERIC", "i": "INT64", "f": "FLOAT64"}}
SQL = """SELECT k, SAFE_DIVIDE(n, i) AS a, SAFE_DIVIDE(f, i) AS b, n * 1.1 AS c, i * 0.5 AS d, n + i AS e,
  ROUND(n, 2) AS g, n > 0.5 AS h, f > n AS o, COALESCE(n, 0.5) AS p, MOD(n, 7) AS q,
  FORMAT('%t %T', n, f) AS r, TO_JSON_STRING(STRUCT(n, i, f)) AS s, CAST(f AS STRING) AS u
FROM t ORDER BY k"""
TOTALS = "SELECT AVG(n) AS a, SUM(n) / COUNT(n) AS b, AVG(i) AS c, SUM(i) * 1.5 AS d FROM t"
SCALED = st.integers(-(10**14), 10**14).map(lambda n: Decimal(n).scaleb(-6))
ROW = st.tuples(
    st.none() | SCALED,
    st.none() | st.integers(-(10**9), 10**9),
    st.none() | st.floats(-1e12, 1e12).map(lambda x: x + 0.0),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ROW, min_size=1, max_size=12))
def test_no_row_of_numbers_is_computed_otherwise(googlesql, numbers):
    rows = [(k, *row) for k, row in enumerate(numbers)]
    connection = fresh()
    connection.execute("CREATE TABLE t (k BIGINT, n DECIMAL(38,9), i BIGINT, f DOUBLE)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
    for sql in (SQL, TOTALS):
        _, truth = googlesql.query(sql, TABLES, {"t": rows})
        got = connection.execute(to_duckdb(sql)).fetchall()
        assert same_rows(truth, got, ordered=True), sql
